"""Our connector and the committed description of our server fit each other, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.json_schema import values_of

from crashdesk.connectors.crashdesk import account, account_routes, feed, mapping, routes, wire, wire_users
from crashdesk.connectors.crashdesk.crash_groups import patch_of
from crashdesk.core.account import NewApiKey
from crashdesk.core.crash_groups import (
    AssigneeChange,
    Ignore,
    IgnoreUntil,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.ids import GroupId, Instant, ReportId, UserId
from crashdesk.core.people import Person, Role
from crashdesk.core.secret import Secret
from crashdesk.http.answer import decode
from crashdesk.http.request import EVENTS, Request

FILE = Path(__file__).parents[3] / "server_stub/openapi.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
GROUP = GroupId("grp_1")
ADA = Person(UserId("usr_1"), "Ada")
CHANGES = (
    *(StatusChange(Status.RESOLVED, resolution=Resolution(kind, "2.1")) for kind in ResolvedIn),
    *(StatusChange(Status.IGNORED, ignore=Ignore(kind, Instant(5), 7, 3, "2.0")) for kind in IgnoreUntil),
    StatusChange(Status.OPEN),
    *(SeverityChange(severity) for severity in Severity),
    AssigneeChange(ADA),
    AssigneeChange(None),
)
PATCHES = tuple(
    routes.patch_group(GROUP, patch_of(change), revision=3, idempotency_key="key") for change in CHANGES
)
OTHERS = (
    routes.meta(),
    routes.sign_in("ada@example.org", Secret("correct horse")),
    routes.session(),
    routes.sign_out(),
    routes.set_up(Secret("token"), "ada@example.org", Secret("correct horse"), "Ada"),
    routes.changes(""),
    routes.changes("token"),
    routes.events(),
    routes.group(GROUP),
    routes.add_note(GROUP, "seen", idempotency_key="key"),
    routes.delete_group(GROUP, revision=3, idempotency_key="key"),
    routes.report(GROUP, ReportId("rep_1")),
    routes.facets(GROUP),
    routes.histogram(GROUP, "day"),
    routes.histogram(GROUP, "fortnight"),
    routes.usage(30),
    routes.user(ADA.id),
    routes.approve_user(ADA.id, "viewer", "known", revision=3, idempotency_key="key"),
    routes.reject_user(ADA.id, "unknown", revision=3, idempotency_key="key"),
    routes.patch_user(ADA.id, {"permissions": ["audit.read"]}, revision=3, idempotency_key="key"),
    routes.delete_user(ADA.id, revision=3, idempotency_key="key"),
    routes.end_sessions_of_user(ADA.id, idempotency_key="key"),
    routes.audit_after(7),
    routes.audit_hashes_after(7),
    routes.audit_entry(7),
    routes.audit_checkpoint(),
    routes.tell_audit_export("actor:me", 12, "csv", idempotency_key="key"),
    account_routes.register("ada@example.org", Secret("correct horse"), "Ada", Secret("token")),
    account_routes.change_password(Secret("correct horse"), Secret("battery staple")),
    account_routes.sessions(),
    account_routes.end_session("ses_1", idempotency_key="key"),
    account_routes.api_keys(),
    account_routes.create_api_key(NewApiKey("backup", Role.VIEWER), idempotency_key="key"),
    account_routes.revoke_api_key("key_1", idempotency_key="key"),
    account_routes.permissions(),
)


def operation(request: Request) -> dict[str, Any]:
    """Return what the description says of a request."""
    return DOCUMENT["paths"][routes.API_PATH + request.route][request.method.lower()]


def is_valid(value: object, schema: dict[str, Any]) -> bool:
    return jsonschema_rs.is_valid({**schema, "components": DOCUMENT["components"]}, value)


def test_the_list_of_requests_is_complete() -> None:
    made = [
        name
        for module in (routes, account_routes)
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    ]
    # Hashes are asked for at the address of the entries.
    assert len({request.name for request in (*OTHERS, PATCHES[0])}) == len(made) - 1


@pytest.mark.parametrize("request_", (*OTHERS, *PATCHES), ids=lambda request: request.name)
def test_every_request_is_described(request_: Request) -> None:
    described = operation(request_)
    parameters = {(found["in"], found["name"].lower()): found for found in described.get("parameters", ())}

    for name, value in request_.query:
        kind = parameters["query", name]["schema"]
        meant = json.loads(value) if value.isdecimal() or value in {"true", "false"} else value
        assert is_valid(meant, kind), (name, value)
    assert {name for place, name in parameters if place == "path"} == set(request_.places)
    if request_.idempotency_key:
        assert ("header", "idempotency-key") in parameters
    assert (request_.revision is not None) == (("header", "if-match") in parameters)
    required = {found["name"] for found in described.get("parameters", ()) if found["required"]}
    assert required <= {"If-Match", *request_.places, *(name for name, _ in request_.query)}

    if request_.body is None:
        assert "requestBody" not in described
    else:
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        assert is_valid(json.loads(request_.body), schema), request_.body


def answer_schema(request: Request) -> dict[str, Any]:
    [good] = [found for status, found in operation(request)["responses"].items() if status.startswith("2")]
    return good["content"][EVENTS if request.accept == EVENTS else "application/json"]["schema"]


def reader(of: type, to_domain: Any) -> Any:
    decoder = msgspec.json.Decoder(of)
    return lambda body: to_domain(decode(body, decoder, "here"))


def is_answered_by_account(request: Request) -> bool:
    return (
        request.route.startswith("/users/{id}")
        and "sessions" not in request.route
        and request.method != "DELETE"
    )


READERS = [
    (routes.meta(), reader(wire.Meta, account.server_meta)),
    (routes.session(), reader(wire.Session, lambda said: account.session_of(said, frozenset()))),
    (OTHERS[1], reader(wire.Session, lambda said: account.session_of(said, frozenset()))),
    (OTHERS[4], reader(wire.Session, lambda said: account.session_of(said, frozenset()))),
    (routes.group(GROUP), reader(wire.CrashGroup, mapping.crash_group)),
    (PATCHES[0], reader(wire.CrashGroup, mapping.crash_group)),
    (OTHERS[9], reader(wire.Activity, mapping.activity)),
    (OTHERS[10], reader(wire.DeletedGroup, lambda gone: gone.reports)),
    (routes.report(GROUP, ReportId("rep_1")), feed.decode_report),
    (routes.facets(GROUP), reader(wire.Facets, lambda facets: facets)),
    (routes.histogram(GROUP, "day"), reader(wire.Histogram, lambda histogram: histogram)),
    (routes.usage(30), reader(wire.Usage, mapping.usage_figures)),
    *(
        (request, reader(wire_users.User, mapping.user))
        for request in OTHERS
        if is_answered_by_account(request)
    ),
    (
        routes.end_sessions_of_user(ADA.id, idempotency_key="key"),
        reader(wire_users.EndedSessions, lambda said: said.ended + 1),
    ),
]


@pytest.mark.parametrize(("request_", "read"), READERS, ids=[request.name for request, _ in READERS])
def test_every_answer_that_is_described_can_be_read(request_: Request, read: Any) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values_of(answer_schema(request_), DOCUMENT))
    def check(answer: object) -> None:
        assert read(json.dumps(answer).encode()) is not None

    check()


OBJECTS = {
    "crash_group": "CrashGroup",
    "crash_report": "ReportSummary",
    "crash_activity": "Activity",
    "person": "Person",
    "user": "User",
    "task": "Task",
    "queue": "Queue",
    "webhook": "Webhook",
    "delivery": "Delivery",
    "replay_plan": "ReplayPlan",
}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_page_of_the_feed_can_be_read(data: st.DataObject) -> None:
    kinds = set(DOCUMENT["components"]["schemas"]["Change"]["properties"]["type"]["enum"])
    assert kinds == set(OBJECTS)
    kind = data.draw(st.sampled_from(sorted(kinds)))
    schema = {"$ref": f"#/components/schemas/{OBJECTS[kind]}"}
    item = {"type": kind, "id": "x", "object": data.draw(st.none() | values_of(schema, DOCUMENT))}
    page = {"items": [item], "next_token": "t", "has_more": False}

    [change] = feed.decode_changes(json.dumps(page).encode()).items
    assert (change.type.value, change.object is None) == (kind, item["object"] is None)

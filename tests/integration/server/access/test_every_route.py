"""Every route of the server crossed with everybody who could ask."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from sqlalchemy import update
from tests.support.reference_server import EMAIL, PASSWORD, SetClock, client_of, running_application

from crashdesk_server.access import users
from crashdesk_server.access.keys import create_key
from crashdesk_server.access.rights import kept_grants
from crashdesk_server.access.sessions import COOKIE, csrf_token, end_session, open_session
from crashdesk_server.access.users import NewUser
from crashdesk_server.app import Application
from crashdesk_server.settings import ServerSettings
from crashdesk_server.storage import schema

CALLERS = ("admin", "operator", "viewer", "support", "pending", "rejected", "key", "ended", "nobody")
"""`support` is a viewer with `audit.read`, `key` an operator's API key, `ended` an admin's old session."""

TABLE = """
POST   /api/v1/setup                        409 409 409 409 409 409 409 409 409
POST   /api/v1/registrations                201 201 201 201 201 201 201 201 201
POST   /api/v1/session                      201 201 201 201 201 201 201 201 201
GET    /api/v1/session                      200 200 200 200 200 out 200 out out
DELETE /api/v1/session                      204 204 204 204 204 out no  out out
POST   /api/v1/session/password             200 200 200 200 200 out no  out out
GET    /api/v1/sessions                     200 200 200 200 wait out no  out out
DELETE /api/v1/sessions/{id}                404 404 404 404 wait out no  out out
GET    /api/v1/people                       200 200 200 200 wait out 200 out out
GET    /api/v1/permissions                  200 200 200 200 wait out 200 out out
GET    /api/v1/api-keys                     200 200 200 200 wait out no  out out
POST   /api/v1/api-keys                     201 201 201 201 wait out no  out out
DELETE /api/v1/api-keys/{id}                404 404 404 404 wait out no  out out
GET    /api/v1/users                        200 no  no  no  wait out no  out out
GET    /api/v1/users/{id}                   200 no  no  no  wait out no  out out
PATCH  /api/v1/users/{id}                   200 no  no  no  wait out no  out out
DELETE /api/v1/users/{id}                   404 no  no  no  wait out no  out out
POST   /api/v1/users/{id}/approve           404 no  no  no  wait out no  out out
POST   /api/v1/users/{id}/reject            404 no  no  no  wait out no  out out
DELETE /api/v1/users/{id}/sessions          404 no  no  no  wait out no  out out
GET    /api/v1/crash-groups                 200 200 200 200 wait out 200 out out
POST   /api/v1/crash-groups/actions         200 200 no  no  wait out 200 out out
GET    /api/v1/crash-groups/{id}            200 200 200 200 wait out 200 out out
PATCH  /api/v1/crash-groups/{id}            200 200 no  no  wait out 200 out out
DELETE /api/v1/crash-groups/{id}            404 404 no  no  wait out 404 out out
POST   /api/v1/crash-groups/{id}/notes      201 201 no  no  wait out 201 out out
GET    /api/v1/crash-groups/{id}/activity   200 200 200 200 wait out 200 out out
GET    /api/v1/crash-groups/{id}/facets     200 200 200 200 wait out 200 out out
GET    /api/v1/crash-groups/{id}/histogram  200 200 200 200 wait out 200 out out
GET    /api/v1/crash-groups/{id}/reports    200 200 200 200 wait out 200 out out
GET    /api/v1/crash-groups/{id}/reports/{report_id} 404 404 404 404 wait out 404 out out
GET    /api/v1/usage                        200 200 200 200 wait out 200 out out
GET    /api/v1/usage/metrics                200 200 200 200 wait out 200 out out
GET    /api/v1/audit                        200 no  no  200 wait out no  out out
GET    /api/v1/audit/{seq}                  404 no  no  404 wait out no  out out
GET    /api/v1/audit/checkpoint             200 no  no  200 wait out no  out out
POST   /api/v1/audit/exports                204 no  no  204 wait out no  out out
GET    /api/v1/tasks                        200 200 200 200 wait out 200 out out
GET    /api/v1/tasks/{name}/override        404 404 404 404 wait out 404 out out
PUT    /api/v1/tasks/{name}/override        404 404 no  no  wait out 404 out out
DELETE /api/v1/tasks/{name}/override        404 404 no  no  wait out 404 out out
GET    /api/v1/tasks/{name}/middleware      404 404 404 404 wait out 404 out out
DELETE /api/v1/tasks/{name}/middleware      404 404 no  no  wait out 404 out out
PUT    /api/v1/tasks/{name}/middleware/{middleware} 404 404 no no wait out 404 out out
GET    /api/v1/middleware                   200 200 200 200 wait out 200 out out
GET    /api/v1/queues                       200 200 200 200 wait out 200 out out
GET    /api/v1/queues/{name}/override       404 404 404 404 wait out 404 out out
PUT    /api/v1/queues/{name}/override       404 404 no  no  wait out 404 out out
DELETE /api/v1/queues/{name}/override       404 404 no  no  wait out 404 out out
POST   /api/v1/queues/{name}/pause          404 404 no  no  wait out 404 out out
POST   /api/v1/queues/{name}/resume         404 404 no  no  wait out 404 out out
GET    /api/v1/jobs                         200 200 200 200 wait out 200 out out
POST   /api/v1/jobs/{id}/retry              404 404 no  no  wait out 404 out out
POST   /api/v1/jobs/{id}/cancel             404 404 no  no  wait out 404 out out
GET    /api/v1/event-types                  200 200 200 200 200 200 200 200 200
GET    /api/v1/webhooks                     200 200 200 200 wait out 200 out out
POST   /api/v1/webhooks                     201 no  no  no  wait out no  out out
GET    /api/v1/webhooks/{id}                404 404 404 404 wait out 404 out out
PATCH  /api/v1/webhooks/{id}                404 no  no  no  wait out no  out out
DELETE /api/v1/webhooks/{id}                404 no  no  no  wait out no  out out
POST   /api/v1/webhooks/{id}/rotate-secret  404 no  no  no  wait out no  out out
POST   /api/v1/webhooks/{id}/test           404 no  no  no  wait out no  out out
GET    /api/v1/deliveries                   200 200 200 200 wait out 200 out out
GET    /api/v1/deliveries/{id}              404 404 404 404 wait out 404 out out
POST   /api/v1/deliveries/{id}/replay       404 404 no  no  wait out 404 out out
POST   /api/v1/replay-plans                 201 201 no  no  wait out 201 out out
GET    /api/v1/replay-plans/{id}            404 404 404 404 wait out 404 out out
GET    /api/v1/replay-plans/{id}/items      404 404 404 404 wait out 404 out out
POST   /api/v1/replay-plans/{id}/run        404 404 no  no  wait out 404 out out
DELETE /api/v1/replay-plans/{id}            404 404 no  no  wait out 404 out out
GET    /api/v1/changes                      200 200 200 200 wait out 200 out out
GET    /api/v1/events                       200 200 200 200 wait out 200 out out
GET    /api/v1/meta                         200 200 200 200 200 200 200 200 200
GET    /openapi.json                        200 200 200 200 200 200 200 200 200
GET    /healthz                             200 200 200 200 200 200 200 200 200
GET    /readyz                              200 200 200 200 200 200 200 200 200
GET    /metrics                             200 200 200 200 200 200 200 200 200
POST   /v1/report                           202 202 202 202 202 202 202 202 202
POST   /v1/ping                             202 202 202 202 202 202 202 202 202
POST   /v1/metrics                          202 202 202 202 202 202 202 202 202
"""
"""What each of `CALLERS` is answered: a status, or one of `REFUSALS`."""

REFUSALS = {
    "out": (401, "sign-in-required"),
    "wait": (403, "awaiting-approval"),
    "no": (403, "forbidden"),
}
EXPECTED = {(line.split()[0], line.split()[1]): line.split()[2:] for line in TABLE.strip().splitlines()}

MISSING = "no_such_thing"
REPORT = {"kind": "crash", "version": "1.0.0", "os": "linux", "arch": "amd64", "message": "boom"}
PING = {"installId": "0" * 32, "version": "1.0.0", "os": "linux", "arch": "amd64"}
METRICS = {"version": "1.0.0", "os": "linux", "counters": [{"signal": "sync", "bucket": "ok", "count": 1}]}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/v1/setup"): {"token": "x", "email": EMAIL, "password": PASSWORD},
    ("POST", "/api/v1/registrations"): {"email": "(caller)-new@example.org", "password": PASSWORD},
    ("POST", "/api/v1/session"): {"email": EMAIL, "password": PASSWORD},
    ("POST", "/api/v1/session/password"): {"current_password": PASSWORD, "new_password": "another one"},
    ("POST", "/api/v1/api-keys"): {"name": "x"},
    ("POST", "/api/v1/audit/exports"): {"query": "", "count": 3, "format": "csv"},
    ("PATCH", "/api/v1/users/{id}"): {"name": "Spare"},
    ("POST", "/api/v1/users/{id}/approve"): {"role": "viewer"},
    ("POST", "/api/v1/users/{id}/reject"): {},
    ("POST", "/api/v1/crash-groups/actions"): {
        "action": "reopen",
        "items": [{"id": MISSING, "revision": 1}],
    },
    ("PATCH", "/api/v1/crash-groups/{id}"): {"severity": "high"},
    ("POST", "/api/v1/crash-groups/{id}/notes"): {"text": "seen"},
    ("POST", "/api/v1/webhooks"): {"url": "https://example.org/hook", "enabled": False},
    ("PATCH", "/api/v1/webhooks/{id}"): {"enabled": False},
    ("POST", "/api/v1/webhooks/{id}/rotate-secret"): {"overlap_seconds": 0},
    ("POST", "/api/v1/webhooks/{id}/test"): {"event": "user.pending"},
    ("POST", "/api/v1/replay-plans"): {"kind": "recover_failed", "filter": {}},
    ("POST", "/api/v1/replay-plans/{id}/run"): {"per_second": 1},
    ("PUT", "/api/v1/tasks/{name}/override"): {"priority": 1},
    ("PUT", "/api/v1/tasks/{name}/middleware/{middleware}"): {"enabled": True},
    ("PUT", "/api/v1/queues/{name}/override"): {"max_concurrent": 1},
    ("POST", "/api/v1/queues/{name}/pause"): {"reason": "night"},
    ("POST", "/v1/report"): REPORT,
    ("POST", "/v1/ping"): PING,
    ("POST", "/v1/metrics"): METRICS,
}
KEPT = {
    ("GET", "/api/v1/users/{id}"),
    ("PATCH", "/api/v1/users/{id}"),
    *(key for key in EXPECTED if key[1].startswith("/api/v1/crash-groups/{id}") and key[0] != "DELETE"),
}
"""Routes that are asked about something that exists; the others are about what doesn't."""


class House(NamedTuple):
    """A running server, its people by the name of the caller, and what there is."""

    application: Application
    client: httpx.AsyncClient
    people: dict[str, str]
    key: str
    group: str

    async def headers(self, caller: str) -> dict[str, str]:
        """Return the credential of a caller: a session that is new each time, or a key."""
        if caller == "nobody":
            return {}
        if caller == "key":
            return {"Authorization": f"Bearer {self.key}"}
        context = self.application.context
        user_id = self.people["admin" if caller == "ended" else caller]
        identifier, token = await context.database.write(
            lambda tx: open_session(tx, context.ids, user_id, "127.0.0.1")
        )
        if caller == "ended":
            await context.database.write(lambda tx: end_session(tx, identifier))
        return {"Cookie": f"{COOKIE}={token}", "X-CSRF-Token": csrf_token(token)}


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    quick = PasswordHasher(1, 8, 1)
    async with (
        running_application(tmp_path, SetClock(), ingest_limit=False) as application,
        client_of(application) as client,
    ):
        application._passwords._hasher = quick
        ids, password_hash = application.context.ids, quick.hash(PASSWORD)
        write = application.context.database.write
        people: dict[str, str] = {}
        roles = {"support": "viewer", "rejected": "pending"}
        for name in ("admin", "operator", "viewer", "support", "pending", "rejected"):
            user = NewUser(f"{name}@people.example", "", roles.get(name, name), password_hash)
            people[name] = await write(lambda tx, user=user: users.create(tx, ids, user))
        await write(lambda tx: grant(tx, people["support"]))
        await write(lambda tx: users.change(tx, users.require(tx, people["rejected"]), enabled=False))
        _, key = await write(lambda tx: create_key(tx, ids, people["operator"], None))
        await client.post("/v1/report", content=json.dumps(REPORT))
        _, root = await write(lambda tx: create_key(tx, ids, people["admin"], None))
        admin = {"Authorization": f"Bearer {root}"}
        [group] = (await client.get("/api/v1/crash-groups", headers=admin)).json()["items"]
        yield House(application, client, people, key, group["id"])


def grant(tx: Any, user_id: str) -> None:
    table = schema.users
    tx.execute(update(table).where(table.c.id == user_id).values(grants=kept_grants(["audit.read"])))


def test_every_route_has_its_line_and_every_line_its_route(tmp_path: Path) -> None:
    application = Application(ServerSettings(tmp_path, "http://127.0.0.1"))
    application.context.database.close()
    assert {(route.method, route.address) for route in application.routes} == set(EXPECTED)
    assert {len(outcomes) for outcomes in EXPECTED.values()} == {len(CALLERS)}


@pytest.mark.asyncio
@pytest.mark.parametrize("caller", CALLERS)
async def test_everybody_may_what_the_table_says(house: House, caller: str) -> None:
    found: dict[str, str] = {}
    expected: dict[str, str] = {}
    for (method, address), outcomes in EXPECTED.items():
        name = f"{method} {address}"
        expected[name] = outcomes[CALLERS.index(caller)]
        found[name] = outcome_of(await ask(house, method, address, caller))
    assert found == expected


async def ask(house: House, method: str, address: str, caller: str) -> httpx.Response:
    """Send the request of a route as a caller."""
    there = {"crash-groups": house.group, "users": house.people["viewer"]}
    kind = address.removeprefix("/api/v1/").partition("/")[0]
    identifier = there[kind] if (method, address) in KEPT else MISSING
    path = address.replace("{id}", identifier).replace("{seq}", "999").replace("{report_id}", MISSING)
    headers = {"If-Match": "*", **await house.headers(caller)}
    body = BODIES.get((method, address))
    content = None if body is None else json.dumps(body).replace("(caller)", caller)
    if content is not None:
        headers["Content-Type"] = "application/json"
    stopping = house.application.context.stopping
    if address.endswith("/events"):
        stopping.set()  # else the stream would have no end
    try:
        return await house.client.request(method, path, content=content, headers=headers)
    finally:
        stopping.clear()
        house.client.cookies.clear()


def outcome_of(answer: httpx.Response) -> str:
    """Return what the table calls an answer."""
    if answer.headers.get("content-type") == "application/problem+json":
        slug = answer.json()["type"].removeprefix("urn:crashdesk:problem:")
        for name, refusal in REFUSALS.items():
            if refusal == (answer.status_code, slug):
                return name
    return str(answer.status_code)

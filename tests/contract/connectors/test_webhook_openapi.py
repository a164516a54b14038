"""Our connector's requests about webhooks and deliveries, and the committed description of our server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from tests.contract.connectors.test_openapi import DOCUMENT, answer_schema, is_valid, operation
from tests.support.json_schema import values_of

from crashdesk.connectors.crashdesk import webhook_mapping, webhook_routes, wire_webhooks
from crashdesk.connectors.crashdesk.account_wire import read_secret
from crashdesk.connectors.crashdesk.webhooks import fields_of, filter_of, patch_of
from crashdesk.core.deliveries import PlanFilter, PlanKind
from crashdesk.core.ids import DeliveryId, Instant, PlanId, WebhookId
from crashdesk.core.webhooks import WebhookDraft, WebhookHeader
from crashdesk.http.answer import decode
from crashdesk.http.request import Request

HOOK, DELIVERY, PLAN = WebhookId("whk_1"), DeliveryId("dlv_1"), PlanId("rpl_1")
SECRET = WebhookHeader("Authorization", None, secret=True)
DRAFT = WebhookDraft(
    "https://example.org/h",
    "Chat",
    ("user.pending",),
    ("x",),
    (WebhookHeader("X-Env", "demo"),),
    3,
    900,
    200,
)
CHANGED = msgspec.structs.replace(DRAFT, headers=(SECRET,), enabled=False, events=())
WANTED = PlanFilter((DELIVERY,), (HOOK,), ("user.pending",), Instant(5), Instant(9_000))
REQUESTS = (
    webhook_routes.event_types(),
    webhook_routes.webhook(HOOK),
    webhook_routes.create_webhook(fields_of(DRAFT), idempotency_key="key"),
    webhook_routes.patch_webhook(HOOK, patch_of(DRAFT, CHANGED), revision=3, idempotency_key="key"),
    webhook_routes.delete_webhook(HOOK, revision=3, idempotency_key="key"),
    webhook_routes.rotate_secret(HOOK, 3600, idempotency_key="key"),
    webhook_routes.test_webhook(HOOK, "user.pending", idempotency_key="key"),
    webhook_routes.delivery(DELIVERY),
    webhook_routes.replay(DELIVERY, idempotency_key="key"),
    *(
        webhook_routes.create_plan(kind.value, filter_of(wanted), idempotency_key="key")
        for kind in PlanKind
        for wanted in (WANTED, PlanFilter())
    ),
    webhook_routes.plan(PLAN),
    webhook_routes.plan_items(PLAN, None),
    webhook_routes.plan_items(PLAN, "cursor"),
    webhook_routes.run_plan(PLAN, 2.5, idempotency_key="key"),
    webhook_routes.cancel_plan(PLAN, revision=3, idempotency_key="key"),
)


def _reads(of: type[Any], to_domain: Callable[[Any], Any]) -> Callable[[bytes], Any]:
    decoder = msgspec.json.Decoder(of, dec_hook=read_secret)
    return lambda body: to_domain(decode(body, decoder, "here"))


def _all(each: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    return lambda said: list(map(each, getattr(said, name)))


_DELIVERY = _reads(wire_webhooks.Delivery, webhook_mapping.delivery)
_PLAN = _reads(wire_webhooks.ReplayPlan, webhook_mapping.replay_plan)
_HOOK = _reads(wire_webhooks.Webhook, webhook_mapping.webhook)
READERS: dict[str, Callable[[bytes], Any]] = {
    "GET /event-types": _reads(wire_webhooks.EventTypes, _all(webhook_mapping.event_type, "event_types")),
    "GET /webhooks/{id}": _HOOK,
    "PATCH /webhooks/{id}": _HOOK,
    "POST /webhooks/{id}/test": _DELIVERY,
    "GET /deliveries/{id}": _DELIVERY,
    "POST /deliveries/{id}/replay": _DELIVERY,
    "POST /replay-plans": _PLAN,
    "GET /replay-plans/{id}": _PLAN,
    "POST /replay-plans/{id}/run": _PLAN,
    "DELETE /replay-plans/{id}": _PLAN,
    "GET /replay-plans/{id}/items": _reads(wire_webhooks.PlanItems, _all(webhook_mapping.plan_item, "items")),
}
"""Those whose secrets are told once are read by the tests of the server."""


def test_the_list_of_requests_is_complete() -> None:
    made = {
        name
        for name, value in vars(webhook_routes).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == webhook_routes.__name__
    }
    assert len({request.name for request in REQUESTS}) == len(made)


def test_a_change_holds_what_differs_and_nothing_else() -> None:
    assert patch_of(DRAFT, DRAFT) == {}
    assert set(patch_of(DRAFT, CHANGED)) == {"headers", "enabled", "events"}
    assert filter_of(PlanFilter()) == {}


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
def test_every_request_is_described(request_: Request) -> None:
    described = operation(request_)
    parameters = {(found["in"], found["name"].lower()): found for found in described.get("parameters", ())}
    for name, value in request_.query:
        kind = parameters["query", name]["schema"]
        assert is_valid(json.loads(value) if value.isdecimal() else value, kind), (name, value)
    assert {name for place, name in parameters if place == "path"} == set(request_.places)
    assert (request_.revision is not None) == (("header", "if-match") in parameters)
    if request_.body is None:
        assert "requestBody" not in described
    else:
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        assert is_valid(json.loads(request_.body), schema), request_.body


READABLE = [request for request in REQUESTS if request.name in READERS]


@pytest.mark.parametrize("request_", READABLE, ids=lambda request: request.name)
def test_every_answer_that_is_described_can_be_read(request_: Request) -> None:
    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values_of(answer_schema(request_), DOCUMENT))
    def check(answer: object) -> None:
        assert READERS[request_.name](msgspec.json.encode(answer)) is not None

    check()

"""The requests about webhooks, deliveries and plans to replay them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from crashdesk.core.ids import DeliveryId, PlanId, WebhookId
from crashdesk.http.request import Effect, Request

PAGE_ROWS = "1000"


def event_types() -> Request:
    """List what a webhook can be told of."""
    return Request("GET", "/event-types", Effect.READ)


def webhook(webhook_id: WebhookId) -> Request:
    """Fetch one webhook."""
    return Request("GET", "/webhooks/{id}", Effect.READ, {"id": webhook_id})


def create_webhook(fields: Mapping[str, object], *, idempotency_key: str) -> Request:
    """Make a webhook."""
    return Request("POST", "/webhooks", Effect.WRITE, body=_json(fields), idempotency_key=idempotency_key)


def patch_webhook(
    webhook_id: WebhookId, fields: Mapping[str, object], *, revision: int, idempotency_key: str
) -> Request:
    """Change fields of one webhook."""
    return Request(
        "PATCH",
        "/webhooks/{id}",
        Effect.WRITE,
        {"id": webhook_id},
        body=_json(fields),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def delete_webhook(webhook_id: WebhookId, *, revision: int, idempotency_key: str) -> Request:
    """Delete one webhook."""
    return Request(
        "DELETE",
        "/webhooks/{id}",
        Effect.WRITE,
        {"id": webhook_id},
        revision=revision,
        idempotency_key=idempotency_key,
    )


def rotate_secret(webhook_id: WebhookId, overlap_seconds: int, *, idempotency_key: str) -> Request:
    """Make another signing secret for one webhook."""
    return Request(
        "POST",
        "/webhooks/{id}/rotate-secret",
        Effect.WRITE,
        {"id": webhook_id},
        body=_json({"overlap_seconds": overlap_seconds}),
        idempotency_key=idempotency_key,
    )


def test_webhook(webhook_id: WebhookId, event: str, *, idempotency_key: str) -> Request:
    """Send one webhook the example of an event."""
    return Request(
        "POST",
        "/webhooks/{id}/test",
        Effect.WRITE,
        {"id": webhook_id},
        body=_json({"event": event}),
        idempotency_key=idempotency_key,
    )


def delivery(delivery_id: DeliveryId) -> Request:
    """Fetch one delivery."""
    return Request("GET", "/deliveries/{id}", Effect.READ, {"id": delivery_id})


def replay(delivery_id: DeliveryId, *, idempotency_key: str) -> Request:
    """Send one delivery again."""
    return Request(
        "POST", "/deliveries/{id}/replay", Effect.WRITE, {"id": delivery_id}, idempotency_key=idempotency_key
    )


def create_plan(kind: str, fields: Mapping[str, object], *, idempotency_key: str) -> Request:
    """List what would be replayed."""
    return Request(
        "POST",
        "/replay-plans",
        Effect.WRITE,
        body=_json({"kind": kind, "filter": fields}),
        idempotency_key=idempotency_key,
    )


def plan(plan_id: PlanId) -> Request:
    """Fetch one plan."""
    return Request("GET", "/replay-plans/{id}", Effect.READ, {"id": plan_id})


def plan_items(plan_id: PlanId, cursor: str | None) -> Request:
    """Fetch a page of what became of the deliveries of one plan."""
    query = (("limit", PAGE_ROWS), *((("cursor", cursor),) if cursor else ()))
    return Request("GET", "/replay-plans/{id}/items", Effect.READ, {"id": plan_id}, query=query)


def run_plan(plan_id: PlanId, per_second: float, *, idempotency_key: str) -> Request:
    """Begin to replay the deliveries of one plan."""
    return Request(
        "POST",
        "/replay-plans/{id}/run",
        Effect.WRITE,
        {"id": plan_id},
        body=_json({"per_second": per_second}),
        idempotency_key=idempotency_key,
    )


def cancel_plan(plan_id: PlanId, *, revision: int, idempotency_key: str) -> Request:
    """Begin no more deliveries of one plan."""
    return Request(
        "DELETE",
        "/replay-plans/{id}",
        Effect.WRITE,
        {"id": plan_id},
        revision=revision,
        idempotency_key=idempotency_key,
    )


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)

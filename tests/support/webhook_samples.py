"""Webhooks and deliveries for tests of what is done with them."""

from __future__ import annotations

from typing import Any

from tests.support.manual_clock import NOVEMBER

from crashdesk.core.deliveries import (
    Attempt,
    AttemptOutcome,
    Delivery,
    DeliveryStatus,
    PlanKind,
    PlanState,
    ReplayPlan,
)
from crashdesk.core.ids import HOUR, DeliveryId, Instant, PlanId, WebhookId
from crashdesk.core.people import Actor
from crashdesk.core.webhooks import Webhook

MIRA = Actor("user", "Mira Sandoval", "usr_1")


def make_webhook(webhook_id: str = "whk_1", /, **values: Any) -> Webhook:
    """Return an enabled webhook that nothing was delivered to; what is not named is ordinary."""
    ordinary: dict[str, Any] = {
        "revision": 1,
        "url": f"https://hooks.example.org/{webhook_id}",
        "created_at": NOVEMBER,
        "created_by": MIRA,
        "secret_made_at": NOVEMBER,
    }
    return Webhook(id=WebhookId(webhook_id), **{**ordinary, **values})


def make_attempt(number: int = 1, status: int | None = 200, /, **values: Any) -> Attempt:
    """Return an attempt that was answered with `status`."""
    good = status is not None and 200 <= status < 300
    ordinary: dict[str, Any] = {
        "at": NOVEMBER,
        "duration_ms": 42,
        "outcome": AttemptOutcome.DELIVERED if good else AttemptOutcome.STATUS,
        "status": status,
        "url": "https://hooks.example.org/whk_1",
    }
    return Attempt(number, **{**ordinary, **values})


def make_delivery(delivery_id: str = "dlv_1", *attempts: Attempt, **values: Any) -> Delivery:
    """Return a delivery, delivered if its last attempt was and pending without one."""
    last = attempts[-1] if attempts else None
    good = last is not None and last.outcome is AttemptOutcome.DELIVERED
    status = DeliveryStatus.PENDING if last is None else DeliveryStatus.FAILED
    ordinary: dict[str, Any] = {
        "webhook_id": WebhookId("whk_1"),
        "webhook": "Chat",
        "event": "crash_group.created",
        "event_id": f"evt_{delivery_id}",
        "status": DeliveryStatus.DELIVERED if good else status,
        "created_at": NOVEMBER,
        "ended_at": last.at if last else None,
        "attempts": attempts,
        "body": '{"type":"crash_group.created"}',
        "bytes": 30,
    }
    return Delivery(id=DeliveryId(delivery_id), **{**ordinary, **values})


def make_plan(plan_id: str = "rpl_1", /, **values: Any) -> ReplayPlan:
    """Return a plan that has not been run."""
    ordinary: dict[str, Any] = {
        "revision": 1,
        "kind": PlanKind.RECOVER_FAILED,
        "state": PlanState.PLANNED,
        "created_at": NOVEMBER,
        "expires_at": Instant(NOVEMBER + HOUR),
        "count": 3,
        "created_by": MIRA,
    }
    return ReplayPlan(id=PlanId(plan_id), **{**ordinary, **values})

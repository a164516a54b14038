"""How deliveries and plans to replay them lie in the store. Deliveries outlive those on the server."""

from __future__ import annotations

from crashdesk.core.deliveries import Delivery, DeliveryStatus, PlanState, ReplayPlan, Trigger
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.delivery_fields import DELIVERY_FIELDS
from crashdesk.store.tables.spec import Column, TableSpec, number_column, text_column

_STATUS_RANK = {status: rank for rank, status in enumerate(DeliveryStatus)}
_STATE_RANK = {state: rank for rank, state in enumerate(PlanState)}
OF_PEOPLE = "event GLOB 'user.*'"
"""Deliveries that name people: they need the right to see accounts, too."""


def _answers(delivery: Delivery) -> str:
    """Return what came back in any attempt and what the server said to it, each text once."""
    texts = (text for attempt in delivery.attempts for text in (attempt.response_body, attempt.message))
    return "\n".join(dict.fromkeys((*texts, delivery.reason)))


def _urls(delivery: Delivery) -> str:
    return "\n".join(dict.fromkeys(attempt.url for attempt in delivery.attempts))


def _progress(delivery: Delivery) -> int:
    """Return how far a delivery is; an answer and the feed may overtake each other."""
    return 2 * len(delivery.attempts) + (delivery.ended_at is not None)


def _ids(delivery: Delivery) -> str:
    found = (delivery.id, delivery.event_id, delivery.replay_of, delivery.plan_id)
    return "\n".join(each for each in found if each)


_COLUMNS = (
    Column("webhook_id", "TEXT NOT NULL", lambda delivery: delivery.webhook_id, indexed=True),
    text_column("webhook", lambda delivery: delivery.webhook),
    text_column("event", lambda delivery: delivery.event),
    text_column("task", lambda delivery: delivery.task),
    number_column("status", lambda delivery: _STATUS_RANK[delivery.status]),
    text_column("trigger", lambda delivery: delivery.trigger.value),
    number_column("created_at", lambda delivery: delivery.created_at, indexed=True),
    Column("ended_at", "INTEGER", lambda delivery: delivery.ended_at),
    Column("code", "INTEGER", lambda delivery: delivery.last.status if delivery.last else None),
    Column("latency", "INTEGER", lambda delivery: delivery.last.duration_ms if delivery.last else None),
    text_column("outcome", lambda delivery: delivery.last.outcome.value if delivery.last else ""),
    number_column("attempts", lambda delivery: len(delivery.attempts)),
    Column("next_attempt_at", "INTEGER", lambda delivery: delivery.next_attempt_at),
    number_column("bytes", lambda delivery: delivery.bytes),
    Column("replay_of", "TEXT", lambda delivery: delivery.replay_of, indexed=True),
    Column("plan_id", "TEXT", lambda delivery: delivery.plan_id),
    text_column("reason", lambda delivery: delivery.reason),
    text_column("ids", _ids),
    text_column("body", lambda delivery: delivery.body),
    text_column("answers", _answers),
    text_column("urls", _urls),
)

_REPLAYS = ", ".join(f"'{each.value}'" for each in Trigger if each not in {Trigger.EVENT, Trigger.TEST})
_IS = {
    **{status.value: f"g.status = {rank}" for status, rank in _STATUS_RANK.items()},
    "replay": f"g.trigger IN ({_REPLAYS})",
    "test": f"g.trigger = '{Trigger.TEST.value}'",
    "retried": "g.attempts > 1",
}
_HAS = {
    "answer": "g.code IS NOT NULL",
    "replay": "EXISTS (SELECT 1 FROM delivery AS r WHERE r.replay_of = g.id)",
    "attempt": "g.attempts > 0",
    "reason": "g.reason <> ''",
}

DELIVERY_TABLE = TableSpec(
    type=ObjectType.DELIVERY,
    struct=Delivery,
    capability="webhooks.read",
    also_needs={"users.read": OF_PEOPLE},
    columns=_COLUMNS,
    searched=("webhook", "event", "task", "ids", "body", "answers", "urls"),
    fields=DELIVERY_FIELDS,
    flags={"is": _IS, "has": _HAS},
    revision=_progress,
    kept=True,
)

REPLAY_PLAN_TABLE = TableSpec(
    type=ObjectType.REPLAY_PLAN,
    struct=ReplayPlan,
    capability="webhooks.read",
    columns=(
        number_column("created_at", lambda plan: plan.created_at, indexed=True),
        number_column("state", lambda plan: _STATE_RANK[plan.state]),
    ),
    revision=lambda plan: plan.revision,
    order=lambda plan: (plan.revision, plan.started, plan.delivered + plan.failed + plan.refused),
)

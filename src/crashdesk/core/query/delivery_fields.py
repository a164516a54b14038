"""The qualifiers by which deliveries are filtered."""

from __future__ import annotations

from crashdesk.core.deliveries import DeliveryStatus, Trigger
from crashdesk.core.query.ast import Field, FieldKind

_STATUSES = tuple(status.value for status in DeliveryStatus)

DELIVERY_FIELDS = (
    Field("is", FieldKind.FLAG, values=(*_STATUSES, "replay", "test", "retried")),
    Field("has", FieldKind.FLAG, values=("answer", "replay", "attempt", "reason")),
    Field("status", FieldKind.CHOICE, "status", _STATUSES),
    Field("event", FieldKind.TEXT, "event"),
    Field("webhook", FieldKind.TEXT, "webhook"),
    Field("code", FieldKind.NUMBER, "code"),
    Field("latency", FieldKind.NUMBER, "latency"),
    Field("attempts", FieldKind.NUMBER, "attempts"),
    Field("error", FieldKind.TEXT, "outcome"),
    Field("trigger", FieldKind.TEXT, "trigger", tuple(trigger.value for trigger in Trigger)),
    Field("task", FieldKind.TEXT, "task"),
    Field("id", FieldKind.TEXT, "ids"),
    Field("bytes", FieldKind.NUMBER, "bytes"),
    Field("at", FieldKind.INSTANT, "created_at"),
    Field("time", FieldKind.INSTANT, "created_at"),
    Field("age", FieldKind.AGE, "created_at"),
    Field("next", FieldKind.INSTANT, "next_attempt_at"),
)
"""`code` and `latency` (milliseconds) are those of the last attempt; `error` is what it came to.

`id` finds a delivery by its own id, that of its event, of what it repeats, or of the plan it belongs to.
"""

"""The qualifiers by which webhooks are filtered."""

from __future__ import annotations

from crashdesk.core.query.ast import Field, FieldKind

WEBHOOK_FIELDS = (
    Field("is", FieldKind.FLAG, values=("enabled", "disabled", "failing", "waiting", "rotating")),
    Field("has", FieldKind.FLAG, values=("failure", "filter", "header", "skipped")),
    Field("name", FieldKind.TEXT, "label"),
    Field("url", FieldKind.TEXT, "url"),
    Field("event", FieldKind.TEXT, "events"),
    Field("task", FieldKind.TEXT, "tasks"),
    Field("streak", FieldKind.NUMBER, "streak"),
    Field("failed", FieldKind.NUMBER, "failed"),
    Field("delivered", FieldKind.NUMBER, "delivered"),
    Field("waiting", FieldKind.NUMBER, "waiting"),
    Field("last-failure", FieldKind.INSTANT, "last_failure_at"),
    Field("last-delivery", FieldKind.INSTANT, "last_delivery_at"),
    Field("age", FieldKind.AGE, "created_at"),
    Field("idle", FieldKind.AGE, "last_delivery_at"),
)
"""`is:failing` are those whose latest delivery failed, `is:rotating` those whose former secret still signs.

`event` finds webhooks that name an event; those that are told of all name none. `age` counts back from now to
when a webhook was made, `idle` to its last delivery.
"""

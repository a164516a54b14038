"""How webhooks lie in the store."""

from __future__ import annotations

from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.webhook_fields import WEBHOOK_FIELDS
from crashdesk.core.webhooks import Webhook
from crashdesk.store.tables.spec import Column, TableSpec, number_column, text_column


def _per_mille(webhook: Webhook) -> int | None:
    rate = webhook.health.success_rate
    return None if rate is None else round(rate * 1000)


_COLUMNS = (
    text_column("label", lambda webhook: webhook.label),
    text_column("url", lambda webhook: webhook.url),
    text_column("events", lambda webhook: "\n".join(webhook.events)),
    text_column("tasks", lambda webhook: "\n".join(webhook.task_filter)),
    number_column("enabled", lambda webhook: int(webhook.enabled)),
    Column("success", "INTEGER", _per_mille),
    number_column("streak", lambda webhook: webhook.health.streak),
    number_column("delivered", lambda webhook: webhook.health.delivered),
    number_column("failed", lambda webhook: webhook.health.failed),
    number_column("waiting", lambda webhook: webhook.health.waiting),
    number_column("skipped", lambda webhook: webhook.skipped),
    text_column("last_failure", lambda webhook: webhook.health.last_failure),
    Column("last_failure_at", "INTEGER", lambda webhook: webhook.health.last_failure_at),
    Column("last_delivery_at", "INTEGER", lambda webhook: webhook.health.last_delivery_at),
    number_column("created_at", lambda webhook: webhook.created_at),
    Column("disabled_at", "INTEGER", lambda webhook: webhook.disabled_at),
    number_column("headers", lambda webhook: len(webhook.headers)),
    number_column("previous_until", lambda webhook: webhook.previous_secret_until or 0),
)

_IS = {
    "enabled": "g.enabled",
    "disabled": "NOT g.enabled",
    "failing": "g.streak > 0",
    "waiting": "g.waiting > 0",
    "rotating": "g.previous_until > unixepoch() * 1000",
}
_HAS = {
    "failure": "g.last_failure_at IS NOT NULL",
    "filter": "g.tasks <> ''",
    "header": "g.headers > 0",
    "skipped": "g.skipped > 0",
}

WEBHOOK_TABLE = TableSpec(
    type=ObjectType.WEBHOOK,
    struct=Webhook,
    capability="webhooks.read",
    columns=_COLUMNS,
    searched=("label", "url", "events", "tasks", "last_failure"),
    fields=WEBHOOK_FIELDS,
    flags={"is": _IS, "has": _HAS},
    revision=lambda webhook: webhook.revision,
)

"""Webhooks as they are told, and what is kept sealed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from crashdesk_server.access.opening import time_or_none
from crashdesk_server.access.permissions import WEBHOOKS_MANAGE
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.clock import HOUR, to_rfc3339
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.webhooks.naming import masked
from crashdesk_server.webhooks.sealing import Seal
from crashdesk_server.webhooks.tables import delivery, webhook, webhook_hour
from crashdesk_server.wire import webhooks as wire
from crashdesk_server.wire.crash_groups import ActorRef

HOURS = 24

WebhookRow = Row[*tuple[Any, ...]]


def webhook_row(snapshot: Snapshot, principal: Principal, identifier: str) -> WebhookRow:
    """Return one webhook. Raises `ProblemError` 404 when there is none that the caller may see."""
    named = visible(principal, select(webhook).where(webhook.c.id == identifier))
    row = snapshot.execute(named).first()
    if row is None:
        raise ProblemError(problems.NOT_FOUND)
    return row


class WebhookReader:
    """Builds what is told of webhooks."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def headers(self, row: WebhookRow) -> tuple[wire.HeaderInput, ...]:
        """Return the headers of a webhook with their values."""
        kept = self._seal.open(row.headers, f"{row.id} headers")
        return msgspec.json.decode(kept, type=tuple[wire.HeaderInput, ...])

    def load(
        self, snapshot: Snapshot, principal: Principal, ids: Sequence[str]
    ) -> Mapping[str, wire.Webhook]:
        """Return webhooks for the change feed."""
        named = visible(principal, select(webhook).where(webhook.c.id.in_(ids)))
        rows = snapshot.execute(named).all()
        return {found.id: found for found in self.build(snapshot, principal, rows)}

    def build(
        self, snapshot: Snapshot, principal: Principal, rows: Iterable[WebhookRow]
    ) -> list[wire.Webhook]:
        """Return webhooks as a caller may see them."""
        rows = list(rows)
        ids = [row.id for row in rows]
        last_hour = snapshot.now // HOUR
        hours = _hours(snapshot, ids, last_hour)
        waiting = _waiting(snapshot, ids)
        whole = principal.may(WEBHOOKS_MANAGE)
        return [
            self._webhook(
                row, hours.get(row.id, {}), last_hour, waiting.get(row.id, 0), snapshot.now, whole=whole
            )
            for row in rows
        ]

    def _webhook(
        self,
        row: WebhookRow,
        hours: Mapping[int, wire.Outcomes],
        last_hour: int,
        waiting: int,
        now: int,
        *,
        whole: bool,
    ) -> wire.Webhook:
        rotating = row.previous_until is not None and row.previous_until > now
        return wire.Webhook(
            id=row.id,
            project_id=row.project_id,
            revision=row.revision,
            description=row.description,
            url=row.url if whole else masked(row.url),
            events=msgspec.json.decode(row.events, type=tuple[str, ...]),
            task_filter=msgspec.json.decode(row.task_filter, type=tuple[str, ...]),
            headers=tuple(_header(header) for header in self.headers(row)),
            max_retries=row.max_retries,
            timeout_ms=row.timeout_ms,
            retry_backoff_ms=row.retry_backoff_ms,
            enabled=row.enabled,
            disabled_at=time_or_none(row.disabled_at),
            disabled_by=msgspec.json.decode(row.disabled_by, type=ActorRef) if row.disabled_by else None,
            disabled_reason=row.disabled_reason,
            skipped=row.skipped,
            created_at=to_rfc3339(row.created_at),
            created_by=msgspec.json.decode(row.created_by, type=ActorRef),
            secret=wire.SecretState(
                to_rfc3339(row.secret_made_at), time_or_none(row.previous_until) if rotating else None
            ),
            health=_health(row, hours, last_hour, waiting),
        )


def _header(header: wire.HeaderInput) -> wire.Header:
    return wire.Header(header.name, None if header.secret else header.value, header.secret)


def _health(row: WebhookRow, hours: Mapping[int, wire.Outcomes], last_hour: int, waiting: int) -> wire.Health:
    none = wire.Outcomes(0, 0)
    return wire.Health(
        hours=tuple(hours.get(hour, none) for hour in range(last_hour - HOURS + 1, last_hour + 1)),
        hours_until=to_rfc3339(last_hour * HOUR),
        delivered=row.delivered,
        failed=row.failed,
        streak=row.streak,
        last_delivery_at=time_or_none(row.last_delivery_at),
        last_failure_at=time_or_none(row.last_failure_at),
        last_failure=row.last_failure,
        waiting=waiting,
    )


def _hours(snapshot: Snapshot, ids: Sequence[str], last_hour: int) -> dict[str, dict[int, wire.Outcomes]]:
    lately = select(webhook_hour).where(
        webhook_hour.c.webhook_id.in_(ids), webhook_hour.c.hour > last_hour - HOURS
    )
    found: dict[str, dict[int, wire.Outcomes]] = {}
    for row in snapshot.execute(lately):
        found.setdefault(row.webhook_id, {})[row.hour] = wire.Outcomes(row.delivered, row.failed)
    return found


def _waiting(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, int]:
    pending = (
        select(delivery.c.webhook_id, func.count().label("waiting"))
        .where(delivery.c.status == "pending", delivery.c.webhook_id.in_(ids))
        .group_by(delivery.c.webhook_id)
    )
    return {row.webhook_id: row.waiting for row in snapshot.execute(pending)}

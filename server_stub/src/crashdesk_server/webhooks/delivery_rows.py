"""Deliveries as they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from sqlalchemy import Row, Select, delete, select

from crashdesk_server.access.opening import time_or_none
from crashdesk_server.access.permissions import USERS_READ, WEBHOOKS_MANAGE
from crashdesk_server.access.principal import Principal
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.schema import changes
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.paging import PageQuery, PageSpec
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.webhooks.naming import masked
from crashdesk_server.webhooks.sending.schedule import to_come
from crashdesk_server.webhooks.tables import delivery, webhook
from crashdesk_server.wire import deliveries as wire
from crashdesk_server.wire.session import Time

BODY_SHOWN = 16 * 1024
"""Characters of a delivery's own body that are told."""
DELIVERIES = PageSpec({"created_at": delivery.c.created_at}, "-created_at", delivery.c.id)
S = TypeVar("S", bound=Select[*tuple[Any, ...]])

DeliveryRow = Row[*tuple[Any, ...]]


class DeliveryQuery(PageQuery, frozen=True):
    """The parameters of `GET /deliveries`."""

    webhook: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    status: Literal["pending", "delivered", "failed", "skipped"] | None = None
    event: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    since: Time | None = None


def select_deliveries() -> Select[*tuple[Any, ...]]:
    """Return deliveries with what their webhooks say about retrying."""
    return select(
        delivery, webhook.c.max_retries.label("max_retries"), webhook.c.retry_backoff_ms.label("backoff_ms")
    ).outerjoin(webhook, webhook.c.id == delivery.c.webhook_id)


def seen_by(principal: Principal, statement: S) -> S:
    """Return the statement limited to deliveries that a caller may see."""
    if not principal.may(USERS_READ):
        statement = statement.where(delivery.c.of_people.is_(False))
    return statement.where(delivery.c.project_id.in_(principal.projects))


def delivery_row(snapshot: Snapshot, principal: Principal, identifier: str) -> DeliveryRow:
    """Return one delivery. Raises `ProblemError` 404 when there is none that the caller may see."""
    row = snapshot.execute(seen_by(principal, select_deliveries().where(delivery.c.id == identifier))).first()
    if row is None:
        raise ProblemError(problems.NOT_FOUND)
    return row


def load_deliveries(snapshot: Snapshot, principal: Principal, ids: Sequence[str]) -> Mapping[str, object]:
    """Return deliveries for the change feed."""
    rows = snapshot.execute(seen_by(principal, select_deliveries().where(delivery.c.id.in_(ids)))).all()
    return {found.id: found for found in (build_delivery(row, principal) for row in rows)}


def build_delivery(row: DeliveryRow, principal: Principal) -> wire.Delivery:
    """Return a delivery as a caller may see it."""
    attempts = msgspec.json.decode(row.attempts, type=tuple[wire.Attempt, ...])
    if not principal.may(WEBHOOKS_MANAGE):
        attempts = tuple(msgspec.structs.replace(each, url=masked(each.url)) for each in attempts)
    most = 1 if row.caused_by == "test" else (row.max_retries or 0) + 1
    schedule = to_come(row.backoff_ms or 0, len(attempts), most, row.next_attempt_at)
    return wire.Delivery(
        id=row.id,
        project_id=row.project_id,
        webhook_id=row.webhook_id,
        webhook=row.webhook,
        event=row.event,
        event_id=row.event_id,
        task=row.task,
        trigger=row.caused_by,
        status=row.status,
        created_at=to_rfc3339(row.created_at),
        ended_at=time_or_none(row.ended_at),
        attempts=attempts,
        next_attempt_at=time_or_none(row.next_attempt_at),
        schedule=tuple(map(to_rfc3339, schedule)),
        reason=row.reason,
        replay_of=row.replay_of,
        plan_id=row.plan_id,
        body=row.body[:BODY_SHOWN],
        bytes=len(row.body.encode()),
        body_truncated=len(row.body) > BODY_SHOWN,
    )


def prune(tx: Transaction, kept: int) -> int:
    """Remove the oldest ended deliveries beyond so many of each webhook; return how many.

    No tombstone: what the server no longer keeps is not gone for desks that do.
    """
    gone: list[str] = []
    for name in tx.execute(select(delivery.c.webhook_id).distinct()).scalars().all():
        ended = delivery.c.webhook_id == name, delivery.c.status != "pending"
        newest = select(delivery.c.id).where(*ended).order_by(delivery.c.id.desc()).limit(1).offset(kept)
        edge = tx.execute(newest).scalar()
        if edge is not None:
            gone += tx.execute(select(delivery.c.id).where(*ended, delivery.c.id <= edge)).scalars().all()
    forget(tx, gone)
    return len(gone)


def forget(tx: Transaction, ids: Iterable[str]) -> None:
    """Remove deliveries without telling the change feed."""
    ids = list(ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        tx.execute(delete(delivery).where(delivery.c.id.in_(some)))
        tx.execute(delete(changes).where(changes.c.type == "delivery", changes.c.id.in_(some)))

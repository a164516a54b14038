"""Telling webhooks of what happens, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from crashdesk_server.clock import to_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.tasks.enqueue import enqueue
from crashdesk_server.webhooks.events import body_of, is_of_people
from crashdesk_server.webhooks.naming import name_of
from crashdesk_server.webhooks.tables import delivery, webhook

DELIVER = "webhooks.deliver"
QUEUE = "webhooks"
_OFF = "The webhook was disabled."


class _Moment:
    """The clock of a transaction: its ids are made at its time."""

    def __init__(self, tx: Transaction) -> None:
        self._now = tx.now

    def now(self) -> int:
        return self._now


def emit(
    tx: Transaction,
    event: str,
    data: Mapping[str, object],
    *,
    project_id: str = DEFAULT_PROJECT,
    task: str = "",
    besides: str = "",
) -> None:
    """Begin to deliver an event to every webhook that wants it; for disabled ones note that it was not sent.

    Args:
        tx: the transaction of what happened: both are kept or nothing.
        event: one of `events.NAMES`.
        data: what happened.
        project_id: where.
        task: the task that it is about, for the filters of webhooks.
        besides: a webhook that is not told.
    """
    columns = (
        webhook.c.id,
        webhook.c.description,
        webhook.c.url,
        webhook.c.events,
        webhook.c.task_filter,
        webhook.c.enabled,
    )
    rows = tx.execute(select(*columns).where(webhook.c.project_id == project_id)).all()
    wanting = [row for row in rows if row.id != besides and _wants(row, event, task)]
    if not wanting:
        return
    ids = Ids(_Moment(tx))
    event_id = ids.new("evt")
    body = body_of(event, event_id, to_rfc3339(tx.now), data)
    for row in wanting:
        fields = {"event": event, "event_id": event_id, "task": task, "body": body, "caused_by": "event"}
        begin(tx, ids, row, fields, project_id=project_id)


def begin(
    tx: Transaction,
    ids: Ids,
    row: Row[*tuple[Any, ...]],
    fields: Mapping[str, Any],
    *,
    project_id: str,
    even_disabled: bool = False,
) -> str:
    """Add a delivery to a webhook, with its job; to a disabled one it is skipped. Return its id.

    Args:
        tx: the transaction that calls for it.
        ids: makes ids.
        row: of the webhook: `id`, `description`, `url` and `enabled`.
        fields: `event`, `event_id`, `task`, `body`, `caused_by`, and what else the delivery shall have.
        project_id: of the webhook.
        even_disabled: send it whether the webhook is enabled or not.
    """
    identifier = ids.new("dlv")
    is_sent = row.enabled or even_disabled
    values = {
        "id": identifier,
        "project_id": project_id,
        "webhook_id": row.id,
        "webhook": name_of(row.description, row.url),
        "of_people": is_of_people(fields["event"]),
        "status": "pending" if is_sent else "skipped",
        "created_at": tx.now,
        "ended_at": None if is_sent else tx.now,
        "attempts": "[]",
        "next_attempt_at": tx.now if is_sent else None,
        "reason": "" if is_sent else _OFF,
        "replay_of": None,
        "plan_id": None,
    }
    tx.execute(insert(delivery).values(**{**values, **fields}))
    tx.touch("delivery", identifier, project_id)
    if is_sent:
        attempt_at(tx, ids, identifier, row.id, tx.now)
    else:
        grown = webhook.c.skipped + 1
        tx.execute(update(webhook).where(webhook.c.id == row.id).values(skipped=grown))
    tx.touch("webhook", row.id, project_id)
    return identifier


def attempt_at(tx: Transaction, ids: Ids, delivery_id: str, webhook_id: str, due_at: int) -> None:
    """Have a delivery attempted at a time."""
    enqueue(
        tx,
        ids,
        DELIVER,
        QUEUE,
        args={"delivery": delivery_id},
        due_at=due_at,
        subject=delivery_id,
        lane=webhook_id,
    )


def _wants(row: Row[*tuple[Any, ...]], event: str, task: str) -> bool:
    events = msgspec.json.decode(row.events, type=tuple[str, ...])
    tasks = msgspec.json.decode(row.task_filter, type=tuple[str, ...])
    return (not events or event in events) and (not task or not tasks or task in tasks)

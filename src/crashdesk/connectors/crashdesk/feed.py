"""Decoding of large answers. Runs in the store's writer thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from crashdesk.connectors.crashdesk import (
    mapping,
    task_mapping,
    webhook_mapping,
    wire,
    wire_tasks,
    wire_users,
    wire_webhooks,
)
from crashdesk.core.changes import ChangePage, DomainObject, ObjectChange
from crashdesk.core.crash_reports import CrashReport
from crashdesk.core.outbox import ObjectType
from crashdesk.http.answer import decode

T = TypeVar("T")

_CHANGES = msgspec.json.Decoder(wire.Changes)
_REPORT = msgspec.json.Decoder(wire.Report)


def _reader(of: type[T], to_domain: Callable[[T], DomainObject]) -> Callable[[bytes, str], DomainObject]:
    decoder = msgspec.json.Decoder(of)
    return lambda body, where: to_domain(decode(body, decoder, where))


_READERS: dict[str, Callable[[Any, str], DomainObject]] = {
    ObjectType.CRASH_GROUP: _reader(wire.CrashGroup, mapping.crash_group),
    ObjectType.CRASH_REPORT: _reader(wire.ReportSummary, mapping.report_summary),
    ObjectType.CRASH_ACTIVITY: _reader(wire.Activity, mapping.activity),
    ObjectType.PERSON: _reader(wire.Person, mapping.person),
    ObjectType.USER: _reader(wire_users.User, mapping.user),
    ObjectType.WEBHOOK: _reader(wire_webhooks.Webhook, webhook_mapping.webhook),
    ObjectType.DELIVERY: _reader(wire_webhooks.Delivery, webhook_mapping.delivery),
    ObjectType.REPLAY_PLAN: _reader(wire_webhooks.ReplayPlan, webhook_mapping.replay_plan),
    ObjectType.TASK: _reader(wire_tasks.Task, task_mapping.task),
    ObjectType.QUEUE: _reader(wire_tasks.Queue, task_mapping.queue),
}


def decode_changes(body: bytes) -> ChangePage:
    """Decode a page of the feed, passing over types of object that this desk does not know.

    Raises:
        AnswerUnusable: the detail names the item and the place in it.
    """
    page = decode(body, _CHANGES, "GET /changes")
    changes = (_change(number, change) for number, change in enumerate(page.items) if change.type in _READERS)
    return ChangePage(tuple(changes), page.next_token, page.has_more)


def _change(number: int, change: wire.Change) -> ObjectChange:
    body, where = bytes(change.object), f"GET /changes: items[{number}].object"
    found = None if body == b"null" else _READERS[change.type](body, where)
    return ObjectChange(ObjectType(change.type), change.id, found)


def decode_report(body: bytes) -> CrashReport:
    """Decode one sample with its content. Raises `AnswerUnusable`."""
    return mapping.report(decode(body, _REPORT, "GET /crash-groups/{id}/reports/{report_id}"))

"""Objects and stores for tests of the local store."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.manual_clock import NOVEMBER, ManualClock

from crashdesk.core.changes import ChangePage, DomainObject, ObjectChange, Undecoded
from crashdesk.core.crash_groups import CrashGroup, Severity, Status
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, ReportContent
from crashdesk.core.deliveries import Delivery, ReplayPlan
from crashdesk.core.ids import GroupId, Instant, ReportId
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.core.people import Actor, Person
from crashdesk.core.secret import Secret
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.core.tasks import Queue, Task
from crashdesk.core.text import Text
from crashdesk.core.users import User
from crashdesk.core.webhooks import Webhook
from crashdesk.store.store import Store, open_store

KEY = Secret("5a" * 32)
SENTENCE = Text("Test", "Do it")

_TYPES = {
    CrashGroup: ObjectType.CRASH_GROUP,
    CrashReport: ObjectType.CRASH_REPORT,
    ActivityEntry: ObjectType.CRASH_ACTIVITY,
    Person: ObjectType.PERSON,
    User: ObjectType.USER,
    Webhook: ObjectType.WEBHOOK,
    Delivery: ObjectType.DELIVERY,
    ReplayPlan: ObjectType.REPLAY_PLAN,
    Task: ObjectType.TASK,
    Queue: ObjectType.QUEUE,
}


def make_group(name: str = "grp_1", **values: object) -> CrashGroup:
    """Return a group; what is not named is ordinary."""
    ordinary: dict[str, object] = {
        "revision": 1,
        "fingerprint": f"fp-{name}",
        "kind": "panic",
        "title": f"TypeError: {name}",
        "status": Status.OPEN,
        "severity": Severity.MEDIUM,
        "count": 1,
        "first_seen": NOVEMBER,
        "last_seen": NOVEMBER,
        "first_version": "1.0.0",
        "last_version": "1.0.0",
    }
    return CrashGroup(id=GroupId(name), **{**ordinary, **values})  # pyright: ignore[reportArgumentType]


def make_report(name: str, group: str = "grp_1", **values: object) -> CrashReport:
    """Return a sample without content."""
    ordinary: dict[str, object] = {
        "received_at": NOVEMBER,
        "kind": "panic",
        "version": "1.0.0",
        "os": "linux",
        "arch": "x64",
    }
    merged = {**ordinary, **values}
    return CrashReport(id=ReportId(name), group_id=GroupId(group), **merged)  # pyright: ignore[reportArgumentType]


def make_content(message: str) -> ReportContent:
    """Return the content of a sample."""
    return ReportContent(message=message, stack="at main")


def make_note(name: str, group: str = "grp_1", text: str = "seen", at: int = NOVEMBER) -> ActivityEntry:
    """Return a note as the server has it."""
    actor = Actor("user", "Ada", "usr_1")
    return ActivityEntry(
        id=name, group_id=GroupId(group), at=Instant(at), actor=actor, kind="note", note=text
    )


def lane_of(group_id: str = "grp_1") -> Lane:
    """Return the lane of a group."""
    return Lane(ObjectType.CRASH_GROUP, group_id)


def change_page(
    *objects: DomainObject,
    token: str = "t1",
    more: bool = False,
    gone: Iterable[tuple[ObjectType, str]] = (),
) -> Undecoded[ChangePage]:
    """Return a page of the feed with the latest state of `objects` and the tombstones `gone`."""
    items = [ObjectChange(_TYPES[type(found)], found.id, found) for found in objects]
    items += [ObjectChange(object_type, object_id, None) for object_type, object_id in gone]
    page = ChangePage(tuple(items), token, more)
    return Undecoded(b"", lambda _body: page)


def group_query(*sort: SortKey, **values: object) -> TableQuery:
    """Return a query of crash groups."""
    return TableQuery(ObjectType.CRASH_GROUP, sort=sort, **values)  # pyright: ignore[reportArgumentType]


@asynccontextmanager
async def opened_store(
    path: Path | None, clock: ManualClock | None = None, **options: int
) -> AsyncGenerator[Store]:
    """Open a store and close it again."""
    store = await open_store(path, KEY, clock or ManualClock(), **options)
    try:
        yield store
    finally:
        await store.close()

"""Steps that tests of the outbox take."""

from __future__ import annotations

from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import (
    SENTENCE,
    lane_of,
)

from crashdesk.core.crash_groups import (
    CrashGroup,
    GroupChange,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.ids import ChangeId
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ObjectType, QueuedChange
from crashdesk.core.text import Text
from crashdesk.store.store import Store

GROUP = ObjectType.CRASH_GROUP
RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NOW))
RAISE = SeverityChange(Severity.CRITICAL)
NOTE = NoteAddition("looks like the disk")
NO = Text("Test", "No.")


async def queue(store: Store, *changes: GroupChange, group: str = "grp_1") -> list[ChangeId]:
    return [
        await store.outbox.queue(lane_of(group), change, SENTENCE, send_at=NOVEMBER) for change in changes
    ]


async def shown(store: Store, group: str = "grp_1") -> CrashGroup:
    found = await store.tables.get(GROUP, group)
    assert isinstance(found, CrashGroup)
    return found


async def entry(store: Store, change_id: ChangeId) -> QueuedChange:
    return next(found for found in await store.outbox.entries() if found.id == change_id)


async def send(store: Store) -> QueuedChange:
    taken = await store.outbox.take_next(NOVEMBER)
    assert taken is not None
    return taken


async def events(store: Store) -> list[Event]:
    return [line.event for line in reversed(await store.journal.latest(100))]

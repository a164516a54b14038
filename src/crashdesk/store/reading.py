"""The reading side of the store, as views and services need it."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import msgspec

from crashdesk.core.changes import DomainObject
from crashdesk.core.crash_groups import NoteAddition
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics
from crashdesk.core.ids import GroupId, ObjectId, ReportId
from crashdesk.core.outbox import Lane, ObjectType, QueuedChange
from crashdesk.core.people import Actor, ActorKind, Person
from crashdesk.core.ports import Clock
from crashdesk.core.session import Session
from crashdesk.core.store_ports import RowView, StoreListener
from crashdesk.core.tables import TableQuery
from crashdesk.core.usage import Usage
from crashdesk.store import meta
from crashdesk.store.announcements import Announcements
from crashdesk.store.driver import Connection
from crashdesk.store.folding import fold
from crashdesk.store.objects import decode, find
from crashdesk.store.others import changed_by_others
from crashdesk.store.outbox_rows import entries_of_lane
from crashdesk.store.plan import choose_plan, table_plan
from crashdesk.store.report_contents import TOUCH_MS, ReportContents
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.view import Readers, View
from crashdesk.store.writer import Writer


class StoreTables:
    """`Tables` over the store."""

    def __init__(
        self,
        readers: Readers,
        writer: Writer,
        announcements: Announcements,
        clock: Clock,
        contents: ReportContents,
    ) -> None:
        self._readers = readers
        self._writer = writer
        self._announcements = announcements
        self._clock = clock
        self._contents = contents
        self._numbers = itertools.count(1)

    async def open_view(self, query: TableQuery) -> RowView:
        """Begin a query. Raises `KeyError` for a field or column that the type lacks."""
        spec, now = TABLES[query.type], self._clock.now()
        table_plan(spec, query, now)  # an unknown name is told here and not in a task
        return View(
            spec,
            next(self._numbers),
            lambda connection: choose_plan(connection, spec, query, now),
            self._readers,
        )

    async def get(self, type: ObjectType, object_id: ObjectId) -> DomainObject | None:  # noqa: A002 - the port's name
        """Return one object with pending changes applied."""
        return await self._readers.quick.run(lambda connection: find(connection, type, object_id))

    async def changed_by_others(self, type: ObjectType, object_id: ObjectId, since: int) -> bool:  # noqa: A002 - the port's name
        """Tell whether an object has changed since a revision otherwise than by changes of this desk."""
        return await self._readers.quick.run(
            lambda connection: changed_by_others(connection, type, object_id, since)
        )

    async def reports_of(self, group_id: GroupId) -> tuple[CrashReport, ...]:
        """Return the kept samples of a group, latest first, without content."""
        query = "SELECT n FROM crash_report WHERE group_id = ? ORDER BY received_at DESC, id DESC"
        rows = await self._readers.quick.run(
            lambda connection: _objects(connection, ObjectType.CRASH_REPORT, query, (group_id,))
        )
        return tuple(row for row in rows if isinstance(row, CrashReport))

    async def report(self, report_id: ReportId) -> CrashReport | None:
        """Return one sample, with its content when it is in the store."""
        report, used_at = await self._readers.quick.run(
            lambda connection: self._contents.find(connection, report_id)
        )
        now = self._clock.now()
        if report and report.content and used_at < now - TOUCH_MS:
            await self._writer.write(
                lambda transaction: self._contents.touch(transaction, report_id, now), kept=False
            )
        return report

    async def activity_of(self, group_id: GroupId) -> tuple[ActivityEntry, ...]:
        """Return a group's timeline, latest first; notes that wait come first."""
        query = "SELECT n FROM crash_activity WHERE group_id = ? ORDER BY at DESC, id DESC"
        lane = Lane(ObjectType.CRASH_GROUP, group_id)

        def read(connection: Connection) -> tuple[tuple[QueuedChange, ...], tuple[DomainObject, ...]]:
            queued = entries_of_lane(connection, lane)
            return queued, _objects(connection, ObjectType.CRASH_ACTIVITY, query, (group_id,))

        queued, rows = await self._readers.quick.run(read)
        waiting = [_pending_note(entry, group_id) for entry in reversed(queued)]
        kept = (row for row in rows if isinstance(row, ActivityEntry))
        return (*(note for note in waiting if note), *kept)

    async def statistics_of(self, group_id: GroupId) -> GroupStatistics | None:
        """Return the cached statistics of a group."""
        query = "SELECT body FROM statistics WHERE group_id = ?"
        row = await self._readers.quick.run(
            lambda connection: connection.execute(query, (group_id,)).fetchone()
        )
        return msgspec.json.decode(str(row[0]), type=GroupStatistics) if row else None

    async def usage(self) -> Usage | None:
        """Return the cached usage figures."""
        body = await self._readers.quick.run(lambda connection: meta.read_meta(connection, meta.USAGE))
        return msgspec.json.decode(body, type=Usage) if body else None

    async def session(self) -> Session | None:
        """Return who was signed in when this store last agreed with its server."""
        body = await self._readers.quick.run(lambda connection: meta.read_meta(connection, meta.SESSION))
        return msgspec.json.decode(body, type=Session) if body else None

    async def people(self) -> tuple[Person, ...]:
        """Return everybody who can be named, by label."""
        query = "SELECT n FROM person ORDER BY label, id"
        rows = await self._readers.quick.run(
            lambda connection: _objects(connection, ObjectType.PERSON, query, ())
        )
        return tuple(row for row in rows if isinstance(row, Person))

    async def values_of(self, type: ObjectType, column: str, prefix: str, limit: int) -> tuple[str, ...]:  # noqa: A002 - the port's name
        """Return distinct values of a text column, the most frequent first; none for other columns."""
        shown = TABLES[type].column(column).shown
        if shown is None:
            return ()
        start = fold(prefix)
        query = (
            f"SELECT max(n) AS n FROM {type.value} WHERE substr({column}, 1, ?) = ? AND {column} <> '' "
            f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT ?"
        )
        rows = await self._readers.ordering.run(
            lambda connection: _objects(connection, type, query, (len(start), start, limit))
        )
        return tuple(value for row in rows if (value := shown(row)))

    def subscribe(self, listener: StoreListener) -> Callable[[], None]:
        """Call `listener` on the loop after commits; returns what ends that."""
        return self._announcements.subscribe_store(listener)


def _objects(
    connection: Connection, object_type: ObjectType, numbers: str, parameters: tuple[str | int, ...]
) -> tuple[DomainObject, ...]:
    """Return the objects whose numbers a statement gives, in its order."""
    rows = connection.execute(
        f"SELECT (SELECT body FROM object AS o WHERE o.n = chosen.n) FROM ({numbers}) AS chosen",
        parameters,
    ).fetchall()
    return tuple(decode(object_type, row[0]) for row in rows)


def _pending_note(entry: QueuedChange, group_id: GroupId) -> ActivityEntry | None:
    """Return a queued note as it will stand in the timeline. Its author is whoever this store belongs to."""
    if not isinstance(entry.change, NoteAddition):
        return None
    return ActivityEntry(
        id=f"queued-{entry.id}",
        group_id=group_id,
        at=entry.made_at,
        actor=Actor(ActorKind.USER, ""),
        kind="note",
        note=entry.change.text,
        pending=True,
    )

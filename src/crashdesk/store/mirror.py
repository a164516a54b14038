"""The writing side of the mirrored objects: what the server sends becomes rows, in one transaction a page."""

from __future__ import annotations

import msgspec

from crashdesk.core.changes import ChangePage, DomainObject, ObjectChange, Undecoded
from crashdesk.core.crash_reports import CrashReport, GroupStatistics
from crashdesk.core.ids import GroupId, Instant, ObjectId, QueueName, ReportId, TaskName
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.core.ports import Clock
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.core.tasks import Job
from crashdesk.core.usage import Usage
from crashdesk.store import job_rows, meta, overlay
from crashdesk.store.erasing import erase_lost, erase_mirror, holds_any
from crashdesk.store.gone import forsake_lane, forsake_lost_lanes
from crashdesk.store.objects import drop
from crashdesk.store.report_contents import ReportContents
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Transaction, Writer


class StoreMirror:
    """A `Mirror` over the store."""

    def __init__(self, writer: Writer, reader: Worker, clock: Clock, contents: ReportContents) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._contents = contents

    async def token(self) -> str:
        """Return the change token up to which everything is here."""
        return await self._reader.run(lambda connection: meta.read_meta(connection, meta.TOKEN))

    async def apply(self, page: Undecoded[ChangePage]) -> ChangePage:
        """Decode and apply a page and its token in one transaction. Raises `AnswerUnusable`."""

        def apply(transaction: Transaction) -> ChangePage:
            decoded = page.decode()
            for object_type in TABLES:
                self._apply_type(transaction, object_type, decoded.items)
            meta.write_meta(transaction.connection, meta.TOKEN, decoded.next_token)
            return msgspec.structs.replace(decoded, items=())

        return await self._writer.write(apply, kept=False)

    def _apply_type(
        self, transaction: Transaction, object_type: ObjectType, items: tuple[ObjectChange, ...]
    ) -> None:
        latest = {item.id: item.object for item in items if item.type is object_type}
        overlay.receive(transaction, object_type, [found for found in latest.values() if found is not None])
        gone = [object_id for object_id, found in latest.items() if found is None]
        if gone:
            self._lose(transaction, object_type, gone)

    def _lose(self, transaction: Transaction, object_type: ObjectType, gone: list[ObjectId]) -> None:
        pending = overlay.pending_ids(transaction.connection, object_type)
        drop(transaction, object_type, gone)
        for object_id in pending.intersection(gone):
            forsake_lane(transaction, Lane(object_type, object_id), self._clock.now())

    async def begin_resync(self, *, erase: bool) -> None:
        """Begin a complete feed. With `erase` all of the mirror goes at once; the outbox stays."""

        def begin(transaction: Transaction) -> None:
            meta.begin_generation(transaction.connection)
            meta.write_meta(transaction.connection, meta.TOKEN, "")
            meta.write_meta(transaction.connection, meta.RESYNC, "1")
            if erase:
                erase_mirror(transaction)

        await self._writer.write(begin, kept=False)
        if erase:
            await self._writer.empty_log()

    async def forget(self, lost: frozenset[str]) -> None:
        """Erase for good what only these capabilities let one see; its queued changes are refused."""
        if await self._reader.run(lambda connection: holds_any(connection, lost)):
            await self._writer.write(
                lambda transaction: erase_lost(transaction, lost, self._clock.now()), kept=True
            )
            await self._writer.empty_log()

    async def end_resync(self) -> None:
        """Drop what the complete feed did not name; nothing at all when no resync was under way."""

        def end(transaction: Transaction) -> None:
            current = meta.generation(transaction.connection)
            for spec in TABLES.values():
                if spec.kept:
                    continue
                rows = transaction.execute(
                    "SELECT id FROM object WHERE type = ? AND generation < ?", (spec.type.value, current)
                ).fetchall()
                if rows:
                    self._lose(transaction, spec.type, [str(row[0]) for row in rows])
            forsake_lost_lanes(transaction, self._clock.now())
            meta.write_meta(transaction.connection, meta.RESYNC, "")

        if await self._reader.run(lambda connection: meta.read_meta(connection, meta.RESYNC)):
            await self._writer.write(end, kept=False)

    async def put_report(self, report: Undecoded[CrashReport]) -> None:
        """Keep one sample with its content, within the quota. Raises `AnswerUnusable`."""
        await self._writer.write(
            lambda transaction: self._contents.put(transaction, report.decode(), self._clock.now()),
            kept=False,
        )

    async def put_statistics(self, statistics: GroupStatistics) -> None:
        """Cache a group's statistics."""
        body = msgspec.json.encode(statistics).decode()

        def put(transaction: Transaction) -> None:
            transaction.execute(
                "INSERT OR REPLACE INTO statistics VALUES (?, ?)", (statistics.group_id, body)
            )
            transaction.changed(ObjectType.CRASH_GROUP, statistics.group_id)

        await self._writer.write(put, kept=False)

    async def put_usage(self, usage: Usage) -> None:
        """Cache usage figures."""
        body = msgspec.json.encode(usage).decode()
        await self._writer.write(
            lambda transaction: meta.write_meta(transaction.connection, meta.USAGE, body), kept=False
        )

    async def fresh_at(self) -> Instant | None:
        """Return when the mirror last agreed with the server, None before the first time."""
        at = await self._reader.run(lambda connection: meta.read_meta(connection, meta.FRESH))
        return Instant(int(at)) if at else None

    async def mark_fresh(self, at: Instant) -> None:
        """Remember that the mirror agrees with the server."""
        await self._writer.write(
            lambda transaction: meta.write_meta(transaction.connection, meta.FRESH, str(at)), kept=False
        )

    async def put_session(self, session: Session) -> None:
        """Remember who is signed in, for a start without the server."""
        body = msgspec.json.encode(session).decode()
        await self._writer.write(
            lambda transaction: meta.write_meta(transaction.connection, meta.SESSION, body), kept=False
        )

    async def put_credential(self, credential: Secret | None) -> None:
        """Keep what proves this person to the server, or forget it: for desks without a keyring."""
        body = credential.reveal() if credential else ""
        await self._writer.write(
            lambda transaction: meta.write_meta(transaction.connection, meta.CREDENTIAL, body), kept=True
        )

    async def credential(self) -> Secret | None:
        """Return what `put_credential` was given."""
        body = await self._reader.run(lambda connection: meta.read_meta(connection, meta.CREDENTIAL))
        return Secret(body) if body else None

    async def put(self, type: ObjectType, found: DomainObject) -> None:  # noqa: A002 - the port's name
        """Keep one object that came as an answer, beneath what is pending of it."""
        await self._writer.write(lambda transaction: overlay.receive(transaction, type, (found,)), kept=False)

    async def remove(self, type: ObjectType, object_id: ObjectId) -> None:  # noqa: A002 - the port's name
        """Drop an object that the server has deleted; changes that waited for it are rejected."""
        await self._writer.write(lambda transaction: self._lose(transaction, type, [object_id]), kept=False)

    async def replace_jobs(
        self, jobs: tuple[Job, ...], *, task: TaskName | None = None, queue: QueueName | None = None
    ) -> None:
        """Keep the jobs of one task or queue as they were listed; only what differs is written."""
        await self._writer.write(
            lambda transaction: job_rows.replace(transaction, jobs, task=task, queue=queue), kept=False
        )

    async def missing_bodies(self, limit: int) -> tuple[tuple[GroupId, ReportId], ...]:
        """Return samples whose content is to be fetched; none when the quota is nearly used up."""
        return await self._reader.run(lambda connection: self._contents.missing(connection, limit))

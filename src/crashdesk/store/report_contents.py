"""The content of samples: large, hostile, fetched when needed, kept within a quota."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crashdesk.core.crash_groups import Status
from crashdesk.core.crash_reports import CrashReport, ReportContent
from crashdesk.core.ids import HOUR, GroupId, Instant, ReportId
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.store.driver import Connection, number_in
from crashdesk.store.objects import exists, find, put
from crashdesk.store.writer import Transaction

QUOTA_BYTES = 500_000_000
"""All contents together; those not looked at for longest go first."""
_NEARLY_FULL = 0.9
"""From here on nothing is fetched ahead: it would only push out what was fetched before."""
TOUCH_MS = HOUR
"""How exactly it is known when a content was last looked at; keeps looking from writing each time."""

_OPEN = tuple(Status).index(Status.OPEN)


def usual_quota() -> int:
    """Return the bytes that are kept unless somebody says otherwise."""
    return QUOTA_BYTES


class ReportContents:
    """Stores and finds contents; `quota` is asked each time, for it is a setting that may change."""

    def __init__(self, quota: Callable[[], int]) -> None:
        self._quota = quota

    def put(self, transaction: Transaction, report: CrashReport, now: Instant) -> None:
        """Keep a sample and its content. One whose group is not here is not kept: nobody could see it."""
        if not exists(transaction.connection, Lane(ObjectType.CRASH_GROUP, report.group_id)):
            return
        put(transaction, ObjectType.CRASH_REPORT, (msgspec.structs.replace(report, content=None),))
        if report.content is None:
            return
        body = msgspec.json.encode(report.content).decode()
        transaction.execute(
            "INSERT OR REPLACE INTO report_content VALUES (?, ?, ?, ?, ?)",
            (report.id, report.group_id, now, len(body), body),
        )
        self._evict(transaction, keep=report.id)

    def _evict(self, transaction: Transaction, *, keep: ReportId) -> None:
        excess = _used(transaction.connection) - self._quota()
        rows = transaction.execute(
            "SELECT id, bytes FROM report_content WHERE id <> ? ORDER BY used_at, rowid", (keep,)
        )
        evicted: list[tuple[str]] = []
        for report_id, size in rows if excess > 0 else ():
            assert isinstance(size, int)
            evicted.append((str(report_id),))
            excess -= size
            if excess <= 0:
                break
        transaction.executemany("DELETE FROM report_content WHERE id = ?", evicted)

    def find(self, connection: Connection, report_id: ReportId) -> tuple[CrashReport | None, Instant]:
        """Return a sample, with its content if that is here, and when that was last looked at."""
        report = find(connection, ObjectType.CRASH_REPORT, report_id)
        assert report is None or isinstance(report, CrashReport)
        row = connection.execute(
            "SELECT body, used_at FROM report_content WHERE id = ?", (report_id,)
        ).fetchone()
        if report is None or row is None:
            return report, Instant(0)
        body, used_at = row
        assert isinstance(used_at, int)
        content = msgspec.json.decode(str(body), type=ReportContent)
        return msgspec.structs.replace(report, content=content), Instant(used_at)

    def touch(self, transaction: Transaction, report_id: ReportId, now: Instant) -> None:
        """Note that a content was looked at."""
        transaction.execute("UPDATE report_content SET used_at = ? WHERE id = ?", (now, report_id))

    def missing(self, connection: Connection, limit: int) -> tuple[tuple[GroupId, ReportId], ...]:
        """Return samples (first and latest of open groups, the latest seen first) without content."""
        if _used(connection) > self._quota() * _NEARLY_FULL:
            return ()
        rows = connection.execute(
            "SELECT r.group_id, r.id FROM crash_report AS r "
            "JOIN object AS o ON o.type = 'crash_group' AND o.id = r.group_id "
            "JOIN crash_group AS g ON g.n = o.n "
            "WHERE r.prefetched AND g.status = ? "
            "AND NOT EXISTS (SELECT 1 FROM report_content AS c WHERE c.id = r.id) "
            "ORDER BY g.last_seen DESC, r.id LIMIT ?",
            (_OPEN, limit),
        ).fetchall()
        return tuple((GroupId(str(group_id)), ReportId(str(report_id))) for group_id, report_id in rows)


def _used(connection: Connection) -> int:
    row = connection.execute("SELECT ifnull(sum(bytes), 0) FROM report_content").fetchone()
    return number_in(row)

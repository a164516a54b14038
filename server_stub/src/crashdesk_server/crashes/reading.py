"""Groups as the API shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, RowMapping, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.users import label_of
from crashdesk_server.access.visible import visible
from crashdesk_server.clock import DAY, HOUR, to_rfc3339
from crashdesk_server.crashes.lifecycle import SEVERITIES
from crashdesk_server.crashes.rows import ignore_of, resolution_of
from crashdesk_server.crashes.tables import crash_group, group_hour
from crashdesk_server.storage.schema import users
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.crash_groups import CrashGroup, PersonRef

DAYS = 14
"""Days that `daily` covers."""

GroupRow = RowMapping


def mappings(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[RowMapping]:
    """Return rows by column name; some columns are called like methods of a row."""
    return [row._mapping for row in rows]  # pyright: ignore[reportPrivateUsage] - documented by SQLAlchemy


def group_row(snapshot: Snapshot, principal: Principal, identifier: str) -> GroupRow:
    """Return the row of a group.

    Raises:
        ProblemError: 404 if there is none that the caller may see.
    """
    statement = visible(principal, select(crash_group).where(crash_group.c.id == identifier))
    row = snapshot.execute(statement).mappings().first()
    if row is None:
        raise ProblemError(problems.NOT_FOUND)
    return row


def load_groups(snapshot: Snapshot, principal: Principal, ids: Sequence[str]) -> Mapping[str, CrashGroup]:
    """Return the visible ones of some groups by id."""
    statement = visible(principal, select(crash_group).where(crash_group.c.id.in_(ids)))
    groups = build_groups(snapshot, snapshot.execute(statement).mappings().all())
    return {group.id: group for group in groups}


def build_group(snapshot: Snapshot, row: GroupRow) -> CrashGroup:
    """Return one group of a row that has passed `visible()`."""
    return build_groups(snapshot, [row])[0]


def build_groups(snapshot: Snapshot, rows: Sequence[GroupRow]) -> list[CrashGroup]:
    """Return groups of rows that have passed `visible()`, in their order."""
    assignees = person_refs(snapshot, {row["assignee_id"] for row in rows if row["assignee_id"]})
    hours = _hours(snapshot, [row["id"] for row in rows])
    return [_group(row, assignees.get(row["assignee_id"]), hours[row["id"]], snapshot.now) for row in rows]


def person_refs(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, PersonRef]:
    """Return people by id, as those whom groups are assigned to."""
    statement = select(users.c.id, users.c.name, users.c.email).where(users.c.id.in_(list(ids)))
    return {row.id: PersonRef(row.id, label_of(row.name, row.email)) for row in snapshot.execute(statement)}


def _hours(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, dict[int, int]]:
    """Return the counts of the last days by group and hour."""
    since = (snapshot.now // DAY - DAYS + 1) * (DAY // HOUR)
    named = group_hour.c.group_id.in_(ids) & (group_hour.c.hour >= since)
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    statement = select(group_hour.c.group_id, group_hour.c.hour, group_hour.c["count"])
    for row in snapshot.execute(statement.where(named)).mappings():
        counts[row["group_id"]][row["hour"]] = row["count"]
    return counts


def _group(row: GroupRow, assignee: PersonRef | None, hours: Mapping[int, int], now: int) -> CrashGroup:
    regressed_at = row["regressed_at"]
    return CrashGroup(
        id=row["id"],
        project_id=row["project_id"],
        revision=row["revision"],
        fingerprint=row["fingerprint"],
        kind=row["kind"],
        source=row["source"],
        label=row["label"],
        error_type=row["error_type"],
        title=row["title"],
        top_frame=row["top_frame"],
        development=row["development"],
        status=row["status"],
        resolution=resolution_of(row["resolution"]),
        ignore=ignore_of(row["ignored"]),
        severity=SEVERITIES[int(row["severity"])],
        severity_is_manual=row["severity_is_manual"],
        assignee=assignee,
        regressed_at=None if regressed_at is None else to_rfc3339(regressed_at),
        regressed_in=row["regressed_in"],
        regressions=row["regressions"],
        count=row["count"],
        last_day=sum(count for hour, count in hours.items() if hour > now // HOUR - DAY // HOUR),
        daily=_daily(hours, now),
        daily_until=to_rfc3339(now),
        first_seen=to_rfc3339(row["first_seen"]),
        last_seen=to_rfc3339(row["last_seen"]),
        first_version=row["first_version"],
        last_version=row["last_version"],
        platforms=_PLATFORMS.decode(row["platforms"]),
        versions=row["versions"],
        reports_kept=row["reports_kept"],
        notes=row["notes"],
    )


def _daily(hours: Mapping[int, int], now: int) -> tuple[int, ...]:
    """Return the sums of the last `DAYS` days, the present one last."""
    daily = [0] * DAYS
    for hour, count in hours.items():
        place = hour // (DAY // HOUR) - (now // DAY - DAYS + 1)
        if place < DAYS:
            daily[place] += count
    return tuple(daily)


_PLATFORMS = msgspec.json.Decoder(tuple[str, ...])

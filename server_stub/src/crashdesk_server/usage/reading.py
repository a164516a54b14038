"""Usage as the API shows it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from sqlalchemy import ColumnElement, func, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.clock import DAY, to_rfc3339
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.usage.tables import metric_day, usage_day
from crashdesk_server.wire.usage import MetricBucket, Metrics, Usage, UsageDay, UsageShare

KEPT_DAYS = 90
"""Days that are kept, counting the present one."""

_SHARES = 1_000
"""The most versions, platforms or buckets of one answer, the most used first."""


class DaysQuery(msgspec.Struct, frozen=True):
    """How far back: the last `days` UTC days with the present one."""

    days: Annotated[int, msgspec.Meta(ge=1, le=KEPT_DAYS)] = 30


def read_usage(snapshot: Snapshot, principal: Principal, days: int) -> Usage:
    """Return installs and opens by day, version and platform."""
    return Usage(
        computed_at=to_rfc3339(snapshot.now),
        days=_by_day(snapshot, principal, days),
        versions=_shares(snapshot, principal, days, usage_day.c.version),
        platforms=_shares(snapshot, principal, days, usage_day.c.os + "/" + usage_day.c.arch),
    )


def read_metrics(snapshot: Snapshot, principal: Principal, days: int) -> Metrics:
    """Return the sum of every bucket."""
    total = func.sum(metric_day.c["count"])
    key = (metric_day.c.signal, metric_day.c.bucket)
    statement = select(*key, total.label("total")).where(metric_day.c.day >= _first(snapshot, days))
    ordered = statement.group_by(*key).order_by(total.desc(), *key).limit(_SHARES)
    rows = snapshot.execute(visible(principal, ordered))
    return Metrics(
        to_rfc3339(snapshot.now), tuple(MetricBucket(row.signal, row.bucket, row.total) for row in rows)
    )


def _by_day(snapshot: Snapshot, principal: Principal, days: int) -> tuple[UsageDay, ...]:
    first = _first(snapshot, days)
    statement = select(usage_day.c.day, *_totals()).where(usage_day.c.day >= first)
    rows = snapshot.execute(visible(principal, statement.group_by(usage_day.c.day)))
    known = {row.day: row for row in rows}
    return tuple(
        UsageDay(
            day=to_rfc3339(day * DAY)[:10],
            installs=known[day].installs if day in known else 0,
            opens=known[day].opens if day in known else 0,
        )
        for day in range(first, first + days)
    )


def _shares(
    snapshot: Snapshot, principal: Principal, days: int, key: ColumnElement[str]
) -> tuple[UsageShare, ...]:
    statement = select(key.label("name"), *_totals()).where(usage_day.c.day >= _first(snapshot, days))
    ordered = statement.group_by(key).order_by(func.sum(usage_day.c.opens).desc(), key).limit(_SHARES)
    rows = snapshot.execute(visible(principal, ordered))
    return tuple(UsageShare(row.name, row.installs, row.opens) for row in rows)


def _totals() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return how many different installs and how many opens."""
    installs = func.count(usage_day.c.install_id.distinct())
    return installs.label("installs"), func.sum(usage_day.c.opens).label("opens")


def _first(snapshot: Snapshot, days: int) -> int:
    return snapshot.now // DAY - days + 1

"""Facets and histograms of one group."""

from __future__ import annotations

from typing import Any, Literal, cast

from sqlalchemy import select

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.clock import DAY, HOUR, to_rfc3339
from crashdesk_server.crashes.facets import FIELDS
from crashdesk_server.crashes.tables import group_facet, group_hour
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.wire.crash_groups import Facet, Facets, FacetValue, Histogram, VersionMark

_RANGES = {"day": (HOUR, 24), "fortnight": (DAY, 14)}
"""Length of a bucket and how many there are, the last being the present one."""


def read_facets(snapshot: Snapshot, principal: Principal, group_id: str) -> Facets:
    """Return the distribution of every field, most frequent values first."""
    table = group_facet.c
    statement = select(group_facet).where(table.group_id == group_id)
    rows = snapshot.execute(
        visible(principal, statement.order_by(table["count"].desc(), table.value))
    ).mappings()
    values: dict[str, list[FacetValue]] = {field: [] for field in FIELDS}
    others = dict.fromkeys(FIELDS, 0)
    for row in rows:
        if row["is_rest"]:
            others[row["field"]] += row["count"]
        else:
            values[row["field"]].append(FacetValue(row["value"], row["count"]))
    facets = tuple(Facet(cast("Any", field), tuple(values[field]), others[field]) for field in FIELDS)
    return Facets(to_rfc3339(snapshot.now), facets)


def read_histogram(
    snapshot: Snapshot, principal: Principal, group_id: str, span: Literal["day", "fortnight"]
) -> Histogram:
    """Return the reports of a group by hour or day, and which versions appeared meanwhile."""
    bucket, buckets = _RANGES[span]
    start = (snapshot.now // bucket - buckets + 1) * bucket
    table = group_hour.c
    statement = select(group_hour).where(table.group_id == group_id, table.hour >= start // HOUR)
    counts = [0] * buckets
    for row in snapshot.execute(visible(principal, statement)).mappings():
        place = (row["hour"] * HOUR - start) // bucket
        if place < buckets:
            counts[place] += row["count"]
    return Histogram(
        computed_at=to_rfc3339(snapshot.now),
        start=to_rfc3339(start),
        bucket_ms=bucket,
        counts=tuple(counts),
        versions=_marks(snapshot, principal, group_id, start),
    )


def _marks(snapshot: Snapshot, principal: Principal, group_id: str, start: int) -> tuple[VersionMark, ...]:
    table = group_facet.c
    own = (table.group_id == group_id) & (table.field == "version") & table.is_rest.is_(False)
    statement = select(table.value, table.first_seen).where(own, table.first_seen >= start)
    rows = snapshot.execute(visible(principal, statement.order_by(table.first_seen, table.value)))
    return tuple(VersionMark(row.value, to_rfc3339(row.first_seen)) for row in rows)

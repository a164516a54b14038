"""Parameters of the lists about crash groups, and what they select."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, select

from crashdesk_server.crashes.draft import searchable
from crashdesk_server.crashes.lifecycle import SEVERITIES
from crashdesk_server.crashes.tables import crash_activity, crash_group, crash_report, group_facet
from crashdesk_server.web.paging import PageQuery, PageSpec
from crashdesk_server.wire.crash_groups import Severity, Status

NOBODY = "none"
"""Stands for groups without an assignee."""

_GROUP = crash_group.c


class GroupQuery(PageQuery, frozen=True):
    """Filters of `GET /crash-groups`; all that are given have to hold."""

    status: Annotated[tuple[Status, ...], msgspec.Meta(max_length=3, description="any of these")] = ()
    severity: Annotated[tuple[Severity, ...], msgspec.Meta(max_length=4, description="any of these")] = ()
    assignee: Annotated[str, msgspec.Meta(max_length=64, description="id of a person, or `none`")] | None = (
        None
    )
    version: Annotated[str, msgspec.Meta(max_length=64, description="seen in this version")] | None = None
    os: Annotated[str, msgspec.Meta(max_length=32, description="seen on this system")] | None = None
    q: (
        Annotated[str, msgspec.Meta(max_length=200, description="text in title, type, frame or label")] | None
    ) = None
    regressed: Annotated[bool, msgspec.Meta(description="came back after it was resolved")] | None = None
    development: Annotated[bool, msgspec.Meta(description="from development builds")] | None = None


class RangeQuery(msgspec.Struct, frozen=True):
    """Parameters of a histogram: hours of a day or days of a fortnight."""

    range: Literal["day", "fortnight"] = "day"


GROUPS = PageSpec(
    sorts={
        "last_seen": _GROUP.last_seen,
        "first_seen": _GROUP.first_seen,
        "count": _GROUP["count"],
        "severity": _GROUP.severity,
        "title": _GROUP.title,
    },
    default="-last_seen",
    identifier=_GROUP.id,
)

REPORTS = PageSpec(
    sorts={"received_at": crash_report.c.received_at}, default="-received_at", identifier=crash_report.c.id
)

ACTIVITY = PageSpec(sorts={"at": crash_activity.c.at}, default="-at", identifier=crash_activity.c.id)


def select_groups(query: GroupQuery) -> Select[*tuple[Any, ...]]:
    """Return the statement of the groups that the filters let through."""
    return select(crash_group).where(*_conditions(query))


def _conditions(query: GroupQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.status:
        conditions.append(_GROUP.status.in_(query.status))
    if query.severity:
        conditions.append(_GROUP.severity.in_([SEVERITIES.index(name) for name in query.severity]))
    if query.assignee is not None:
        nobody = query.assignee == NOBODY
        conditions.append(_GROUP.assignee_id.is_(None) if nobody else _GROUP.assignee_id == query.assignee)
    if query.version is not None:
        conditions.append(_seen("version", group_facet.c.value == query.version))
    if query.os is not None:
        conditions.append(_seen("platform", group_facet.c.value.startswith(f"{query.os}/", autoescape=True)))
    if query.q:
        conditions.append(_GROUP.search.contains(searchable(query.q), autoescape=True))
    if query.regressed is not None:
        conditions.append(_GROUP.regressed_at.is_not(None) == query.regressed)
    if query.development is not None:
        conditions.append(_GROUP.development == query.development)
    return conditions


def _seen(field: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    own = group_facet.c.group_id == _GROUP.id
    return select(group_facet.c.value).where(own, group_facet.c.field == field, condition).exists()

"""What can be asked of the audit log."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from sqlalchemy import ColumnElement, LargeBinary, Select, cast, func, literal, or_, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.clock import from_rfc3339
from crashdesk_server.storage.schema import audit
from crashdesk_server.web.problems import invalid

MAX_ROWS = 2_000
Name = Annotated[str, msgspec.Meta(max_length=254)]


class AuditQuery(msgspec.Struct, frozen=True):
    """The parameters of the log."""

    after: Annotated[int, msgspec.Meta(ge=0, le=2**53, description="ascending from here")] | None = None
    before: Annotated[int, msgspec.Meta(ge=0, le=2**53, description="descending from here")] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_ROWS)] = 100
    actor: Annotated[Name, msgspec.Meta(description="id of a user or key")] = ""
    action: Annotated[Name, msgspec.Meta(description="what the action begins with")] = ""
    target: Annotated[Name, msgspec.Meta(description="id")] = ""
    outcome: Annotated[Name, msgspec.Meta(description="`done` or `refused`")] = ""
    since: Annotated[Name, msgspec.Meta(description="RFC 3339")] = ""
    until: Annotated[Name, msgspec.Meta(description="RFC 3339, not included")] = ""
    text: Annotated[Name, msgspec.Meta(description="in the body, ASCII letters of either case")] = ""
    bodies: Annotated[bool, msgspec.Meta(description="false: hashes only")] = True


def select_entries(query: AuditQuery, principal: Principal) -> Select[*tuple[Any, ...]]:
    """Return the statement of a page, with one row more than was asked for.

    Entries that the caller may not see take part only where nothing is filtered by: otherwise the filter
    would tell what is in them.

    Raises:
        ProblemError: 422 for a time that is none, or both directions at once.
    """
    if query.after is not None and query.before is not None:
        raise invalid("#/query/before", "two-directions", "Ask for what is after or before, not both.")
    filters = list(_filters(query))
    statement = select(*columns()).where(*filters)
    if filters:
        statement = statement.where(is_visible(principal))
    if query.before is not None:
        statement = statement.where(audit.c.seq < query.before).order_by(audit.c.seq.desc())
    else:
        statement = statement.where(audit.c.seq > (query.after or 0)).order_by(audit.c.seq)
    return statement.limit(query.limit + 1)


def columns() -> list[ColumnElement[Any]]:
    """Return what is read of an entry, bytes as bytes whatever somebody has written in their place."""
    blobs = [cast(audit.c[name], LargeBinary).label(name) for name in ("body", "body_hash", "hash")]
    return [audit.c.seq, audit.c.project_id, audit.c.missing, *blobs]


def is_visible(principal: Principal) -> ColumnElement[bool]:
    """Return the condition under which a caller may see what an entry says."""
    return or_(audit.c.project_id.is_(None), audit.c.project_id.in_(principal.projects))


def _filters(query: AuditQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (audit.c.actor_id, query.actor),
        (audit.c.target_id, query.target),
        (audit.c.outcome, query.outcome),
    ):
        if value:
            found.append(column == value)
    if query.action:
        # A range instead of LIKE: it uses the index, and no letter of it is a pattern.
        found.append(audit.c.action >= query.action)
        found.append(audit.c.action < query.action + "\U0010ffff")
    if query.since:
        found.append(audit.c.at >= _time(query.since, "since"))
    if query.until:
        found.append(audit.c.at < _time(query.until, "until"))
    if query.text:
        needle = cast(literal(query.text.lower().encode("utf-8", "replace")), LargeBinary)
        found.append(func.instr(cast(func.lower(audit.c.body), LargeBinary), needle) > 0)
    return found


def _time(text: str, name: str) -> int:
    try:
        return from_rfc3339(text)
    except ValueError as error:
        raise invalid(f"#/query/{name}", "format", "Not an RFC 3339 time.") from error

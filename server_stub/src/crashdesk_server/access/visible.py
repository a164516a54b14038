"""The one gate that every query of a request passes: rows of other projects do not exist for the caller."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Delete, FromClause, Join, Select, Update

from crashdesk_server.access.principal import Principal

S = TypeVar("S", bound="Select[*tuple[Any, ...]] | Update | Delete")


def visible(principal: Principal, statement: S) -> S:
    """Return the statement limited to the projects that the caller may see."""
    for table in _tables(statement):
        if "project_id" in table.c:
            statement = statement.where(table.c.project_id.in_(principal.projects))
    return statement


def _tables(statement: Select[*tuple[Any, ...]] | Update | Delete) -> list[FromClause]:
    if isinstance(statement, (Update, Delete)):
        return [statement.table]
    return [table for source in statement.get_final_froms() for table in _flatten(source)]


def _flatten(source: FromClause) -> list[FromClause]:
    return _flatten(source.left) + _flatten(source.right) if isinstance(source, Join) else [source]

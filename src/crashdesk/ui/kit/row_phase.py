"""What stands where the rows of a table belong. Free of Qt."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.connection import Link
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.text import Text


class Phase(enum.StrEnum):
    """What stands where the rows belong."""

    LOADING = "loading"
    ROWS = "rows"
    NOTHING = "nothing"
    """There are none on the server."""
    NOT_FETCHED = "not_fetched"
    """Nothing is here and the server has not been reached since."""
    NO_MATCH = "no_match"


class FilterProblem(msgspec.Struct, frozen=True):
    """Why a filter cannot be read, and where: character positions in the text as typed."""

    text: Text
    start: int
    end: int


def phase_of(count: RowCount, link: Link, *, is_filtered: bool, has_fetched: bool) -> Phase:
    """Return what to show for so many rows."""
    if count.value:
        return Phase.ROWS
    if count.kind is CountKind.COUNTING:
        return Phase.LOADING
    if is_filtered:
        return Phase.NO_MATCH
    if has_fetched:
        return Phase.NOTHING
    return Phase.LOADING if link in {Link.CONNECTING, Link.ONLINE} else Phase.NOT_FETCHED

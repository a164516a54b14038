"""What the list of crash groups shows, and how that changes."""

from __future__ import annotations

import msgspec

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.crash_groups import GroupChange
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import GroupId
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.services.triage import ItemOutcome, ItemResult, TriageOutcome
from crashdesk.ui.kit.row_phase import FilterProblem, Phase, phase_of


class CrashGroupsState(msgspec.Struct, frozen=True):
    """The list.

    Attributes:
        filter: as typed. While it cannot be read, the rows are still those of the one before.
        reading: the filter read back as a sentence, empty without one.
        current: the current group, empty when there is none.
        ticked: what actions apply to when it is not empty.
        results: what became of each group, while an action on several was not wholly carried out.
        last_change: what "again" does.
    """

    link: Link = Link.CONNECTING
    has_fetched: bool = False
    fetched: int = 0
    filter: str = ""
    problem: FilterProblem | None = None
    reading: str = ""
    is_filtered: bool = False
    count: RowCount = RowCount(0, CountKind.COUNTING)
    current: GroupId = GroupId("")
    ticked: frozenset[GroupId] = frozenset()
    results: tuple[ItemResult, ...] = ()
    last_change: GroupChange | None = None

    @property
    def targets(self) -> tuple[GroupId, ...]:
        """What an action applies to: the ticked groups, else the current one."""
        if self.ticked:
            return tuple(sorted(self.ticked))
        return (self.current,) if self.current else ()

    @property
    def phase(self) -> Phase:
        """What stands where the rows belong."""
        return phase_of(self.count, self.link, is_filtered=self.is_filtered, has_fetched=self.has_fetched)


def connected(state: CrashGroupsState, connection: ConnectionState) -> CrashGroupsState:
    """Take note of the connection."""
    return msgspec.structs.replace(
        state,
        link=connection.link,
        has_fetched=connection.fresh_at is not None,
        fetched=connection.syncing or 0,
    )


def filtered(state: CrashGroupsState, text: str, reading: str) -> CrashGroupsState:
    """Show the groups that `text` lets through. Ticks go: an action never applies to rows unseen."""
    return msgspec.structs.replace(
        state,
        filter=text,
        problem=None,
        reading=reading,
        is_filtered=bool(text.strip()),
        ticked=frozenset(),
        count=RowCount(state.count.value, CountKind.COUNTING),
    )


def misread(state: CrashGroupsState, text: str, error: QueryError) -> CrashGroupsState:
    """Keep the rows and say what is wrong with the filter."""
    problem = FilterProblem(error.text, error.start, error.end)
    return msgspec.structs.replace(state, filter=text, problem=problem)


def carried_out(state: CrashGroupsState, outcome: TriageOutcome) -> CrashGroupsState:
    """Untick what was done; what was refused stays ticked, with its result, so that one can try again."""
    refused = frozenset(result.id for result in outcome.results if result.outcome is ItemOutcome.REFUSED)
    done = frozenset(result.id for result in outcome.results) - refused
    return msgspec.structs.replace(
        state, ticked=state.ticked - done, results=outcome.results if refused else ()
    )

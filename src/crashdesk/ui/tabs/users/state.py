"""What the tab of accounts shows, and how that changes. Free of Qt."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from crashdesk.core.account import Permission
from crashdesk.core.alterations import Alteration
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import UserId
from crashdesk.core.similar_names import Similar
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.users import User, UserDecision
from crashdesk.services.triage import ItemOutcome, ItemResult
from crashdesk.ui.kit.row_phase import FilterProblem, Phase, phase_of


class Showing(enum.StrEnum):
    """Which of the two lists is in front."""

    PENDING = "pending"
    ALL = "all"


class ListState(msgspec.Struct, frozen=True):
    """One list.

    Attributes:
        filter: as typed. While it cannot be read, the rows are still those of the one before.
        reading: the filter read back as a sentence, empty without one.
        current: the current account, empty when there is none.
        ticked: what decisions apply to when it is not empty.
    """

    filter: str = ""
    problem: FilterProblem | None = None
    reading: str = ""
    is_filtered: bool = False
    count: RowCount = RowCount(0, CountKind.COUNTING)
    current: UserId = UserId("")
    ticked: frozenset[UserId] = frozenset()

    @property
    def targets(self) -> tuple[UserId, ...]:
        """What an action applies to: the ticked accounts, else the current one."""
        if self.ticked:
            return tuple(sorted(self.ticked))
        return (self.current,) if self.current else ()


class UsersState(msgspec.Struct, frozen=True):
    """The tab.

    Attributes:
        waiting: how many await a decision, None while that is unknown.
        admins: how many enabled admins there are, None likewise.
        person: the account that is open, None while there is none or it has yet to come.
        similar: whom those who wait, and `person`, could be taken for.
        rights: every right that the server knows, empty while it could not be asked.
        results: what became of each account, while a decision on several was not wholly carried out.
        last_decision: what "again" does.
        altered: what others have changed of `person` since it was opened; None when they have not.
    """

    link: Link = Link.CONNECTING
    has_fetched: bool = False
    fetched: int = 0
    showing: Showing = Showing.PENDING
    pending: ListState = ListState()
    all: ListState = ListState()
    waiting: int | None = None
    admins: int | None = None
    person: User | None = None
    similar: Mapping[UserId, tuple[Similar, ...]] = {}
    rights: tuple[Permission, ...] = ()
    results: tuple[ItemResult, ...] = ()
    last_decision: UserDecision | None = None
    altered: tuple[Alteration, ...] | None = None

    @property
    def shown(self) -> ListState:
        """The list in front."""
        return self.pending if self.showing is Showing.PENDING else self.all

    @property
    def targets(self) -> tuple[UserId, ...]:
        """What an action applies to."""
        return self.shown.targets

    @property
    def phase(self) -> Phase:
        """What stands where the rows belong."""
        shown = self.shown
        return phase_of(shown.count, self.link, is_filtered=shown.is_filtered, has_fetched=self.has_fetched)


def connected(state: UsersState, connection: ConnectionState) -> UsersState:
    """Take note of the connection."""
    return msgspec.structs.replace(
        state,
        link=connection.link,
        has_fetched=connection.fresh_at is not None,
        fetched=connection.syncing or 0,
    )


def with_list(state: UsersState, showing: Showing, shown: ListState) -> UsersState:
    """Put another state of one list in its place."""
    if showing is Showing.PENDING:
        return msgspec.structs.replace(state, pending=shown)
    return msgspec.structs.replace(state, all=shown)


def filtered(shown: ListState, text: str, reading: str) -> ListState:
    """Show the accounts that `text` lets through. Ticks go: nothing ever applies to rows unseen."""
    return msgspec.structs.replace(
        shown,
        filter=text,
        problem=None,
        reading=reading,
        is_filtered=bool(text.strip()),
        ticked=frozenset(),
        count=RowCount(shown.count.value, CountKind.COUNTING),
    )


def misread(shown: ListState, text: str, error: QueryError) -> ListState:
    """Keep the rows and say what is wrong with the filter."""
    problem = FilterProblem(error.text, error.start, error.end)
    return msgspec.structs.replace(shown, filter=text, problem=problem)


def carried_out(state: UsersState, results: tuple[ItemResult, ...]) -> UsersState:
    """Untick what was done; what was refused stays ticked, with its result, so that one can try again."""
    refused = frozenset(UserId(each.id) for each in results if each.outcome is ItemOutcome.REFUSED)
    done = frozenset(UserId(each.id) for each in results) - refused
    shown = msgspec.structs.replace(state.shown, ticked=state.shown.ticked - done)
    state = with_list(state, state.showing, shown)
    return msgspec.structs.replace(state, results=results if refused and len(results) > 1 else ())

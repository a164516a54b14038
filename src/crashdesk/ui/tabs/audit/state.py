"""What the audit tab shows, and how that changes. Free of Qt."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import ObjectId
from crashdesk.core.session import Session
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.row_phase import FilterProblem, Phase, phase_of
from crashdesk.ui.tabs.audit.actions import AUDIT_READ

KEEPS_A_LOG = "audit"
"""The capability of a server that keeps an audit log, whether or not this person may read it."""
_NO_LOG = QT_TRANSLATE_NOOP(
    "Audit", "This server keeps no audit log. What this desk did itself is all that there is to read."
)
_NO_RIGHT = QT_TRANSLATE_NOOP(
    "Audit",
    "You may not read this server's audit log; an admin can give you the right. "
    "What this desk did itself is here.",
)


class Source(enum.StrEnum):
    """Whose record is shown."""

    SERVER = "server"
    DESK = "desk"


class EntriesState(msgspec.Struct, frozen=True):
    """One list of entries.

    Attributes:
        filter: as typed. While it cannot be read, the rows are still those of the one before.
        reading: the filter read back as a sentence, empty without one.
        current: the current entry, empty when there is none.
        ticked: what copies apply to when it is not empty.
        needs_fetching: whether the entries come from a server; a journal is complete at any time.
    """

    needs_fetching: bool = True
    link: Link = Link.CONNECTING
    has_fetched: bool = False
    filter: str = ""
    problem: FilterProblem | None = None
    reading: str = ""
    is_filtered: bool = False
    count: RowCount = RowCount(0, CountKind.COUNTING)
    current: ObjectId = ""
    ticked: frozenset[ObjectId] = frozenset()

    @property
    def targets(self) -> tuple[ObjectId, ...]:
        """What a copy applies to: the ticked entries, else the current one."""
        if self.ticked:
            return tuple(sorted(self.ticked))
        return (self.current,) if self.current else ()

    @property
    def phase(self) -> Phase:
        """What stands where the rows belong."""
        has_fetched = self.has_fetched or not self.needs_fetching
        return phase_of(self.count, self.link, is_filtered=self.is_filtered, has_fetched=has_fetched)


def connected(state: EntriesState, connection: ConnectionState) -> EntriesState:
    """Take note of the connection. The log is read beside everything else, and may take longer."""
    is_read = connection.auditing is None and connection.audit_problem is None
    has_fetched = connection.fresh_at is not None and is_read
    return msgspec.structs.replace(state, link=connection.link, has_fetched=has_fetched)


def filtered(state: EntriesState, text: str, reading: str) -> EntriesState:
    """Show the entries that `text` lets through. Ticks go: nothing ever applies to rows unseen."""
    return msgspec.structs.replace(
        state,
        filter=text,
        problem=None,
        reading=reading,
        is_filtered=bool(text.strip()),
        ticked=frozenset(),
        count=RowCount(state.count.value, CountKind.COUNTING),
    )


def misread(state: EntriesState, text: str, error: QueryError) -> EntriesState:
    """Keep the rows and say what is wrong with the filter."""
    problem = FilterProblem(error.text, error.start, error.end)
    return msgspec.structs.replace(state, filter=text, problem=problem)


class AuditState(msgspec.Struct, frozen=True):
    """The tab.

    Attributes:
        why_desk_only: why there is nothing to switch to; None where the server's log can be read.
    """

    source: Source = Source.DESK
    why_desk_only: Text | None = None


def first_state(session: Session, remembered: str) -> AuditState:
    """Return what a person with these rights sees first; `remembered` is the source of last time."""
    capabilities = session.capabilities
    if AUDIT_READ not in capabilities:
        return AuditState(Source.DESK, _NO_RIGHT if KEEPS_A_LOG in capabilities else _NO_LOG)
    return AuditState(Source.DESK if remembered == Source.DESK else Source.SERVER)


def switched(state: AuditState, source: Source) -> AuditState:
    """Show the other source; where there is only the journal, it stays."""
    return state if state.why_desk_only else msgspec.structs.replace(state, source=source)

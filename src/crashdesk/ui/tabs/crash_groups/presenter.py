"""The list of crash groups: what the user wants becomes queries and decisions. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

import msgspec

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.connection import ConnectionState
from crashdesk.core.crash_copy import as_json, as_markdown, as_text
from crashdesk.core.crash_groups import AssigneeChange, CrashGroup, GroupChange
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import ActionId, GroupId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person
from crashdesk.core.ports import Progress
from crashdesk.core.query.complete import Completions
from crashdesk.core.query.crash_group_fields import CRASH_GROUP_FIELDS
from crashdesk.core.tables import RowCount, SortKey, TableQuery
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.triage import Triage, TriageOutcome
from crashdesk.ui.kit.filtering import Filtering
from crashdesk.ui.kit.row_source import RowSource, Swap
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.crash_groups.actions import (
    ASSIGN,
    ASSIGN_ME,
    COPY_JSON,
    COPY_MARKDOWN,
    COPY_ROWS,
    COPY_TEXT,
    DELETE,
    IGNORE,
    NEEDS_GROUP,
    NOTE,
    REOPEN,
    REPEAT,
    RESOLVE,
    SEVERITY,
)
from crashdesk.ui.tabs.crash_groups.decisions import REOPEN_CHANGE
from crashdesk.ui.tabs.crash_groups.question import Question
from crashdesk.ui.tabs.crash_groups.state import (
    CrashGroupsState,
    carried_out,
    connected,
    filtered,
    misread,
)

SCOPE = "crash_groups"
_FILTER_KEY = "crash_groups.filter"
_FILTERING = Filtering(ObjectType.CRASH_GROUP, CRASH_GROUP_FIELDS)
_ASKING = QT_TRANSLATE_NOOP("CrashGroups", "Looking up groups")
_CHANGING = QT_TRANSLATE_NOOP("CrashGroups", "Changing groups")
_DELETING = QT_TRANSLATE_NOOP("CrashGroups", "Deleting groups")
_COPYING = QT_TRANSLATE_NOOP("CrashGroups", "Copying groups")
_COMPLETING = QT_TRANSLATE_NOOP("CrashGroups", "Looking up values")
_NO_GROUP = QT_TRANSLATE_NOOP("CrashGroups", "Choose a group first.")
_NOTHING_TO_REPEAT = QT_TRANSLATE_NOOP("CrashGroups", "There is nothing to do again yet.")
_COPIED = QT_TRANSLATE_NOOP("CrashGroups", "Copied {n} group(s)")
_NOT_ALL = QT_TRANSLATE_NOOP("CrashGroups", "{done} of {all} done; the others stay ticked.")
_VERSIONS = 30
"""Versions proposed in a dialog at most."""


class CrashGroupsView(Protocol):
    """What the presenter needs of the widgets."""

    def show_state(self, state: CrashGroupsState) -> None:
        """Show `state`."""
        ...

    def ask(self, question: Question, decide: Callable[[GroupChange | None], None]) -> None:
        """Open the dialog of `question.action`; `decide` gets the change, None to go on with a deletion."""
        ...

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        ...

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        ...

    def copy_rows(self, groups: tuple[CrashGroup, ...]) -> None:
        """Put the cells that are shown of these groups on the clipboard."""
        ...


class CrashGroupsPresenter:
    """Holds the state of the list and carries out what is asked of it."""

    def __init__(
        self,
        view: CrashGroupsView,
        context: TabContext,
        triage: Triage,
        rows: RowSource,
        sort: tuple[SortKey, ...],
    ) -> None:
        self._view = view
        self._context = context
        self._triage = triage
        self._rows = rows
        self._sort = sort
        self.state = connected(CrashGroupsState(), context.connection())
        self._unwatch = context.watch_connection(self._on_connection)
        rows.listen(self)

    def start(self) -> None:
        """Show the groups with the filter of last time."""
        self.set_filter(self._context.settings.layout(_FILTER_KEY))

    async def close(self) -> None:
        """Stop everything."""
        self._unwatch()
        await self._context.jobs.close_scope(SCOPE)
        await self._rows.close()

    # Which rows

    def set_filter(self, text: str) -> None:
        """Show what `text` lets through, or say what is wrong with it."""
        try:
            where, reading = _FILTERING.read(text, self._context.clock.now(), self._context.translate)
        except QueryError as error:
            self._set(misread(self.state, text, error))
            return
        self._context.settings.remember(_FILTER_KEY, text)
        self._set(filtered(self.state, text, reading))
        me = self._context.session.user_id
        self._rows.show(TableQuery(ObjectType.CRASH_GROUP, where, self._sort, me))

    def set_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Show the same groups in another order."""
        self._sort = sort
        query = self._rows.query
        if query:
            self._rows.show(msgspec.structs.replace(query, sort=sort))

    def complete(self, text: str, cursor: int) -> None:
        """Look up what can be typed at `cursor`."""

        async def look_up() -> None:
            self._view.offer(await _FILTERING.completions(self._context.tables, text, cursor))

        self._start(_COMPLETING, look_up, exclusive="completion", quiet=True)

    # What the table tells

    def rows_replaced(self, swap: Swap) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=self._rows.count))

    def rows_arrived(self, first: int, last: int) -> None:
        """Nothing to do: the table paints them."""

    def rows_counted(self, old: int, count: RowCount, current: int | None) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=count))

    def set_current(self, group_id: GroupId) -> None:
        """Take note of the current group."""
        self._set(msgspec.structs.replace(self.state, current=group_id))

    def set_ticked(self, ids: Iterable[GroupId]) -> None:
        """Take note of what is ticked."""
        self._set(msgspec.structs.replace(self.state, ticked=frozenset(ids)))

    def dismiss_results(self) -> None:
        """The results have been read."""
        self._set(msgspec.structs.replace(self.state, results=()))

    # Actions

    def availability(self, action: ActionId) -> Availability:
        """Tell whether the selection allows an action; rights and connection are the window's matter."""
        if action == REPEAT and self.state.last_change is None:
            return Availability(enabled=False, reason=_NOTHING_TO_REPEAT)
        if action in NEEDS_GROUP and not self.state.targets:
            return Availability(enabled=False, reason=_NO_GROUP)
        return AVAILABLE

    def trigger(self, action: ActionId) -> None:
        """Carry out a decision, a deletion or a copy on the ticked groups, else on the current one."""
        ids = self.state.targets
        if not self.availability(action).enabled:
            return
        if action in {RESOLVE, IGNORE, SEVERITY, ASSIGN, NOTE, DELETE}:
            self._start(_ASKING, lambda: self._ask(action, ids))
        elif action == REOPEN:
            self.decide(ids, REOPEN_CHANGE)
        elif action == ASSIGN_ME:
            session = self._context.session
            self.decide(ids, AssigneeChange(Person(session.user_id, session.label)))
        elif action == REPEAT and self.state.last_change is not None:
            self.decide(ids, self.state.last_change)
        elif action in {COPY_TEXT, COPY_MARKDOWN, COPY_JSON, COPY_ROWS}:
            self._start(_COPYING, lambda: self._copy(action, ids))

    def copy(self, text: str) -> None:
        """Put one group, in whatever form, on the clipboard."""
        self._view.copy(text)
        self._context.window.toast(_COPIED(1))

    def decide(self, ids: tuple[GroupId, ...], change: GroupChange) -> None:
        """Queue `change` for these groups."""

        async def change_all() -> None:
            outcome = await self._triage.change(ids, change)
            self._set(msgspec.structs.replace(self.state, last_change=change))
            self._tell(outcome)

        self._start(_CHANGING, change_all)

    def delete(self, ids: tuple[GroupId, ...]) -> None:
        """Delete these groups on the server."""

        async def delete_all() -> None:
            try:
                self._tell(await self._triage.delete(ids))
            finally:
                # When the connection broke half-way, what is gone must not stay ticked.
                await self._untick_missing()

        self._start(_DELETING, delete_all)

    async def _ask(self, action: ActionId, ids: tuple[GroupId, ...]) -> None:
        groups = await self._groups(ids)
        if not groups:
            return
        tables, me = self._context.tables, self._context.session.user_id
        own = [version for group in groups[:1] for version in (group.last_version, group.first_version)]
        known = await tables.values_of(ObjectType.CRASH_GROUP, "last_version", "", _VERSIONS)
        people = [person for person in await tables.people() if person.enabled]
        question = Question(
            action,
            tuple(group.id for group in groups),
            groups[0] if len(groups) == 1 else None,
            sum(group.count for group in groups),
            tuple(dict.fromkeys([*own, *known])),
            tuple(sorted(people, key=lambda person: person.id != me)),
            me,
        )
        self._view.ask(question, lambda change: self._decided(question, change))

    def _decided(self, question: Question, change: GroupChange | None) -> None:
        if change is not None:
            self.decide(question.ids, change)
        elif question.action == DELETE:
            self.delete(question.ids)

    async def _copy(self, action: ActionId, ids: tuple[GroupId, ...]) -> None:
        groups = await self._groups(ids)
        if action == COPY_ROWS:
            self._view.copy_rows(groups)
        elif action == COPY_TEXT:
            self._view.copy("\n".join(as_text(group) for group in groups))
        elif action == COPY_MARKDOWN:
            self._view.copy("\n".join(as_markdown(group) for group in groups))
        else:
            objects = ",\n".join(as_json(group).rstrip() for group in groups)
            self._view.copy(objects + "\n" if len(groups) == 1 else f"[\n{objects}\n]\n")
        self._context.window.toast(_COPIED(len(groups)))

    async def _groups(self, ids: tuple[GroupId, ...]) -> tuple[CrashGroup, ...]:
        found = [await self._context.tables.get(ObjectType.CRASH_GROUP, group_id) for group_id in ids]
        return tuple(group for group in found if isinstance(group, CrashGroup))

    async def _untick_missing(self) -> None:
        there = await self._groups(tuple(self.state.ticked))
        self.set_ticked(group.id for group in there)

    def _tell(self, outcome: TriageOutcome) -> None:
        self._set(carried_out(self.state, outcome))
        done = len(outcome.results) - sum(result.id in self.state.ticked for result in outcome.results)
        sentence = _NOT_ALL(done=done, all=len(outcome.results)) if self.state.results else outcome.sentence
        self._context.window.toast(sentence, outcome.change_ids)

    def _on_connection(self, connection: ConnectionState) -> None:
        self._set(connected(self.state, connection))

    def _start(
        self, label: Text, work: Callable[[], Awaitable[None]], *, exclusive: str = "", quiet: bool = False
    ) -> None:
        async def run(_progress: Progress) -> None:
            await work()

        group = f"{SCOPE}.{exclusive}" if exclusive else ""
        self._context.jobs.start(label, run, scope=SCOPE, exclusive=group, quiet=quiet)

    def _set(self, state: CrashGroupsState) -> None:
        if state == self.state:
            return
        targets = self.state.targets
        self.state = state
        self._view.show_state(state)
        if targets != state.targets:
            self._context.window.actions_changed()

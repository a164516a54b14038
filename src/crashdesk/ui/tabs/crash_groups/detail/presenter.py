"""Fills the detail pane from the store and has fetched what is missing there. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec

from crashdesk.core.crash_copy import as_json, as_markdown, as_text
from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.errors import ConnectionTrouble, CrashDeskError, ServerFault
from crashdesk.core.ids import GroupId, ObjectId, ReportId, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import JobHandle, Jobs, Progress
from crashdesk.core.store_ports import Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.samples import Samples
from crashdesk.ui.tabs.crash_groups.detail.state import (
    DetailState,
    Fetching,
    Span,
    is_about,
    opened,
    taken_note,
    with_alterations,
    with_sample_number,
    with_samples,
    without_alterations,
)

_OPENING = QT_TRANSLATE_NOOP("CrashDetail", "Opening the group")
_FETCHING_SAMPLE = QT_TRANSLATE_NOOP("CrashDetail", "Fetching a sample")
_FETCHING_STATISTICS = QT_TRANSLATE_NOOP("CrashDetail", "Counting the group's reports")

_WATCHED = frozenset({ObjectType.CRASH_GROUP, ObjectType.CRASH_REPORT, ObjectType.CRASH_ACTIVITY})
_COPIES = {"text": as_text, "markdown": as_markdown, "json": as_json}


class DetailView(Protocol):
    """What the presenter needs of the widgets."""

    def show_state(self, state: DetailState) -> None:
        """Show `state`."""
        ...


class DetailPresenter:
    """One group at a time: everything shown comes out of the store."""

    def __init__(
        self, view: DetailView, tables: Tables, samples: Samples, jobs: Jobs, scope: str, me: UserId
    ) -> None:
        self._view = view
        self._tables = tables
        self._samples = samples
        self._jobs = jobs
        self._scope = scope
        self._me = me
        self._unsubscribe: Callable[[], None] = tables.subscribe(self._on_store_changed)
        self._wanted: GroupId | None = None
        self.state = DetailState()

    def close(self) -> None:
        """Listen no more."""
        self._unsubscribe()

    def open(self, group_id: GroupId | None) -> None:
        """Show a group, or nothing."""
        if group_id == self._wanted:
            return
        self._wanted = group_id
        if group_id is None:
            self._set(opened(self.state, None))
        else:
            self._start(_OPENING, lambda _: self._open(group_id), "open")

    def show_sample(self, number: int) -> None:
        """Turn to a sample, 0 being the latest."""
        state = with_sample_number(self.state, number)
        if state is not self.state:
            self._set(state)
            self._want_report()

    def show_latest(self) -> None:
        """Turn to the latest sample."""
        self.show_sample(0)

    def show_first(self) -> None:
        """Turn to the first report that the group ever had."""
        self.show_sample(len(self.state.samples) - 1)

    def show_previous(self) -> None:
        """Turn to the next older sample."""
        self.show_sample(self.state.sample + 1)

    def show_next(self) -> None:
        """Turn to the next newer sample."""
        self.show_sample(self.state.sample - 1)

    def choose_span(self, span: Span) -> None:
        """Choose the range of the histogram."""
        self._set(msgspec.structs.replace(self.state, span=span))

    def fold_libraries(self, own_only: bool) -> None:
        """Fold or unfold the frames of libraries."""
        self._set(msgspec.structs.replace(self.state, own_only=own_only))

    def take_note(self) -> None:
        """What others have changed has been seen."""
        self._set(taken_note(self.state))

    def retry(self) -> None:
        """Fetch again what could not be had."""
        self._set(msgspec.structs.replace(self.state, sample_fetching=Fetching.LOADING))
        self._want_report()
        self._want_statistics()

    def copy_as(self, form: str) -> str:
        """Return group and sample for the clipboard; `form` is text, markdown or json."""
        return _COPIES[form](self.state.group, self.state.report) if self.state.group else ""

    async def _open(self, group_id: GroupId) -> None:
        group = await self._tables.get(ObjectType.CRASH_GROUP, group_id)
        if not isinstance(group, CrashGroup):
            self._show_nothing(group_id)
            return
        state = msgspec.structs.replace(
            with_samples(opened(self.state, group), await self._tables.reports_of(group_id)),
            activity=await self._tables.activity_of(group_id),
            statistics=await self._tables.statistics_of(group_id),
        )
        if self._wanted != group_id:
            return
        self._set(taken_note(state))
        self._want_report()
        self._want_statistics()

    def _show_nothing(self, gone: GroupId) -> None:
        """The group is not in the store (any more)."""
        if self._wanted == gone:
            self._wanted = None
            self._set(opened(self.state, None))

    def _on_store_changed(self, types: frozenset[ObjectType], ids: frozenset[ObjectId] | None) -> None:
        group = self.state.group
        if group is not None and types & _WATCHED:
            self._start(_OPENING, lambda _: self._refresh(group.id), "refresh")

    async def _refresh(self, group_id: GroupId) -> None:
        group = await self._tables.get(ObjectType.CRASH_GROUP, group_id)
        samples = await self._tables.reports_of(group_id)
        activity = await self._tables.activity_of(group_id)
        if not is_about(self.state, group_id):
            return
        if not isinstance(group, CrashGroup):
            self._show_nothing(group_id)
            return
        is_altered = await self._is_altered(group)
        if not is_about(self.state, group_id):
            return
        before = self.state.sample_id
        state = with_samples(msgspec.structs.replace(self.state, group=group, activity=activity), samples)
        state = with_alterations(state, self._me) if is_altered else without_alterations(state)
        if state != self.state:
            self._set(state)
        if state.sample_id != before:
            self._want_report()

    async def _is_altered(self, group: CrashGroup) -> bool:
        """Tell whether others have changed the group since it was seen; counts alone are no change."""
        seen = self.state.seen
        return (
            seen is not None
            and group.revision > seen.revision
            and await self._tables.changed_by_others(ObjectType.CRASH_GROUP, group.id, seen.revision)
        )

    def _want_report(self) -> None:
        group, report_id = self.state.group, self.state.sample_id
        if group is None or report_id is None:
            self._set(msgspec.structs.replace(self.state, sample_fetching=Fetching.READY))
            return
        self._start(_FETCHING_SAMPLE, lambda _: self._load_report(group.id, report_id), "sample")

    async def _load_report(self, group_id: GroupId, report_id: ReportId) -> None:
        try:
            there = await self._samples.fetch_report(group_id, report_id)
        except CrashDeskError:
            self._note_sample(report_id, Fetching.FAILED)
            raise
        if not there:
            self._note_sample(report_id, Fetching.OFFLINE)
            return
        report = await self._tables.report(report_id)
        if self.state.sample_id == report_id:
            self._set(msgspec.structs.replace(self.state, report=report, sample_fetching=Fetching.READY))

    def _note_sample(self, report_id: ReportId, fetching: Fetching) -> None:
        if self.state.sample_id == report_id:
            self._set(msgspec.structs.replace(self.state, sample_fetching=fetching))

    def _want_statistics(self) -> None:
        group = self.state.group
        if group is not None:
            self._start(_FETCHING_STATISTICS, lambda _: self._load_statistics(group.id), "statistics")

    async def _load_statistics(self, group_id: GroupId) -> None:
        fetching = Fetching.READY
        try:
            await self._samples.fetch_statistics(group_id)
        except (ConnectionTrouble, ServerFault):
            fetching = Fetching.OFFLINE
        statistics = await self._tables.statistics_of(group_id)
        if is_about(self.state, group_id):
            self._set(
                msgspec.structs.replace(self.state, statistics=statistics, statistics_fetching=fetching)
            )

    def _start(self, label: Text, work: Callable[[Progress], Awaitable[object]], part: str) -> JobHandle:
        return self._jobs.start(
            label,
            work,
            scope=self._scope,
            exclusive=f"{self._scope}.detail.{part}",
            quiet=True,
        )

    def _set(self, state: DetailState) -> None:
        self.state = state
        self._view.show_state(state)

"""Crash groups: triage what programs have reported."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.samples import Samples
from crashdesk.services.triage import Triage
from crashdesk.ui.kit.action_menu import open_menu
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.tab_spec import TabContext, TabSpec
from crashdesk.ui.tabs.crash_groups.actions import (
    COPY_JSON,
    COPY_MARKDOWN,
    COPY_TEXT,
    CRASH_GROUP_ACTIONS,
    MENU,
    NOTE,
)
from crashdesk.ui.tabs.crash_groups.detail.presenter import DetailPresenter
from crashdesk.ui.tabs.crash_groups.detail.view import DetailPane
from crashdesk.ui.tabs.crash_groups.presenter import SCOPE, CrashGroupsPresenter
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView

_FORMS = {COPY_TEXT: "text", COPY_MARKDOWN: "markdown", COPY_JSON: "json"}


class CrashGroupsTab:
    """The living tab: the list and the details of the current group."""

    def __init__(self, context: TabContext) -> None:
        triage = cast("Triage", context.services["triage"])
        rows = RowSource(context.tables, context.jobs, f"{SCOPE}.rows")
        self.view = CrashGroupsView(rows, context.settings, context.clock)
        self.presenter = CrashGroupsPresenter(self.view, context, triage, rows, self.view.columns.sort)
        self._window = context.window
        self.detail = DetailPane(CRASH_GROUP_ACTIONS, context.window.availability, context.clock.now)
        samples = cast("Samples", context.services["samples"])
        self.details = DetailPresenter(
            self.detail, context.tables, samples, context.jobs, SCOPE, context.session.user_id
        )
        self.view.splitter.set_detail(self.detail)
        self._connect()
        self.presenter.start()

    def _connect(self) -> None:
        view, presenter = self.view, self.presenter
        view.listen(presenter.set_current, presenter.set_ticked)
        view.listen(self.details.open, lambda _ticked: None)
        view.filter_bar.changed.connect(presenter.set_filter)
        view.filter_bar.completion_wanted.connect(presenter.complete)
        view.columns.sort_changed.connect(lambda: presenter.set_sort(view.columns.sort))
        view.results_read.connect(presenter.dismiss_results)
        self._connect_details()
        view.menu_requested.connect(self._on_menu)
        view.opened.connect(self.detail.setFocus)

    def _connect_details(self) -> None:
        pane, details = self.detail, self.details
        pane.triggered.connect(self._window.carry_out)
        pane.changed.dismissed.connect(details.take_note)
        pane.span_chosen.connect(details.choose_span)
        pane.sample.first_requested.connect(details.show_first)
        pane.sample.older_requested.connect(details.show_previous)
        pane.sample.newer_requested.connect(details.show_next)
        pane.sample.latest_requested.connect(details.show_latest)
        pane.sample.fold_requested.connect(details.fold_libraries)
        pane.sample.retry_requested.connect(details.retry)
        pane.timeline.note_requested.connect(lambda: self._window.carry_out(NOTE))

    @property
    def widget(self) -> QWidget:
        """The widget to show."""
        return self.view

    def availability(self, action: ActionId) -> Availability:
        """Tell whether the selection allows an action."""
        return self.presenter.availability(action)

    def trigger(self, action: ActionId) -> None:
        """Carry out an action on what is ticked, else on the current group."""
        if self.view.carry_out(action):
            return
        with_sample = self._copy_with_sample(action)
        if with_sample:
            self.presenter.copy(with_sample)
        else:
            self.presenter.trigger(action)

    async def close(self) -> None:
        """Stop all work and give the rows back."""
        self.details.close()
        await self.presenter.close()

    def _copy_with_sample(self, action: ActionId) -> str:
        """Return the one group that is open with the sample that is shown, empty for anything else."""
        state, form = self.presenter.state, _FORMS.get(action)
        group = self.details.state.group
        if form is None or group is None or state.targets != (group.id,):
            return ""
        return self.details.copy_as(form)

    def _on_menu(self, at: QPoint) -> None:
        open_menu(self.view, at, MENU, self._window.availability, self._window.carry_out)


SPEC = TabSpec(
    key=SCOPE,
    title=QT_TRANSLATE_NOOP("CrashGroups", "Crashes"),
    icon="crash",
    order=10,
    needs=frozenset({"crash_groups.read"}),
    actions=CRASH_GROUP_ACTIONS,
    build=CrashGroupsTab,
)
"""What the registry reads."""

"""Users: who asks to be let in, and who was."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.query.ast import EVERYTHING
from crashdesk.core.similar_names import Similar
from crashdesk.core.tables import SortKey
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import User
from crashdesk.ui.kit.action_menu import open_menu
from crashdesk.ui.kit.column import Column
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.tab_spec import TabContext, TabSpec
from crashdesk.ui.tabs.users.actions import MENU, USER_ACTIONS
from crashdesk.ui.tabs.users.attendant import PendingAttendant
from crashdesk.ui.tabs.users.columns import (
    FIRST_ALL_SORT,
    FIRST_PENDING_SORT,
    all_columns,
    pending_columns,
)
from crashdesk.ui.tabs.users.detail.view import DetailPane
from crashdesk.ui.tabs.users.headcount import WAITING
from crashdesk.ui.tabs.users.list_presenter import ListPresenter
from crashdesk.ui.tabs.users.list_view import UserList
from crashdesk.ui.tabs.users.outcome import UsersService
from crashdesk.ui.tabs.users.presenter import SCOPE, UsersPresenter
from crashdesk.ui.tabs.users.state import Showing, UsersState
from crashdesk.ui.tabs.users.view import UsersView

_NAMES = {
    Showing.PENDING: QT_TRANSLATE_NOOP("Users", "Everybody who waits"),
    Showing.ALL: QT_TRANSLATE_NOOP("Users", "Everybody"),
}
_ALWAYS = {Showing.PENDING: WAITING, Showing.ALL: EVERYTHING}
_FILTER_KEYS = {Showing.PENDING: "", Showing.ALL: "users.all.filter"}
"""Who waits must not be hidden by a filter of yesterday."""


class UsersTab:
    """The living tab: both lists and the details of the account that is open."""

    def __init__(self, context: TabContext) -> None:
        self._window = context.window
        self._rows = {
            showing: RowSource(context.tables, context.jobs, f"{SCOPE}.{showing}") for showing in Showing
        }
        lists = {
            Showing.PENDING: self._list(
                context, Showing.PENDING, pending_columns(self._similar_to), FIRST_PENDING_SORT
            ),
            Showing.ALL: self._list(context, Showing.ALL, all_columns(self._similar_to), FIRST_ALL_SORT),
        }
        self.view = UsersView(lists, context.settings)
        self.detail = DetailPane(USER_ACTIONS, context.window.availability, context.clock.now)
        self.view.splitter.set_detail(self.detail)
        users = cast("UsersService", context.services["users"])
        self.presenter = UsersPresenter(
            _Widgets(self.view, self.detail),
            context,
            users,
            lambda showing, changed: ListPresenter(
                context,
                self._rows[showing],
                lists[showing].columns.sort,
                _ALWAYS[showing],
                changed,
                _FILTER_KEYS[showing],
            ),
        )
        self._connect()
        self.presenter.start()

    def _list(
        self,
        context: TabContext,
        showing: Showing,
        columns: tuple[Column[User], ...],
        sort: tuple[SortKey, ...],
    ) -> UserList:
        key = f"users.{showing}.columns"
        rows = self._rows[showing]
        return UserList(rows, columns, context.settings, context.clock, key, sort, _NAMES[showing])

    def _similar_to(self, user: User) -> tuple[Similar, ...]:
        return self.presenter.state.similar.get(user.id, ())

    def _connect(self) -> None:
        view, presenter = self.view, self.presenter
        for showing, shown in view.lists.items():
            of_list = presenter.lists[showing]
            shown.listen(of_list.set_current, of_list.set_ticked)
            shown.filter_bar.changed.connect(of_list.set_filter)
            shown.filter_bar.completion_wanted.connect(presenter.complete)
            shown.columns.sort_changed.connect(
                lambda of_list=of_list, shown=shown: of_list.set_sort(shown.columns.sort)
            )
        view.showing_chosen.connect(presenter.show_list)
        view.results_read.connect(presenter.dismiss_results)
        view.menu_requested.connect(self._on_menu)
        view.opened.connect(self.detail.setFocus)
        self.detail.triggered.connect(self._window.carry_out)
        self.detail.changed.dismissed.connect(presenter.take_note)

    @property
    def widget(self) -> QWidget:
        """The widget to show."""
        return self.view

    def availability(self, action: ActionId) -> Availability:
        """Tell whether the selection allows an action."""
        return self.presenter.availability(action)

    def trigger(self, action: ActionId) -> None:
        """Carry out an action on what is ticked, else on the account that is open."""
        if not self.view.carry_out(action):
            self.presenter.trigger(action)

    async def close(self) -> None:
        """Stop all work and give the rows back."""
        await self.presenter.close()

    def _on_menu(self, at: QPoint) -> None:
        open_menu(self.view, at, MENU, self._window.availability, self._window.carry_out)


class _Widgets:
    """The lists and the details as one view for the presenter."""

    def __init__(self, view: UsersView, detail: DetailPane) -> None:
        self._detail = detail
        self._view = view
        self.ask, self.offer = view.ask, view.offer
        self.copy, self.copy_rows = view.copy, view.copy_rows

    def show_state(self, state: UsersState) -> None:
        """Show `state`."""
        self._view.show_state(state)
        self._detail.show_state(state)


SPEC = TabSpec(
    key=SCOPE,
    title=QT_TRANSLATE_NOOP("Users", "Users"),
    icon="users",
    order=30,
    needs=frozenset({"users.read"}),
    actions=USER_ACTIONS,
    build=UsersTab,
    attend=PendingAttendant,
)
"""What the registry reads."""

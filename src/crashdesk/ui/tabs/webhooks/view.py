"""The widgets of the tab: which list, and the list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.webhooks import EventType, WebhookDraft
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import confirm
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.row_list import RowList
from crashdesk.ui.kit.segments import Segments
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.webhooks import actions
from crashdesk.ui.tabs.webhooks.detail.view import DeliveryPane, WebhookPane
from crashdesk.ui.tabs.webhooks.dialogs.edit import WebhookDialog
from crashdesk.ui.tabs.webhooks.dialogs.secret import RotateDialog, SecretDialog
from crashdesk.ui.tabs.webhooks.presenter import Showing, WebhooksState

_WHICH = QT_TRANSLATE_NOOP("Webhooks", "Webhooks or deliveries")
_WEBHOOKS = QT_TRANSLATE_NOOP("Webhooks", "Webhooks")
_DELIVERIES = QT_TRANSLATE_NOOP("Webhooks", "Deliveries")


class WebhooksWidget(QWidget):
    """Shows a `WebhooksState`.

    Signals:
        showing_chosen: with the `Showing` of the other list.
        menu_requested: a menu about the current row, at this global position.
        triggered: the id of an action whose button was used.
    """

    showing_chosen = Signal(object)
    menu_requested = Signal(QPoint)
    triggered = Signal(str)

    def __init__(
        self,
        webhooks: RowList,
        deliveries: RowList,
        webhook: WebhookPane,
        delivery: DeliveryPane,
        availability: Callable[[ActionId], Availability],
    ) -> None:
        super().__init__()
        self.lists = {Showing.WEBHOOKS: webhooks, Showing.DELIVERIES: deliveries}
        self.webhook, self.delivery = webhook, delivery
        self.showing = Showing.WEBHOOKS
        self._availability = availability
        self.new = QPushButton(without_mnemonic(render(actions.CREATION.text)))
        self.new.setObjectName("compact")
        follow_icon(self.new, actions.CREATION.icon)
        self.new.clicked.connect(lambda: self.triggered.emit(actions.NEW))
        self._asking: set[asyncio.Task[None]] = set()
        self.segments = Segments(((Showing.WEBHOOKS, _WEBHOOKS), (Showing.DELIVERIES, _DELIVERIES)))
        self.segments.setAccessibleName(render(_WHICH))
        self._bars, self._pages = QStackedWidget(), QStackedWidget()
        for each in self.lists.values():
            self._bars.addWidget(each.filter_bar)
            self._pages.addWidget(each)
            each.menu_requested.connect(self.menu_requested)
        self._lay_out()
        self.setFocusProxy(webhooks.table)
        self.segments.chosen.connect(self._on_segment)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 0, 0)
        top.setSpacing(0)
        switch = QVBoxLayout()
        switch.setContentsMargins(0, 8, 0, 0)
        switch.addWidget(self.segments, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(switch)
        top.addWidget(self._bars, 1)
        make = QVBoxLayout()
        make.setContentsMargins(0, 8, 10, 0)
        make.addWidget(self.new, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(make)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._pages, 1)

    @property
    def shown(self) -> RowList:
        """The list in front."""
        return self.lists[self.showing]

    def show_state(self, state: WebhooksState) -> None:
        """Show `state`."""
        if state.showing is not self.showing:
            had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
            self.showing = state.showing
            self._bars.setCurrentWidget(self.shown.filter_bar)
            self._pages.setCurrentWidget(self.shown)
            self.setFocusProxy(self.shown.table)
            if had_focus and not self.segments.isAncestorOf(self.window().focusWidget() or self.window()):
                self.shown.go_to_rows()
        self.segments.choose(state.showing.value)
        self.webhook.show_webhook(state.webhook)
        self.delivery.show_delivery(state.delivery)

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now."""
        allowed = self._availability(actions.NEW)
        self.new.setEnabled(allowed.enabled)
        set_plain_tooltip(self.new, render(allowed.reason) if allowed.reason else "")
        self.webhook.show_availability()
        self.delivery.show_availability()

    def filter_deliveries(self, text: str) -> None:
        """Put a filter of the deliveries in force as if it had been typed."""
        self.lists[Showing.DELIVERIES].filter_by(text)

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def ask(self, question: Question, then: Callable[[], None]) -> None:
        """Ask, and go on with `then` if the answer is yes."""

        async def decide() -> None:
            if await confirm(self, question):
                then()

        task = asyncio.ensure_future(decide())
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def ask_webhook(
        self,
        draft: WebhookDraft | None,
        event_types: tuple[EventType, ...],
        errors: Mapping[str, Text],
        decide: Callable[[WebhookDraft], None],
        *,
        is_new: bool,
    ) -> None:
        """Ask for a webhook, beginning with what was typed before."""
        WebhookDialog(self, draft, event_types, errors, decide, is_new=is_new).open()

    def ask_rotation(self, name: str, decide: Callable[[int], None]) -> None:
        """Ask for how many seconds the former secret still signs."""
        RotateDialog(self, name, decide).open()

    def show_secret(self, name: str, secret: Secret) -> None:
        """Show a secret this once."""
        SecretDialog(self, name, secret).open()

    async def stop_asking(self) -> None:
        """Close what is being asked."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    def carry_out(self, action: ActionId) -> bool:
        """Do what needs no presenter: moving about. Returns whether it was such an action."""
        shown = self.shown
        doings: dict[ActionId, Callable[[], None]] = {
            actions.NEXT: lambda: shown.table.step(1),
            actions.PREVIOUS: lambda: shown.table.step(-1),
            actions.FILTER: shown.filter_bar.focus,
            actions.BACK: shown.go_to_rows,
            actions.OPEN: self._go_to_detail,
            actions.COLUMNS: shown.choose_columns,
        }
        doing = doings.get(action)
        if doing:
            doing()
        return doing is not None

    def _on_segment(self, key: str) -> None:
        self.showing_chosen.emit(Showing(key))

    def _go_to_detail(self) -> None:
        (self.webhook if self.showing is Showing.WEBHOOKS else self.delivery).setFocus()

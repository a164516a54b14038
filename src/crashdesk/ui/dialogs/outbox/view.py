"""The outbox dialog: what waits for the server, and what needs a person."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.ids import ChangeId
from crashdesk.core.ports import Clock
from crashdesk.core.store_ports import Outbox
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.outbox.card import ItemCard
from crashdesk.ui.dialogs.outbox.presenter import OutboxPresenter, Start
from crashdesk.ui.dialogs.outbox.state import Offer, OutboxItem, OutboxState
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("Outbox", "Changes that wait for the server")
_ABOUT = QT_TRANSLATE_NOOP(
    "Outbox", "Each is sent once, and those about one thing in the order in which they were made."
)
_EMPTY = QT_TRANSLATE_NOOP("Outbox", "Nothing waits")
_EMPTY_MORE = QT_TRANSLATE_NOOP("Outbox", "The server has everything that was decided here.")
_READING = QT_TRANSLATE_NOOP("Outbox", "Reading the outbox")
_READING_MORE = QT_TRANSLATE_NOOP("Outbox", "It is kept on this computer.")
_MORE = QT_TRANSLATE_NOOP("Outbox", "Show {n} more change(s)")
_CLOSE = QT_TRANSLATE_NOOP("Outbox", "Close")
_PORTION = 100
"""Cards shown at once; each costs about a dozen widgets."""
_TICK_MS = 1_000


class OutboxDialog(QDialog):
    """One card per change, followed live until the dialog is closed."""

    def __init__(self, parent: QWidget, outbox: Outbox, clock: Clock, start: Start) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(render(TITLE))
        self.resize(720, 560)
        self._clock = clock
        self._limit = _PORTION
        self._tab_order: list[ChangeId] = []
        self.notice = Notice()
        self.cards: dict[ChangeId, ItemCard] = {}
        self.empty = EmptyState()
        self.more = QPushButton()
        self.close_button = QPushButton(without_mnemonic(render(_CLOSE)))
        self._list = QScrollArea()
        self._column = QVBoxLayout()
        self._pages = QStackedWidget()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._lay_out()
        self.presenter = OutboxPresenter(self, outbox, clock, start)
        self._timer.timeout.connect(self.presenter.tick)
        self.more.clicked.connect(self._on_more)
        self.close_button.clicked.connect(self.accept)
        self.finished.connect(self._on_finished)
        self.presenter.begin()
        self.close_button.setFocus()

    def show_state(self, state: OutboxState) -> None:
        """Show this state."""
        self.notice.say("danger" if state.is_trouble else "info", state.said)
        if state.items:
            self._pages.setCurrentWidget(self._list)
        else:
            self._pages.setCurrentWidget(self.empty)
            if state.items is None:
                self.empty.show_loading(_READING, _READING_MORE)
            else:
                self.empty.show_state("check", _EMPTY, _EMPTY_MORE)
        self._show_items(state.items or (), state.busy)
        if state.is_timed != self._timer.isActive():
            (self._timer.start if state.is_timed else self._timer.stop)()

    def _show_items(self, items: tuple[OutboxItem, ...], busy: frozenset[ChangeId]) -> None:
        shown = items[: self._limit]
        self._remove_cards({item.id for item in shown})
        now = self._clock.now()
        for place, item in enumerate(shown):
            card = self.cards.get(item.id) or self._add_card(item)
            if self._column.indexOf(card) != place:
                self._column.removeWidget(card)
                self._column.insertWidget(place, card)
            card.show_item(item, now, busy=item.id in busy)
        left = len(items) - len(shown)
        self.more.setVisible(left > 0)
        self.more.setText(without_mnemonic(render(_MORE(n=left))))
        self._order_tabs([item.id for item in shown])

    def _order_tabs(self, order: list[ChangeId]) -> None:
        """Let Tab go through the cards as they stand; they were not made in that order."""
        if order != self._tab_order:
            self._tab_order = order
            buttons = [button for each in order for button in self.cards[each].buttons.values()]
            for before, after in pairwise((self._list, *buttons, self.more, self.close_button)):
                self.setTabOrder(before, after)

    def _add_card(self, item: OutboxItem) -> ItemCard:
        card = ItemCard(item)
        card.decided.connect(partial(self._on_decided, item.id))
        self.cards[item.id] = card
        return card

    def _remove_cards(self, staying: set[ChangeId]) -> None:
        for change_id in self.cards.keys() - staying:
            card = self.cards.pop(change_id)
            if card.isAncestorOf(self.focusWidget() or self):
                self.close_button.setFocus()
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _lay_out(self) -> None:
        page = QWidget()
        page_column = QVBoxLayout(page)
        page_column.setContentsMargins(0, 0, 6, 0)
        page_column.setSpacing(8)
        self._column.setSpacing(8)
        page_column.addLayout(self._column)
        page_column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        page_column.addStretch(1)
        set_kind(self.more, "link")
        self.more.setAutoDefault(False)
        self._list.setWidget(page)
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(render(TITLE))
        self._pages.addWidget(self._list)
        self._pages.addWidget(self.empty)
        self.close_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(PlainLabel(render(TITLE), kind="title", wrap=True))
        column.addWidget(PlainLabel(render(_ABOUT), kind="muted", wrap=True))
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)

    def _on_decided(self, change_id: ChangeId, offer: Offer) -> None:
        # The pressed button is disabled and the focus would go to the next, where a second press decides too.
        self._list.setFocus()
        self.presenter.decide(change_id, offer)

    def _on_more(self) -> None:
        self._limit += _PORTION
        self.show_state(self.presenter.state)

    def _on_finished(self) -> None:
        self._timer.stop()
        self.presenter.close()


def open_outbox(window: QWidget, outbox: Outbox, clock: Clock, start: Start) -> OutboxDialog:
    """Open the dialog over `window` and return it; it deletes itself when it is closed.

    Whoever closes the store has to close the dialog before.
    """
    dialog = OutboxDialog(window, outbox, clock, start)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog

"""The details of the webhook or the delivery that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.deliveries import Delivery
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.core.webhooks import Webhook
from crashdesk.ui.kit.badge import BadgeLabel
from crashdesk.ui.kit.column import Badge
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, PlainTextView, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.theme import monospace
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.webhooks.detail.facts import (
    Line,
    attempt_title,
    attempt_words,
    delivery_lines,
    exchange,
    pretty,
    webhook_lines,
)
from crashdesk.ui.tabs.webhooks.words import state_badge, status_badge

_NO_WEBHOOK = QT_TRANSLATE_NOOP("Webhooks", "No webhook is open")
_NO_DELIVERY = QT_TRANSLATE_NOOP("Webhooks", "No delivery is open")
_CHOOSE = QT_TRANSLATE_NOOP("Webhooks", "Choose one in the list; j and k go through it.")
_ATTEMPTS = QT_TRANSLATE_NOOP("Webhooks", "Attempts")
_EXCHANGE = QT_TRANSLATE_NOOP("Webhooks", "Request and answer")
_NO_ATTEMPT = QT_TRANSLATE_NOOP("Webhooks", "Nothing was sent. This is what there was to say:")
_LIST_HEIGHT = 110


class _Pane(QWidget):
    """A title, a badge, buttons, and facts below them.

    Signals:
        triggered: the id of an action whose button was used.
    """

    triggered = Signal(str)

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        availability: Callable[[ActionId], Availability],
        nothing: Text,
    ) -> None:
        super().__init__()
        self._availability = availability
        self.title = WrappedText()
        self.badge = BadgeLabel()
        self._buttons = {spec.id: self._button(spec) for spec in specs}
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(5)
        self.grid.setColumnStretch(1, 1)
        self._rows: list[tuple[PlainLabel, WrappedText]] = []
        self.column = QVBoxLayout()
        self.column.setContentsMargins(14, 12, 14, 14)
        self.column.setSpacing(8)
        empty = EmptyState()
        empty.show_state("webhook", nothing, _CHOOSE)
        scroll = self._lay_out()
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
        self.setFocusProxy(scroll)

    def _button(self, spec: ActionSpec) -> QPushButton:
        button = QPushButton(without_mnemonic(render(spec.text)))
        button.setObjectName("compact")
        follow_icon(button, spec.icon)
        button.clicked.connect(lambda: self.triggered.emit(spec.id))
        return button

    def _lay_out(self) -> QScrollArea:
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        row, flow = QWidget(), FlowLayout(6)
        row.setLayout(flow)
        for button in self._buttons.values():
            flow.addWidget(button)
        self.column.addLayout(top)
        self.column.addWidget(row)
        self.column.addLayout(self.grid)
        page = QWidget()
        page.setLayout(self.column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        return scroll

    def show_nothing(self) -> None:
        """Say that nothing is open."""
        self._pages.setCurrentIndex(0)

    def show_head(self, title: str, badge: Badge, lines: Sequence[Line]) -> None:
        """Show what is known."""
        self._pages.setCurrentIndex(1)
        self.title.set_text(title)
        words = render(badge.text)
        if badge.remark is not None:
            words = f"{words}, {render(badge.remark)}"
        self.badge.show_badge(words, badge.tone)
        while len(self._rows) < len(lines):
            name, words = PlainLabel(kind="muted"), WrappedText()
            number = len(self._rows)
            self.grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(words, number, 1)
            self._rows.append((name, words))
        for number, (name, words) in enumerate(self._rows):
            name.setVisible(number < len(lines))
            words.setVisible(number < len(lines))
            if number < len(lines):
                name.set_text(render(lines[number].title))
                words.set_text(lines[number].words)
        self.show_availability()

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now; the others say why not."""
        for action, button in self._buttons.items():
            allowed = self._availability(action)
            button.setEnabled(allowed.enabled)
            set_plain_tooltip(button, render(allowed.reason) if allowed.reason else "")


class WebhookPane(_Pane):
    """Shows a webhook."""

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
    ) -> None:
        super().__init__(specs, availability, _NO_WEBHOOK)
        self._now = now
        self.column.addStretch(1)

    def show_webhook(self, webhook: Webhook | None) -> None:
        """Show a webhook, or that none is open."""
        if webhook is None:
            self.show_nothing()
        else:
            lines = webhook_lines(webhook, self._now(), render)
            self.show_head(visible_line(webhook.label), state_badge(webhook), lines)


class DeliveryPane(_Pane):
    """Shows a delivery: its attempts, and request and answer of the chosen one."""

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
    ) -> None:
        super().__init__(specs, availability, _NO_DELIVERY)
        self._now = now
        self._delivery: Delivery | None = None
        self.attempts = QListWidget()
        self.attempts.setAccessibleName(render(_ATTEMPTS))
        self.attempts.setMaximumHeight(_LIST_HEIGHT)
        self._why = PlainLabel(kind="muted", wrap=True)
        self.text = PlainTextView()
        self.text.setFont(monospace())
        self.text.setAccessibleName(render(_EXCHANGE))
        self._heading = PlainLabel(render(_ATTEMPTS), kind="heading")
        for part in (self._heading, self.attempts, self._why):
            self.column.addWidget(part)
        self.column.addWidget(self.text, 1)
        self.attempts.currentRowChanged.connect(self._show_attempt)

    def show_delivery(self, delivery: Delivery | None) -> None:
        """Show a delivery, or that none is open."""
        if delivery is None:
            self._delivery = None
            self.show_nothing()
            return
        is_other = self._delivery is None or self._delivery.id != delivery.id
        has_news = self._delivery != delivery
        self._delivery = delivery
        self.show_head(
            visible_line(delivery.event),
            status_badge(delivery),
            delivery_lines(delivery, self._now(), render),
        )
        if has_news:
            self._list_attempts(delivery, self.attempts.currentRow() if not is_other else -1)

    def _list_attempts(self, delivery: Delivery, row: int) -> None:
        self.attempts.blockSignals(True)
        self.attempts.clear()
        for attempt in delivery.attempts:
            self.attempts.addItem(QListWidgetItem(attempt_title(attempt, render)))
        count = len(delivery.attempts)
        self.attempts.setCurrentRow(row if 0 <= row < count else count - 1)
        self.attempts.blockSignals(False)
        for part in (self._heading, self.attempts):
            part.setVisible(count > 0)
        self._show_attempt(self.attempts.currentRow())

    def _show_attempt(self, row: int) -> None:
        delivery = self._delivery
        if delivery is None:
            return
        if not 0 <= row < len(delivery.attempts):
            self._why.set_text(render(_NO_ATTEMPT))
            self.text.set_text(pretty(delivery.body))
            return
        attempt = delivery.attempts[row]
        self._why.set_text(attempt_words(attempt, render))
        self.text.set_text(exchange(attempt, delivery, render))

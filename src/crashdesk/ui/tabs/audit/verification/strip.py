"""The strip above the list: whether the log holds together, in words, with an icon, and with what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.forms import set_kind
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.theme import monospace
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.audit.actions import COPY_HEAD
from crashdesk.ui.tabs.audit.verification.state import Mood, Strip

_HEAD = QT_TRANSLATE_NOOP("Audit", "head {code}")
_HEAD_HELP = QT_TRANSLATE_NOOP(
    "Audit",
    "The short code of the last verified entry. A colleague whose desk shows the same code was shown the "
    "same log. Click to copy it.",
)
_ICONS = {
    Mood.CALM: ("check", "success"),
    Mood.BUSY: ("sync", "muted"),
    Mood.WAITING: ("clock", "muted"),
    Mood.ALARM: ("error", "danger"),
}
_MOST_BUTTONS = 3


class VerificationStrip(QWidget):
    """Shows a `Strip`.

    Signals:
        triggered: the id of the action whose button was used.
    """

    triggered = Signal(str)

    def __init__(
        self, availability: Callable[[ActionId], Availability], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._availability = availability
        self._actions: list[ActionId] = []
        self.setObjectName("verification")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = IconLabel(18)
        self.words = PlainLabel(wrap=True)
        self.more = PlainLabel(kind="muted", wrap=True)
        self.code = QPushButton()
        set_kind(self.code, "link")
        self.code.setFont(monospace())
        set_plain_tooltip(self.code, render(_HEAD_HELP))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(140)
        self.buttons = [self._make_button(number) for number in range(_MOST_BUTTONS)]
        self._lay_out()
        self.code.clicked.connect(lambda: self.triggered.emit(COPY_HEAD))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.more, 1)
        line.addWidget(self.progress)
        words = QVBoxLayout()
        words.setSpacing(1)
        wide = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        wide.setHeightForWidth(True)
        self.words.setSizePolicy(wide)
        words.addWidget(self.words)
        words.addLayout(line)
        buttons = FlowLayout(spacing=6)
        for button in self.buttons:
            buttons.addWidget(button)
        place = QWidget()
        place.setLayout(buttons)
        place.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.code)
        row.addWidget(place, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_strip(self, strip: Strip) -> None:
        """Show how the log stands."""
        self._icon.show_icon(*_ICONS[strip.mood])
        self._dress(strip.mood)
        self.words.set_text(render(strip.words))
        self.more.set_text(render(strip.more) if strip.more else "")
        self.more.setVisible(strip.more is not None)
        self.code.setText(without_mnemonic(render(_HEAD(code=strip.code))))
        self.code.setVisible(bool(strip.code))
        self._show_progress(strip.progress)
        self._show_buttons(strip.buttons)
        self.setAccessibleName(f"{self.words.text()}. {self.more.text()}")

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now; the others say why not."""
        for button, action in zip(self.buttons, self._actions, strict=False):
            allowed = self._availability(action)
            button.setEnabled(allowed.enabled)
            set_plain_tooltip(button, render(allowed.reason) if allowed.reason else "")

    def _dress(self, mood: Mood) -> None:
        if self.property("mood") != mood.value:
            self.setProperty("mood", mood.value)
            self.words.set_kind("danger" if mood is Mood.ALARM else "heading")
            self.style().polish(self)

    def _show_progress(self, progress: tuple[int, int] | None) -> None:
        self.progress.setVisible(progress is not None)
        if progress is not None:
            done, total = progress
            # A bar counts in 32 bits.
            self.progress.setRange(0, 1_000 if total else 0)
            self.progress.setValue(1_000 * done // total if total else 0)
            self.progress.setAccessibleName(self.words.text())

    def _show_buttons(self, offered: tuple[tuple[ActionId, Text], ...]) -> None:
        self._actions = [action for action, _ in offered]
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(offered))
            if number < len(offered):
                button.setText(without_mnemonic(render(offered[number][1])))
        self.show_availability()

    def _make_button(self, number: int) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName("compact")
        button.clicked.connect(lambda: self.triggered.emit(self._actions[number]))
        return button

"""Lines across the tab that say loudly what is paused. They stay until it is resumed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.tasks import Queue
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.words import Subject, banner_words

_RESUME = QT_TRANSLATE_NOOP("Tasks", "Resume")
_RESUME_WHAT = QT_TRANSLATE_NOOP("Tasks", "Resume {name}")
_MORE = QT_TRANSLATE_NOOP("Tasks", "{n} more paused")
_LINES = 3
"""More would push the lists from the screen; the rest is counted."""


class PausedBanner(QWidget):
    """One line for each paused queue and task.

    Signals:
        resume_wanted: with the name, and whether it is a queue.
    """

    resume_wanted = Signal(str, bool)

    def __init__(self, availability: Callable[[ActionId], Availability]) -> None:
        super().__init__()
        self._availability = availability
        self._shown: tuple[object, ...] = ()
        self.lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_paused(self, paused: Sequence[Subject]) -> None:
        """Show these, the first few of them in full."""
        hindrance = _hindrance(self._availability(actions.EDIT))
        words = tuple(render(banner_words(each, render)) for each in paused[:_LINES])
        shown = (words, len(paused), hindrance)
        if shown == self._shown:
            return
        self._shown = shown
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [_Line(each, said) for each, said in zip(paused, words, strict=False)]
        if len(paused) > _LINES:
            self.lines.append(_Line(None, render(_MORE(len(paused) - _LINES))))
        for line in self.lines:
            self._column.addWidget(line)
            line.hinder(hindrance)
            line.resume_wanted.connect(self.resume_wanted)
        self.setVisible(bool(self.lines))

    def texts(self) -> tuple[str, ...]:
        """What is said."""
        return tuple(line.accessibleName() for line in self.lines)


class _Line(QWidget):
    resume_wanted = Signal(str, bool)

    def __init__(self, subject: Subject | None, said: str) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("tone", "danger")
        self.setAccessibleName(said)
        icon = IconLabel(18)
        icon.show_icon("warning", "danger")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 10, 5)
        row.setSpacing(10)
        row.addWidget(icon, 0)
        row.addWidget(PlainLabel(said, wrap=True), 1)
        self.button = QPushButton(without_mnemonic(render(_RESUME)))
        self.button.setVisible(subject is not None)
        if subject is not None:
            name, is_queue = subject.name, isinstance(subject, Queue)
            self.button.setAccessibleName(render(_RESUME_WHAT(name=name)))
            self.button.clicked.connect(lambda: self.resume_wanted.emit(name, is_queue))
        row.addWidget(self.button)

    def hinder(self, reason: str) -> None:
        self.button.setEnabled(not reason)
        set_plain_tooltip(self.button, reason)


def _hindrance(availability: Availability) -> str:
    return render(availability.reason) if availability.reason is not None else ""

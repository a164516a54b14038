"""The chain that every job of a task passes through, each with its switch."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.tasks import TaskMiddleware
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.badge import BadgeLabel
from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks import actions

_INTRODUCTION = QT_TRANSLATE_NOOP(
    "TaskDetail",
    "Every job passes through these, from the top to the bottom and back. A switch holds from the next "
    "job on, until somebody switches again.",
)
_NONE = QT_TRANSLATE_NOOP("TaskDetail", "Jobs of this task pass through nothing.")
_ALL_ON = QT_TRANSLATE_NOOP("TaskDetail", "Switch all on")
_OFF = QT_TRANSLATE_NOOP("TaskDetail", "off")
_LABEL = QT_TRANSLATE_NOOP("TaskDetail", "{number}. {name}")
_INDENT = 24


class MiddlewarePage(QWidget):
    """Shows a chain.

    Signals:
        switched: with a name, and whether it is to be on.
        all_on_wanted: the button that switches everything on.
    """

    switched = Signal(str, bool)
    all_on_wanted = Signal()

    def __init__(self, availability: Callable[[ActionId], Availability]) -> None:
        super().__init__()
        self._availability = availability
        self._chain: tuple[TaskMiddleware, ...] | None = None
        self.boxes: dict[str, QCheckBox] = {}
        self._introduction = PlainLabel(render(_INTRODUCTION), kind="muted", wrap=True)
        self._rows = QWidget()
        self.all_on = QToolButton()
        self.all_on.setObjectName("outlined")
        self.all_on.setText(without_mnemonic(render(_ALL_ON)))
        self.all_on.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        follow_icon(self.all_on, "check")
        self.all_on.clicked.connect(self.all_on_wanted)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.addWidget(self._introduction)
        self._column.addWidget(self._rows)
        self._column.addWidget(self.all_on, 0, Qt.AlignmentFlag.AlignLeading)

    def show_chain(self, chain: tuple[TaskMiddleware, ...]) -> None:
        """Show a chain; the same again only brings its switches back to what holds."""
        if chain != self._chain:
            self._chain = chain
            self._build(chain)
        for each in chain:
            self.boxes[each.name].setChecked(each.enabled)
        self._introduction.set_text(render(_INTRODUCTION if chain else _NONE))
        self.all_on.setVisible(bool(chain))
        self.show_availability()

    def show_availability(self) -> None:
        """Enable the switches, or have them say why not."""
        allowed = self._availability(actions.EDIT)
        for box in self.boxes.values():
            box.setEnabled(allowed.enabled)
            set_plain_tooltip(box, render(allowed.reason) if allowed.reason else "")
        all_on = self._availability(actions.ALL_ON)
        self.all_on.setEnabled(all_on.enabled)
        set_plain_tooltip(self.all_on, render(all_on.reason) if all_on.reason else "")

    def _build(self, chain: tuple[TaskMiddleware, ...]) -> None:
        former, self._rows, self.boxes = self._rows, QWidget(), {}
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for number, each in enumerate(chain, start=1):
            rows.addWidget(self._row(number, each))
        self._column.replaceWidget(former, self._rows)
        former.hide()
        former.deleteLater()

    def _row(self, number: int, each: TaskMiddleware) -> QWidget:
        row = QWidget()
        words = render(_LABEL(number=number, name=each.name))
        box = QCheckBox(without_mnemonic(words))
        box.setAccessibleName(f"{words}. {each.meaning}")
        box.clicked.connect(lambda: self._on_clicked(each.name))
        self.boxes[each.name] = box
        badge = BadgeLabel()
        badge.show_badge("" if each.enabled else render(_OFF), Tone.WARNING)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(box)
        top.addWidget(badge)
        top.addStretch(1)
        meaning = PlainLabel(each.meaning, kind="muted", wrap=True)
        meaning.setContentsMargins(_INDENT, 0, 0, 0)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(top)
        column.addWidget(meaning)
        return row

    def _on_clicked(self, name: str) -> None:
        box = self.boxes[name]
        wanted = box.isChecked()
        # The box shows what holds: until the server has agreed, and when the answer is no, that is as before.
        box.setChecked(not wanted)
        self.switched.emit(name, wanted)

"""Retry all that failed: how many at once, and how long a rest between."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from crashdesk.core.durations import write_duration
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.tasks import Portions
from crashdesk.ui.kit.decision_dialog import DecisionDialog
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks.words import Subject

_TITLE = QT_TRANSLATE_NOOP("TaskDialogs", "Retry all that failed")
_VERB = QT_TRANSLATE_NOOP("TaskDialogs", "Retry")
_MEANING = QT_TRANSLATE_NOOP(
    "TaskDialogs",
    "{n} run(s) gave up. Each is given all of its tries anew, the oldest first. You can stop at any time; "
    "what was not tried yet stays as it is.",
)
_SIZE = QT_TRANSLATE_NOOP("TaskDialogs", "Runs in a portion")
_PAUSE = QT_TRANSLATE_NOOP("TaskDialogs", "Seconds of rest between")
_TAKES = QT_TRANSLATE_NOOP("TaskDialogs", "{portions} portions; the rests alone take {span}.")
_AT_ONCE = QT_TRANSLATE_NOOP("TaskDialogs", "All in one portion, without a rest.")
_SIZE_AT_FIRST, _PAUSE_AT_FIRST = 20, 5
_MOST, _LONGEST_S = 1_000, 600


class PortionsDialog(DecisionDialog):
    """What failed together may fail together again: portions show that before all are spent."""

    def __init__(
        self, parent: QWidget, subject: Subject, count: int, decide: Callable[[Portions], None]
    ) -> None:
        super().__init__(parent, _TITLE, _VERB, subject.name, decide)
        self._count = count
        self.form.add_widget(PlainLabel(render(_MEANING(count)), wrap=True))
        self.size_box = _box(1, _MOST, _SIZE_AT_FIRST)
        self.pause_box = _box(0, _LONGEST_S, _PAUSE_AT_FIRST)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.form.adopt("size", Field(_SIZE, self.size_box)))
        row.addWidget(self.form.adopt("pause", Field(_PAUSE, self.pause_box)))
        self.form.add_layout(row)
        self.takes = PlainLabel(kind="muted", wrap=True)
        self.form.add_widget(self.takes)
        for box in (self.size_box, self.pause_box):
            box.valueChanged.connect(self._show_takes)
        self._show_takes()
        self.size_box.setFocus()

    def change(self) -> Portions:
        """Return what was chosen."""
        return Portions(self.size_box.value(), self.pause_box.value())

    def _show_takes(self) -> None:
        portions = -(-self._count // self.size_box.value())
        span = write_duration((portions - 1) * self.pause_box.value() * 1_000)
        self.takes.set_text(render(_TAKES(portions=portions, span=span) if portions > 1 else _AT_ONCE))


def _box(least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    return box

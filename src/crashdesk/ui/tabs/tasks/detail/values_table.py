"""Every value side by side: declared, overridden, effective, running; what differs stands out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.words import NOTHING, ComparedValue

_HEADINGS = (
    QT_TRANSLATE_NOOP("TaskDetail", "Declared"),
    QT_TRANSLATE_NOOP("TaskDetail", "Override"),
    QT_TRANSLATE_NOOP("TaskDetail", "Effective"),
    QT_TRANSLATE_NOOP("TaskDetail", "Running"),
)
_DIFFERS = "≠ {}"
_CLEAR = QT_TRANSLATE_NOOP("TaskDetail", "Clear: {value} as declared")
_SPOKEN = QT_TRANSLATE_NOOP(
    "TaskDetail",
    "{title}: declared {declared}, override {override}, effective {effective}, running {running}",
)
_DRIFTS = QT_TRANSLATE_NOOP(
    "TaskDetail",
    "The runner still works by this. It takes up what is effective within seconds, or is not up.",
)
_UNKNOWN = QT_TRANSLATE_NOOP("TaskDetail", "No runner is up, so nothing is running.")
_OVERRIDDEN = QT_TRANSLATE_NOOP("TaskDetail", "Set by somebody in place of what is declared.")
_CLEAR_COLUMN = 5


class ValuesTable(QWidget):
    """A grid of labels; rebuilt only when a value changes.

    Signals:
        clear_wanted: with the name of the field that is to inherit again.
    """

    clear_wanted = Signal(str)

    def __init__(self, availability: Callable[[ActionId], Availability]) -> None:
        super().__init__()
        self._availability = availability
        self._rows: tuple[ComparedValue, ...] = ()
        self.buttons: dict[str, QToolButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        for number in range(1, _CLEAR_COLUMN):
            self._grid.setColumnStretch(number, 1)

    def show_values(self, rows: tuple[ComparedValue, ...]) -> None:
        """Show these values."""
        if rows != self._rows:
            self._rows = rows
            self._build()
        self.show_availability()

    def show_availability(self) -> None:
        """Enable the buttons that clear one value, or have them say why not."""
        allowed = self._availability(actions.CLEAR)
        for row in self._rows:
            button = self.buttons.get(row.field)
            if button is not None:
                button.setEnabled(allowed.enabled)
                reason = allowed.reason or _CLEAR(value=render(row.title))
                set_plain_tooltip(button, render(reason))

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        for number, heading in enumerate(_HEADINGS, start=1):
            self._grid.addWidget(PlainLabel(render(heading), kind="caps"), 0, number)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        self._grid.addWidget(line, 1, 0, 1, _CLEAR_COLUMN + 1)
        for number, row in enumerate(self._rows, start=2):
            self._add(number, row)

    def _add(self, number: int, row: ComparedValue) -> None:
        override, running = render(row.override), render(row.running)
        effective = render(row.effective)
        title = PlainLabel(render(row.title), wrap=True)
        title.setAccessibleName(_spoken(row))
        cells = (
            title,
            _cell(render(row.declared), "muted" if row.overridden else ""),
            _cell(override or NOTHING, "accent" if row.overridden else "muted"),
            _cell(effective, "heading" if row.overridden else ""),
            _cell(_DIFFERS.format(running), "danger") if row.drifts else _cell(running or NOTHING, ""),
        )
        if row.overridden:
            set_plain_tooltip(cells[2], render(_OVERRIDDEN))
        set_plain_tooltip(cells[4], render(_DRIFTS) if row.drifts else "" if running else render(_UNKNOWN))
        for column, cell in enumerate(cells):
            self._grid.addWidget(cell, number, column, Qt.AlignmentFlag.AlignVCenter)
        if row.overridden:
            button = QToolButton()
            name_icon_only(button, render(_CLEAR(value=render(row.title))))
            follow_icon(button, "undo", "muted")
            button.clicked.connect(lambda: self.clear_wanted.emit(row.field))
            self.buttons[row.field] = button
            self._grid.addWidget(button, number, _CLEAR_COLUMN, Qt.AlignmentFlag.AlignVCenter)


def _cell(words: str, kind: str) -> PlainLabel:
    return PlainLabel(words, kind=kind, wrap=True)


def _spoken(row: ComparedValue) -> str:
    return render(
        _SPOKEN(
            title=render(row.title),
            declared=render(row.declared),
            override=render(row.override) or NOTHING,
            effective=render(row.effective),
            running=render(row.running) or NOTHING,
        )
    )

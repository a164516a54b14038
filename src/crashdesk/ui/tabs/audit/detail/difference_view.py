"""What an entry changed: field, before and after, marked by sign and word as well as by colour."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from crashdesk.core.audit_difference import Change, DifferenceRow
from crashdesk.core.audit_values import field_words
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_text
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText

_FIELD = QT_TRANSLATE_NOOP("Audit", "Field")
_BEFORE = QT_TRANSLATE_NOOP("Audit", "Before")
_AFTER = QT_TRANSLATE_NOOP("Audit", "After")
_SPOKEN = {
    Change.ADDED: QT_TRANSLATE_NOOP("Audit", "{field}: new, {after}"),
    Change.REMOVED: QT_TRANSLATE_NOOP("Audit", "{field}: was {before}, is gone"),
    Change.CHANGED: QT_TRANSLATE_NOOP("Audit", "{field}: was {before}, is {after}"),
    Change.SAME: QT_TRANSLATE_NOOP("Audit", "{field}: {after}, as before"),
}
_SHOWN = 240
"""Characters of one value; the whole is in the tooltip and in the copy."""
_TOOLTIP = 4_000


class DifferenceView(QWidget):
    """A grid with one row for each field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[DifferenceRow, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        for column, stretch in enumerate((2, 3, 3)):
            self._grid.setColumnStretch(column, stretch)

    def show_rows(self, rows: tuple[DifferenceRow, ...]) -> None:
        """Show these rows; the same ones again cost nothing."""
        if rows == self._rows:
            return
        self._rows = rows
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        if not rows:
            return
        for column, title in enumerate((_FIELD, _BEFORE, _AFTER)):
            self._grid.addWidget(PlainLabel(render(title), kind="caps"), 0, column)
        for number, row in enumerate(rows, 1):
            self._add(number, row)

    def sentences(self) -> list[str]:
        """What a screen reader says of each row."""
        return [_sentence(row) for row in self._rows]

    def _add(self, number: int, row: DifferenceRow) -> None:
        name = WrappedText(field_words(row.path, render))
        name.setAccessibleName(_sentence(row))
        set_plain_tooltip(name, row.path)
        is_same = row.change is Change.SAME
        self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(_Value(row.before, "" if is_same else "−"), number, 1, Qt.AlignmentFlag.AlignTop)  # noqa: RUF001 - a minus sign
        self._grid.addWidget(_Value(row.after, "" if is_same else "+"), number, 2, Qt.AlignmentFlag.AlignTop)


class _Value(QFrame):
    """One side of a row; `sign` is empty where nothing changed."""

    def __init__(self, value: str | None, sign: str) -> None:
        super().__init__()
        self.setObjectName("difference")
        self.setProperty("sign", "" if value is None else {"+": "new", "": "same"}.get(sign, "old"))
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(6)
        if value is None:
            row.addWidget(PlainLabel("—", kind="muted"))
            return
        if sign:
            row.addWidget(PlainLabel(sign, kind="sign"), 0, Qt.AlignmentFlag.AlignTop)
        cut = value if len(value) <= _SHOWN else value[:_SHOWN].rstrip() + "…"
        shown = WrappedText(cut)
        if cut is not value:
            set_plain_tooltip(shown, visible_text(value[:_TOOLTIP]))
        row.addWidget(shown, 1)


def _sentence(row: DifferenceRow) -> str:
    words = _SPOKEN[row.change]
    field = field_words(row.path, render)
    return render(words(field=field, before=(row.before or "")[:_SHOWN], after=(row.after or "")[:_SHOWN]))

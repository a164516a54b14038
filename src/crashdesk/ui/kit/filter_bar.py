"""The bar above a table: a filter with completion, what it means in words, and how many rows there are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from crashdesk.core.query.complete import Completion, Completions
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.completion_list import CompletionList
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.inks import Inks
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel
from crashdesk.ui.kit.translate import render

DEBOUNCE_MS = 150
"""Pause in typing after which a filter is applied: shorter than one notices, longer than between two keys."""
_COUNTING = QT_TRANSLATE_NOOP("FilterBar", "counting…")
_AT_LEAST = QT_TRANSLATE_NOOP("FilterBar", "{count}+")
_TICKED = QT_TRANSLATE_NOOP("FilterBar", "{count} ticked")
_UNTICK = QT_TRANSLATE_NOOP("FilterBar", "Untick all")
_COLUMNS = QT_TRANSLATE_NOOP("FilterBar", "Choose columns")
_CLEAR = QT_TRANSLATE_NOOP("FilterBar", "Clear the filter")


class FilterEdit(QLineEdit):
    """The field. Keys that mean something in it never reach the window's shortcuts."""

    _OWN_KEYS = frozenset(
        {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down}
    )
    pressed = Signal(int)
    """One of its own keys, or Tab, which `keyPressEvent` leaves to the bar."""

    def event(self, event: QEvent) -> bool:
        """Keep own keys from shortcuts, and Tab from changing the focus while there is something to take."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and Qt.Key(event.key()) in self._OWN_KEYS:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self.takes_tab:
                self.pressed.emit(event.key())
                return True
        return super().event(event)

    takes_tab = False
    """Whether Tab takes a proposal just now."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Hand the bar its keys."""
        if Qt.Key(event.key()) in self._OWN_KEYS:
            self.pressed.emit(event.key())
        else:
            super().keyPressEvent(event)

    def underline(self, start: int, end: int) -> None:
        """Draw a wave under the characters from `start` to `end`; equal ones remove it."""
        attributes: list[QInputMethodEvent.Attribute] = []
        if end > start:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(Inks(self.palette()).ink(Tone.BAD))
            kind = QInputMethodEvent.AttributeType.TextFormat
            # Positions of an input method's formats count from the cursor.
            attributes = [QInputMethodEvent.Attribute(kind, start - self.cursorPosition(), end - start, wave)]
        # A line edit has no other way to format part of its text.
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def x_of(self, position: int) -> int:
        """Return how far into the field a character stands, in pixels."""
        metrics = self.fontMetrics()
        cursor = self.cursorRect().center().x()
        between = metrics.horizontalAdvance(self.text()[: self.cursorPosition()])
        x = cursor - between + metrics.horizontalAdvance(self.text()[:position])
        return max(0, min(x, self.width() - 40))


class FilterBar(QWidget):
    """Two lines: the field with its buttons, and what it means with the counts.

    Signals:
        changed: another filter, a moment after the last key.
        completion_wanted: text and cursor, when proposals would help.
        left: the user is done here and wants to go to the rows.
        columns_wanted: the button for columns.
        untick_wanted: the button that unticks everything.
    """

    changed = Signal(str)
    completion_wanted = Signal(str, int)
    left = Signal()
    columns_wanted = Signal()
    untick_wanted = Signal()

    def __init__(self, placeholder: Text, rows: Text, everything: Text) -> None:
        super().__init__()
        self._row_words = rows
        self._everything = everything
        self._sent = ""
        self.edit = FilterEdit()
        self.edit.setPlaceholderText(render(placeholder))
        self.edit.setAccessibleName(render(placeholder))
        self.columns_button = QToolButton()
        self._clear = QToolButton()
        self._reading = ElidedLabel()
        self._problem = PlainLabel(kind="danger")
        self._ticked = PlainLabel(kind="heading")
        self._untick = QToolButton()
        self._count = PlainLabel(kind="muted")
        self._list = CompletionList(self.edit)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._lay_out()
        self._connect()
        self.show_reading("")
        self.show_problem(None)
        self.show_ticked(0)

    def _lay_out(self) -> None:
        name_icon_only(self.columns_button, render(_COLUMNS))
        follow_icon(self.columns_button, "columns")
        name_icon_only(self._clear, render(_CLEAR))
        follow_icon(self._clear, "close", "muted")
        self._untick.setText(render(_UNTICK))
        # Otherwise the table would jump a few pixels with the first tick.
        keeps_room = self._untick.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._untick.setSizePolicy(keeps_room)
        self._clear.hide()
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.edit, 1)
        top.addWidget(self._clear)
        top.addWidget(self.columns_button)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._problem)
        below.addWidget(self._reading, 1)
        below.addStretch()
        below.addWidget(self._ticked)
        below.addWidget(self._untick)
        below.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 4)
        column.setSpacing(3)
        column.addLayout(top)
        column.addLayout(below)

    def _connect(self) -> None:
        self.edit.textEdited.connect(self._on_edited)
        self.edit.textChanged.connect(self._on_text)
        self.edit.pressed.connect(self._on_key)
        self.edit.installEventFilter(self)
        self._list.chosen.connect(self._insert)
        self._timer.timeout.connect(self._send)
        self._clear.clicked.connect(self.clear)
        self.columns_button.clicked.connect(self.columns_wanted)
        self._untick.clicked.connect(self.untick_wanted)

    # What it shows

    def set_text(self, text: str) -> None:
        """Show a filter without telling of it, unless the user is typing one."""
        if text != self.edit.text() and not self._timer.isActive():
            self._sent = text
            self.edit.setText(text)

    def show_problem(self, text: Text | None, start: int = 0, end: int = 0) -> None:
        """Say what is wrong under the characters that are, or that nothing is."""
        self._problem.setVisible(text is not None)
        self._reading.setVisible(text is None)
        self.edit.setProperty("wrong", text is not None)
        self.edit.style().polish(self.edit)
        if text is None:
            self.edit.underline(0, 0)
            self.edit.setAccessibleDescription("")
            return
        self._problem.set_text(render(text))
        self._problem.setContentsMargins(min(self.edit.x_of(start), self.width() // 2), 0, 0, 0)
        self.edit.underline(start, max(end, start + 1))
        self.edit.setAccessibleDescription(render(text))

    def show_reading(self, sentence: str) -> None:
        """Show the filter as it was understood."""
        self._reading.set_text(sentence or render(self._everything))

    def show_count(self, count: RowCount | None) -> None:
        """Say how many rows there are, and how sure that is; None while nothing is known."""
        if count is None:
            self._count.set_text("")
            return
        if count.kind is CountKind.COUNTING:
            self._count.set_text(render(_COUNTING))
            return
        number = grouped(count.value)
        if count.kind is CountKind.CAPPED:
            number = render(_AT_LEAST(count=number))
        self._count.set_text(render(self._row_words(n=count.value, count=number)))

    def show_ticked(self, count: int) -> None:
        """Say how many rows are ticked."""
        self._ticked.setVisible(count > 0)
        self._untick.setVisible(count > 0)
        self._ticked.set_text(render(_TICKED(count=grouped(count))))

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed, while the field has the focus."""
        if self.edit.hasFocus():
            self._list.offer(completions, self.edit.x_of(completions.start))
            self.edit.takes_tab = self._list.completions is not None

    # What the user does

    def focus(self) -> None:
        """Go to the field, with its text selected."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def clear(self) -> None:
        """Show everything again."""
        self.edit.clear()
        self._hide_list()
        self._send()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # noqa: N802 - Qt's name
        """Close the proposals when the focus goes elsewhere."""
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self._hide_list()
        return super().eventFilter(watched, event)

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _on_edited(self) -> None:
        self._timer.start()
        self.completion_wanted.emit(self.edit.text(), self.edit.cursorPosition())

    def _on_key(self, key: int) -> None:
        is_open = self._list.completions is not None
        if key == Qt.Key.Key_Down and not is_open:
            self.completion_wanted.emit(self.edit.text(), self.edit.cursorPosition())
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._list.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self._on_escape(is_open=is_open)
        else:
            proposal = self._list.first() if key == Qt.Key.Key_Tab else self._list.current()
            if proposal:
                self._insert(proposal)
            else:
                self._hide_list()
                self._send()
                self.left.emit()

    def _on_escape(self, *, is_open: bool) -> None:
        if is_open:
            self._hide_list()
        elif self.edit.text():
            self.clear()
        else:
            self.left.emit()

    def _insert(self, proposal: Completion) -> None:
        completions = self._list.completions
        if not completions:
            return
        text = self.edit.text()
        rest = text[completions.end :]
        # A finished value is followed by the next term, a field by its value.
        space = " " if not proposal.insert.endswith((":", "<", ">", "=")) and not rest else ""
        self.edit.setText(text[: completions.start] + proposal.insert + space + rest)
        self.edit.setCursorPosition(completions.start + len(proposal.insert) + len(space))
        self._hide_list()
        self._on_edited()

    def _hide_list(self) -> None:
        self._list.hide()
        self.edit.takes_tab = False

    def _send(self) -> None:
        self._timer.stop()
        if self.edit.text() != self._sent:
            self._sent = self.edit.text()
            self.changed.emit(self._sent)

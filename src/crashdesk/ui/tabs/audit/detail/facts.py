"""Facts about an entry: a title at the left, what is known at the right; some lead to a filter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.theme import monospace
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.audit.detail.state import Fact

_FILTER = QT_TRANSLATE_NOOP("Audit", "Show entries with {filter}")
_TITLE_WIDTH = 112


class Facts(QWidget):
    """A grid of facts.

    Signals:
        filter_wanted: the text to filter by.
    """

    filter_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Fact, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(0, _TITLE_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these facts; the same ones again cost nothing."""
        if facts == self._shown:
            return
        self._shown = facts
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, fact in enumerate(facts):
            title = PlainLabel(render(fact.title), kind="muted")
            self._grid.addWidget(title, row, 0, top)
            self._grid.addWidget(self._value(fact), row, 1, top)

    def _value(self, fact: Fact) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(4)
        value = WrappedText(fact.value)
        if fact.code:
            value.setFont(monospace())
        line.addWidget(value, 1)
        if fact.filter:
            line.addWidget(self._filter_button(fact.filter), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        if fact.quiet:
            quiet = PlainLabel(fact.quiet, kind="muted", wrap=True)
            quiet.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(quiet)
        return place

    def _filter_button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("small")
        follow_icon(button, "filter", "muted")
        name_icon_only(button, render(_FILTER(filter=text)))
        button.clicked.connect(lambda: self.filter_wanted.emit(text))
        return button

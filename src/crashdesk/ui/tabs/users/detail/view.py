"""The details of the account that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User
from crashdesk.ui.kit.changed_bar import ChangedBar
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.users.detail.header import DetailHeader
from crashdesk.ui.tabs.users.detail.words import Fact, RightsPart, decision_words, facts_of, rights_of
from crashdesk.ui.tabs.users.state import UsersState

_NOTHING = QT_TRANSLATE_NOOP("UserDetail", "Nobody is open")
_NOTHING_MORE = QT_TRANSLATE_NOOP("UserDetail", "Choose somebody in the list; j and k go through it.")
_ACCOUNT = QT_TRANSLATE_NOOP("UserDetail", "Account")
_NOTE = QT_TRANSLATE_NOOP("UserDetail", "Note or reason")
_RIGHTS = QT_TRANSLATE_NOOP("UserDetail", "Rights")
_COLUMNS = 2


class DetailPane(QWidget):
    """Shows the person of a `UsersState`.

    Signals:
        triggered: the id of an action whose button was used.
    """

    triggered = Signal(str)

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._shown: tuple[object, ...] = ()
        self.header = DetailHeader(specs, availability)
        self.header.triggered.connect(self.triggered)
        self.changed = ChangedBar()
        self._waits = PlainLabel(kind="muted", wrap=True)
        self._facts = _Facts()
        self._note_title = PlainLabel(render(_NOTE), kind="caps")
        self._note = WrappedText()
        self._rights = _Rights()
        self._empty = EmptyState()
        self._empty.show_state("user", _NOTHING, _NOTHING_MORE)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._scroll = self._make_page()
        self._pages.addWidget(self._scroll)
        self.setFocusProxy(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.changed)
        column.addWidget(self._pages)

    def show_state(self, state: UsersState) -> None:
        """Show the account that is open; the same one again costs nothing but its buttons."""
        user = state.person
        self.changed.show_alterations(state.altered if user is not None else None)
        if user is None:
            self._pages.setCurrentIndex(0)
            self._shown = ()
            return
        similar = state.similar.get(user.id, ())
        shown = (user, similar, state.rights)
        self.header.show_targets(len(state.targets))
        if shown != self._shown:
            self._shown = shown
            self.header.show_user(user, similar)
            self._show_account(user, state)
        else:
            self.header.show_availability()
        self._pages.setCurrentIndex(1)

    def _show_account(self, user: User, state: UsersState) -> None:
        waits = decision_words(user)
        self._waits.set_text(render(waits) if waits else "")
        self._waits.setVisible(waits is not None)
        self._facts.show_facts(facts_of(user, self._now(), render))
        has_note = bool(user.decision_note)
        self._note.set_text(user.decision_note)
        self._note.setVisible(has_note)
        self._note_title.setVisible(has_note)
        self._rights.show_rights(rights_of(user, state.rights, render))

    def _make_page(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(8)
        column.addWidget(self.header)
        column.addSpacing(4)
        column.addWidget(PlainLabel(render(_ACCOUNT), kind="heading"))
        column.addWidget(self._waits)
        column.addWidget(self._facts)
        column.addWidget(self._note_title)
        column.addWidget(self._note)
        column.addSpacing(4)
        column.addWidget(PlainLabel(render(_RIGHTS), kind="heading"))
        column.addWidget(self._rights)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        return scroll


class _Facts(QWidget):
    """Titles over values, two in a row."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        for number in range(_COLUMNS):
            self._grid.setColumnStretch(number, 1)
        self._cells: list[_Cell] = []

    def show_facts(self, facts: Sequence[Fact]) -> None:
        while len(self._cells) < len(facts):
            row, column = divmod(len(self._cells), _COLUMNS)
            self._cells.append(_Cell())
            self._grid.addWidget(self._cells[-1], row, column, Qt.AlignmentFlag.AlignTop)
        for number, cell in enumerate(self._cells):
            cell.setVisible(number < len(facts))
            if number < len(facts):
                cell.show_fact(facts[number])


class _Cell(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._title = PlainLabel(kind="caps")
        self._words = WrappedText()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._words)

    def show_fact(self, fact: Fact) -> None:
        self._title.set_text(render(fact.title))
        words = render(fact.words) if isinstance(fact.words, Text) else fact.words
        self._words.set_text(words)
        set_plain_tooltip(self._words, fact.exactly)


class _Rights(QWidget):
    """What somebody may do, one right a line."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._lines = QWidget()
        self._column.addWidget(self._lines)
        self._parts: tuple[RightsPart, ...] = ()

    def show_rights(self, parts: tuple[RightsPart, ...]) -> None:
        if parts == self._parts:
            return
        self._parts = parts
        former, self._lines = self._lines, QWidget()
        column = QVBoxLayout(self._lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in parts:
            column.addWidget(PlainLabel(render(part.title), kind="muted", wrap=True))
            for meaning, name in zip(part.meanings, part.names, strict=True):
                column.addLayout(_right_line(meaning, name))
        self._column.replaceWidget(former, self._lines)
        former.hide()
        former.deleteLater()


def _right_line(meaning: str, name: str) -> QHBoxLayout:
    words = PlainLabel(meaning, wrap=True)
    set_plain_tooltip(words, name)
    line = QHBoxLayout()
    line.setSpacing(7)
    line.addWidget(PlainLabel("•"), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1)
    return line

"""Assign: to oneself, to somebody else, or to nobody."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from crashdesk.core.crash_groups import AssigneeChange, GroupChange
from crashdesk.core.people import Person
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.crash_groups.decisions import Errors
from crashdesk.ui.tabs.crash_groups.dialogs.group_dialog import Decide, GroupDialog
from crashdesk.ui.tabs.crash_groups.question import Question

_ME = QT_TRANSLATE_NOOP("Decisions", "{person} (me)")
_NOBODY = QT_TRANSLATE_NOOP("Decisions", "Nobody")
_CHOOSE = QT_TRANSLATE_NOOP("Decisions", "Choose somebody.")
_PERSON = Qt.ItemDataRole.UserRole
_ROWS, _ROW_HEIGHT = 6, 26


class AssignDialog(GroupDialog):
    """People, oneself first; typing narrows the list down, the arrow keys choose."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        title, verb = QT_TRANSLATE_NOOP("Decisions", "Assign"), QT_TRANSLATE_NOOP("Decisions", "Assign")
        super().__init__(parent, title, verb, question, decide)
        self.search = QLineEdit()
        self.search.setPlaceholderText(render(QT_TRANSLATE_NOOP("Decisions", "Type a name")))
        self.form.add("person", Field(QT_TRANSLATE_NOOP("Decisions", "Assignee"), self.search))
        self.list = QListWidget()
        self.list.setAccessibleName(render(QT_TRANSLATE_NOOP("Decisions", "People")))
        self.list.setFixedHeight(_ROWS * _ROW_HEIGHT + 4)
        self.list.itemDoubleClicked.connect(self.confirm)
        self.form.add_widget(self.list)
        for person in question.people:
            self._add(person)
        self._add(None)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self._narrow("")
        self.search.setFocus()

    def change(self) -> GroupChange | Errors:
        """Return the assignment."""
        chosen = [item for item in self.list.selectedItems() if not item.isHidden()]
        return AssigneeChange(chosen[0].data(_PERSON)) if chosen else {"person": _CHOOSE}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrow keys move in the list while one types."""
        arrows = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in arrows:
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def _add(self, person: Person | None) -> None:
        label = visible_line(person.label, 120) if person else render(_NOBODY)
        if person and person.id == self.question.me:
            label = render(_ME(person=label))
        item = QListWidgetItem(label)
        item.setData(_PERSON, person)
        item.setSizeHint(QSize(0, _ROW_HEIGHT))
        self.list.addItem(item)

    def _narrow(self, text: str) -> None:
        needle, first = text.strip().casefold(), None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(needle not in item.text().casefold())
            first = first or (None if item.isHidden() else item)
        self.list.setCurrentItem(first)  # pyright: ignore[reportArgumentType] - None takes the choice away
        self.recheck()

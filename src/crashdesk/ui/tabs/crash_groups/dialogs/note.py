"""Add a note."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crashdesk.core.crash_groups import GroupChange
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.tabs.crash_groups.decisions import Errors, note_addition
from crashdesk.ui.tabs.crash_groups.dialogs.group_dialog import Decide, GroupDialog
from crashdesk.ui.tabs.crash_groups.question import Question


class NoteDialog(GroupDialog):
    """Notes have authors and are never rewritten."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        title, verb = QT_TRANSLATE_NOOP("Decisions", "Add a note"), QT_TRANSLATE_NOOP("Decisions", "Add note")
        super().__init__(parent, title, verb, question, decide)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(120)
        hint = QT_TRANSLATE_NOOP("Decisions", "Plain text. Ctrl+Enter adds it.")
        self.form.add("note", Field(QT_TRANSLATE_NOOP("Decisions", "Note"), self.note, hint))
        self.note.textChanged.connect(self.recheck)
        self.note.setFocus()

    def change(self) -> GroupChange | Errors:
        """Return the note."""
        return note_addition(self.note.toPlainText())

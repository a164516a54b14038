"""Pause: says what then waits, and asks why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from crashdesk.core.task_rules import reason_problem
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.decision_dialog import DecisionDialog
from crashdesk.ui.kit.forms import Field, Notice
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks.words import Subject, pause_words

_TITLE = QT_TRANSLATE_NOOP("TaskDialogs", "Pause")
_REASON = QT_TRANSLATE_NOOP("TaskDialogs", "Reason")
_HINT = QT_TRANSLATE_NOOP(
    "TaskDialogs",
    "Your colleagues read it wherever the pause is shown. It holds across restarts of the server.",
)
_LEASED = QT_TRANSLATE_NOOP("TaskDialogs", "The pause ends with the override that is set for a time.")
_MISSING = QT_TRANSLATE_NOOP("TaskDialogs", "Say why, so that somebody can tell when to resume it.")


class PauseDialog(DecisionDialog):
    """Needs a reason: whoever finds a pause has to know whether it can end."""

    def __init__(self, parent: QWidget, subject: Subject, decide: Callable[[str], None]) -> None:
        super().__init__(parent, _TITLE, _TITLE, subject.name, decide)
        self.notice = Notice()
        self.notice.say("warning", pause_words(subject, render))
        self.form.add_widget(self.notice)
        if subject.override is not None and subject.override.warrant.expires_at is not None:
            lease = Notice()
            lease.say("info", _LEASED)
            self.form.add_widget(lease)
        self.reason = QLineEdit()
        self.form.add("reason", Field(_REASON, self.reason, _HINT))
        self.reason.textChanged.connect(self.recheck)
        self.reason.setFocus()

    def change(self) -> str | dict[str, Text]:
        """Return the reason."""
        reason = self.reason.text().strip()
        problem = reason_problem(reason) if reason else _MISSING
        return {"reason": problem} if problem is not None else reason

"""The frame of the dialogs about groups."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crashdesk.core.crash_groups import GroupChange
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.decision_dialog import DecisionDialog
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.crash_groups.question import Question
from crashdesk.ui.tabs.crash_groups.words import title_of

_SEVERAL = QT_TRANSLATE_NOOP("Decisions", "{count} groups")

Decide = Callable[[GroupChange | None], None]


class GroupDialog(DecisionDialog):
    """Names the one group that it is about, or how many there are."""

    def __init__(self, parent: QWidget, title: Text, verb: Text, question: Question, decide: Decide) -> None:
        group = question.group
        about = title_of(group) if group else render(_SEVERAL(count=grouped(len(question.ids))))
        super().__init__(parent, title, verb, about, decide)
        self.question = question

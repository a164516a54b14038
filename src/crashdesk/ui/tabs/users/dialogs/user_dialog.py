"""The frame of the dialogs about accounts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.decision_dialog import DecisionDialog
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.users.question import Answer, Question

_SEVERAL = QT_TRANSLATE_NOOP("UserDialogs", "{count} people")
_NAMED = QT_TRANSLATE_NOOP("UserDialogs", "{name} · {address}")

Decide = Callable[[Answer], None]


class UserDialog(DecisionDialog):
    """Names the one person that it is about with their address, or how many there are."""

    def __init__(self, parent: QWidget, title: Text, verb: Text, question: Question, decide: Decide) -> None:
        super().__init__(parent, title, verb, about(question), decide)
        self.question = question

    def warn(self, text: Text, tone: str = "warning") -> Notice:
        """Add a sentence on coloured ground and return it."""
        notice = Notice()
        notice.say(tone, text)
        self.form.add_widget(notice)
        return notice

    def make_final(self) -> None:
        """Make no the answer of Enter: the button that does it has to be reached first."""
        set_kind(self.ok_button, "danger")
        self.ok_button.setDefault(False)
        self.ok_button.setAutoDefault(True)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()


def about(question: Question) -> str:
    """Say whom a question is about."""
    person = question.person
    return render(_SEVERAL(count=grouped(len(question.ids)))) if person is None else named(person)


def named(user: User) -> str:
    """Return name and address, or the address alone."""
    return render(_NAMED(name=user.name, address=user.email)) if user.name else user.email

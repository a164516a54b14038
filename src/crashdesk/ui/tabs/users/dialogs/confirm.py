"""What ends something: says what is lost and what stays, and asks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User, UserEdit
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.users.dialogs.user_dialog import Decide, UserDialog
from crashdesk.ui.tabs.users.question import Carry, Question

_DELETE = QT_TRANSLATE_NOOP("UserDialogs", "Delete the account")
_DELETE_VERB = QT_TRANSLATE_NOOP("UserDialogs", "Delete")
_DELETED = QT_TRANSLATE_NOOP(
    "UserDialogs",
    "This deletes the account of {person} from the server, for everybody. It cannot be undone. {ends}",
)
_STAYS = QT_TRANSLATE_NOOP(
    "UserDialogs",
    "Notes, decisions and entries of the audit log keep their name. Crash groups assigned to them "
    "become unassigned. With the same address one can register again.",
)
_DISABLE = QT_TRANSLATE_NOOP("UserDialogs", "Disable")
_DISABLED = QT_TRANSLATE_NOOP(
    "UserDialogs",
    "{person} can no longer sign in. {ends} "
    "The account, its role and all that was written stay; you can enable it again.",
)
_SIGN_OUT = QT_TRANSLATE_NOOP("UserDialogs", "Sign out everywhere")
_SIGN_OUT_VERB = QT_TRANSLATE_NOOP("UserDialogs", "Sign out")
_SIGNED_OUT = QT_TRANSLATE_NOOP(
    "UserDialogs",
    "{person} is signed out on every desk and in every browser, {sessions} in all, and can sign in again. "
    "API keys go on working.",
)
_SESSIONS = QT_TRANSLATE_NOOP("UserDialogs", "{n} open session(s)")
_KEYS = QT_TRANSLATE_NOOP("UserDialogs", "{n} API key(s)")
_BOTH_END = QT_TRANSLATE_NOOP("UserDialogs", "At once it ends {sessions} and {keys}.")
_ONE_ENDS = QT_TRANSLATE_NOOP("UserDialogs", "At once it ends {what}.")
_NOTHING_ENDS = QT_TRANSLATE_NOOP("UserDialogs", "There is no open session and no API key.")
_CHARACTERS = 80


class _ConfirmDialog(UserDialog):
    """Enter means no here."""

    title = verb = lost = _DELETE
    tone = "warning"

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, self.title, self.verb, question, decide)
        self.notice = self.warn(_filled(self.lost, question.person), self.tone)


class DeleteDialog(_ConfirmDialog):
    """Names the person and says what stays of them."""

    title, verb, lost, tone = _DELETE, _DELETE_VERB, _DELETED, "danger"

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, question, decide)
        self.form.add_widget(PlainLabel(render(_STAYS), wrap=True))
        self.make_final()

    def change(self) -> Carry:
        """Go on."""
        return Carry()


class DisableDialog(_ConfirmDialog):
    """Says that it can be taken back."""

    title, verb, lost = _DISABLE, _DISABLE, _DISABLED

    def change(self) -> UserEdit:
        """Return the edit."""
        return UserEdit(enabled=False)


class SignOutDialog(_ConfirmDialog):
    """Says what goes on working."""

    title, verb, lost = _SIGN_OUT, _SIGN_OUT_VERB, _SIGNED_OUT

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, question, decide)
        self.make_final()

    def change(self) -> Carry:
        """Go on."""
        return Carry()


def _filled(sentence: Text, user: User | None) -> Text:
    if user is None:
        return sentence
    return sentence(
        person=visible_line(user.label, _CHARACTERS),
        sessions=render(_SESSIONS(user.sessions)),
        ends=render(_ends(user)),
    )


def _ends(user: User) -> Text:
    sessions, keys = render(_SESSIONS(user.sessions)), render(_KEYS(user.api_keys))
    if user.sessions and user.api_keys:
        return _BOTH_END(sessions=sessions, keys=keys)
    if user.sessions or user.api_keys:
        return _ONE_ENDS(what=sessions if user.sessions else keys)
    return _NOTHING_ENDS

"""Who is signed in, as what, until when; and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, button_text, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.status_words import clock_time, day

_SIGN_IN = QT_TRANSLATE_NOOP("Account", "Sign in")
_SIGN_IN_MORE = QT_TRANSLATE_NOOP("Account", "Sign in…")
_SIGN_OUT = QT_TRANSLATE_NOOP("Account", "Sign out")
_NAMED = QT_TRANSLATE_NOOP("Account", "Account: {name}, {role}")
_ROLE = QT_TRANSLATE_NOOP("Account", "Role: {role}")
_UNTIL = QT_TRANSLATE_NOOP("Account", "Signed in until {day} {clock} if nothing is done")
_NO_END = QT_TRANSLATE_NOOP("Account", "By an API key without an end")
_KEY_UNTIL = QT_TRANSLATE_NOOP("Account", "By an API key, valid until {day} {clock}")


class AccountMenu(QToolButton):
    """A button with the person's name.

    Signals:
        sign_in_requested, sign_out_requested: chosen in the menu.
    """

    sign_in_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dropButton")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenu(QMenu(self))
        follow_icon(self, "user")
        self.set_session(None)

    def set_session(self, session: Session | None) -> None:
        """Show who is signed in; None when nobody is."""
        menu = self.menu()
        menu.clear()
        if session is None:
            self.setText(render(_SIGN_IN))
            self.setAccessibleName(render(_SIGN_IN))
            menu.addAction(render(_SIGN_IN_MORE), self.sign_in_requested.emit)
            return
        said = render(_NAMED(name=session.label, role=session.role))
        self.setText(button_text(session.label))
        self.setAccessibleName(said)
        set_plain_tooltip(self, said)
        menu.addAction(_card(session, menu))
        menu.addSeparator()
        menu.addAction(render(_SIGN_OUT), self.sign_out_requested.emit)


def _card(session: Session, menu: QMenu) -> QAction:
    words = [session.email, render(_ROLE(role=session.role)), _until(session)]
    card = QWidget()
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 16, 8)
    column.setSpacing(3)
    column.addWidget(PlainLabel(session.label, kind="heading"))
    for line in words:
        if line and line != session.label:
            column.addWidget(PlainLabel(line, kind="muted"))
    action = QWidgetAction(menu)
    action.setDefaultWidget(card)
    action.setText(". ".join(words))
    return action


def _until(session: Session) -> str:
    by_key = session.via == "api_key"
    end = session.expires_at
    if end is None:
        return render(_NO_END) if by_key else ""
    return render((_KEY_UNTIL if by_key else _UNTIL)(day=day(end), clock=clock_time(end)))

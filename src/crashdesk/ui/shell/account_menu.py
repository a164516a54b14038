"""Who is signed in, as what, until when; what they can do about their account; and the way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, button_text, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.account_words import end_words, role_words
from crashdesk.ui.shell.commands import Command
from crashdesk.ui.shell.menus import fill_menu

_SIGN_IN = QT_TRANSLATE_NOOP("Account", "Sign in")
_SIGN_IN_MORE = QT_TRANSLATE_NOOP("Account", "Sign in…")
_SIGN_OUT = QT_TRANSLATE_NOOP("Account", "Sign out")
_NAMED = QT_TRANSLATE_NOOP("Account", "Account: {name}, {role}")
_CARD_WIDTH = 300


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
        self._session: Session | None = None
        self._commands: Callable[[], Sequence[Command]] = lambda: ()
        # What can be done changes with the connection, so it is asked for when somebody looks.
        self.menu().aboutToShow.connect(self._fill)
        follow_icon(self, "user")
        self.set_session(None)

    def offer(self, commands: Callable[[], Sequence[Command]]) -> None:
        """Have these commands in the menu, asked for anew at each look."""
        self._commands = commands

    def set_session(self, session: Session | None) -> None:
        """Show who is signed in; None when nobody is."""
        self._session = session
        if session is None:
            self.setText(render(_SIGN_IN))
            self.setAccessibleName(render(_SIGN_IN))
        else:
            said = render(_NAMED(name=session.label, role=session.role))
            self.setText(button_text(session.label))
            self.setAccessibleName(said)
            set_plain_tooltip(self, said)
        if not self.menu().isVisible():  # under somebody's hand it must not change
            self._fill()

    def _fill(self) -> None:
        menu, session = self.menu(), self._session
        menu.clear()
        if session is None:
            menu.addAction(render(_SIGN_IN_MORE), self.sign_in_requested.emit)
            return
        commands = self._commands()
        menu.addAction(_card(session, menu))
        menu.addSeparator()
        fill_menu(menu, commands)
        reason = _shared_reason(commands)
        if reason:
            menu.addAction(_note(reason, menu))
        menu.addSeparator()
        menu.addAction(render(_SIGN_OUT), self.sign_out_requested.emit)


def _shared_reason(commands: Sequence[Command]) -> str:
    """Return why something cannot be used now: said in view, for a tooltip needs a mouse."""
    reasons = (command.availability().reason for command in commands)
    return next((render(reason) for reason in reasons if reason is not None), "")


def _card(session: Session, menu: QMenu) -> QAction:
    words = [session.email, *(render(text) for text in (role_words(session), *end_words(session)))]
    card = QWidget()
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 16, 8)
    column.setSpacing(3)
    column.addWidget(PlainLabel(session.label, kind="heading"))
    for line in words:
        if line and line != session.label:
            column.addWidget(PlainLabel(line, kind="muted"))
    return _widget_action(card, ". ".join(words), menu)


def _note(reason: str, menu: QMenu) -> QAction:
    note = QWidget()
    column = QVBoxLayout(note)
    column.setContentsMargins(12, 2, 16, 6)
    label = PlainLabel(reason, kind="muted", wrap=True)
    label.setFixedWidth(_CARD_WIDTH)
    column.addWidget(label)
    return _widget_action(note, reason, menu)


def _widget_action(widget: QWidget, said: str, menu: QMenu) -> QAction:
    action = QWidgetAction(menu)
    action.setDefaultWidget(widget)
    action.setText(said)
    return action

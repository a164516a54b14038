"""The pages of the sign-in dialog: address, credentials, first set-up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.password_rules import NEW_PASSWORD_HINT, SHORTEST_PASSWORD
from crashdesk.core.profile import AuthMethod
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.dialogs.sign_in.state import SignInState, Way
from crashdesk.ui.kit.forms import Field, Form, Notice, SecretEdit, set_kind
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render

ADDRESS = QT_TRANSLATE_NOOP("SignIn", "Server address")
ADDRESS_HINT = QT_TRANSLATE_NOOP("SignIn", "Such as https://desk.example.org. Without https:// it is added.")
PLAIN_HTTP = QT_TRANSLATE_NOOP("SignIn", "Connect without encryption all the same")
PLAIN_HTTP_HINT = QT_TRANSLATE_NOOP(
    "SignIn",
    "Everybody on the way can read your password and act as you. Only tick this on a network you trust.",
)
WAYS = {
    Way.ENCRYPTED: QT_TRANSLATE_NOOP("SignIn", "{url} · encrypted"),
    Way.LOCAL: QT_TRANSLATE_NOOP("SignIn", "{url} · on this computer"),
    Way.OPEN: QT_TRANSLATE_NOOP("SignIn", "{url} · not encrypted"),
}
_ICONS = {
    Way.ENCRYPTED: ("lock", "success"),
    Way.LOCAL: ("profile", "muted"),
    Way.OPEN: ("warning", "warning"),
}
VERSION = QT_TRANSLATE_NOOP("SignIn", "CrashDesk server {version}")
CHANGE = QT_TRANSLATE_NOOP("SignIn", "Other address")
EMAIL = QT_TRANSLATE_NOOP("SignIn", "E-mail address")
PASSWORD = QT_TRANSLATE_NOOP("SignIn", "Password")
BY_PASSWORD = QT_TRANSLATE_NOOP("SignIn", "Password")
BY_KEY = QT_TRANSLATE_NOOP("SignIn", "API key")
KEY = QT_TRANSLATE_NOOP("SignIn", "API key")
KEY_HINT = QT_TRANSLATE_NOOP("SignIn", "It begins with cdk_ and was shown once, when it was made.")
CAPS_LOCK = QT_TRANSLATE_NOOP("SignIn", "Caps Lock seems to be on.")
KEEPS = QT_TRANSLATE_NOOP("SignIn", "You stay signed in: the session is kept in the system's keyring.")
FORGETS = QT_TRANSLATE_NOOP(
    "SignIn", "This computer has no keyring in use: the session lasts until you quit CrashDesk."
)
SET_UP = QT_TRANSLATE_NOOP(
    "SignIn",
    "This server is new: nobody can sign in yet. You make the first admin here. The server printed "
    "a one-time token where it was started: look at its terminal or log (journalctl, docker logs).",
)
TOKEN = QT_TRANSLATE_NOOP("SignIn", "One-time token")
NAME = QT_TRANSLATE_NOOP("SignIn", "Your name")
NEW_PASSWORD = QT_TRANSLATE_NOOP("SignIn", "New password")
ASK = QT_TRANSLATE_NOOP("SignIn", "No account yet? Ask for one")
AGAIN = QT_TRANSLATE_NOOP("SignIn", "The password again")


class AddressPage(QWidget):
    """Where the server is."""

    def __init__(self) -> None:
        super().__init__()
        self.url = QLineEdit()
        self.url.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.plain_http = QCheckBox(without_mnemonic(render(PLAIN_HTTP)))
        self._warning = PlainLabel(render(PLAIN_HTTP_HINT), kind="warning", wrap=True)
        self.plain_http.setAccessibleDescription(render(PLAIN_HTTP_HINT))
        self.form = Form(self)
        self.form.add("url", Field(ADDRESS, self.url, ADDRESS_HINT))
        self.form.add_widget(self.plain_http)
        self.form.add_widget(self._warning)
        fill_page(self, self.form)

    def show_state(self, state: SignInState) -> None:
        """Show this state."""
        if not self.url.text():
            self.url.setText(state.profile.url)
            self.plain_http.setChecked(state.profile.allow_plain_http)
        self.plain_http.setVisible(state.offers_plain_http)
        self._warning.setVisible(state.offers_plain_http and "url" not in state.errors)
        self.setEnabled(not state.busy)
        self.form.show_errors(state.errors, focus=True)


class ServerCard(QWidget):
    """What answered: its name, version, address, and whether the way there is encrypted."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = IconLabel(22)
        self._name = ElidedLabel()
        bold = self._name.font()
        bold.setBold(True)
        self._name.setFont(bold)
        self._version = PlainLabel(kind="muted")
        self._address = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.change = QPushButton(without_mnemonic(render(CHANGE)))
        self.change.setAutoDefault(False)
        set_kind(self.change, "link")
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._name, self._version, self._address):
            words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)

    def show_state(self, state: SignInState) -> None:
        """Show this state."""
        way = state.way
        self._icon.show_icon(*_ICONS[way])
        self._name.set_text(state.meta.name or state.profile.name if state.meta else "")
        self._version.set_text(render(VERSION(version=state.meta.version)) if state.meta else "")
        self._address.set_text(render(WAYS[way](url=state.profile.url)))
        self.change.setEnabled(not state.busy)


class CredentialsPage(QWidget):
    """Who one is: e-mail address and password, or an API key."""

    def __init__(self) -> None:
        super().__init__()
        self.by_password = QRadioButton(without_mnemonic(render(BY_PASSWORD)))
        self.by_key = QRadioButton(without_mnemonic(render(BY_KEY)))
        self._group = QButtonGroup(self)
        self._choice = QWidget()
        choice = QHBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(20)
        for button in (self.by_password, self.by_key):
            self._group.addButton(button)
            choice.addWidget(button)
        choice.addStretch(1)
        self.email, self.password, self.key = QLineEdit(), SecretEdit(), SecretEdit()
        self.email.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.form = Form()
        self.form.add_widget(self._choice)
        self._email = self.form.add("email", Field(EMAIL, self.email))
        self._password = self.form.add("password", Field(PASSWORD, self.password))
        self._key = self.form.add("key", Field(KEY, self.key, KEY_HINT))
        self._keeps = PlainLabel(kind="muted", wrap=True)
        self.form.add_widget(caps_hint(self.password, self.key))
        self.form.add_widget(self._keeps)
        self.ask = link_button(ASK)
        self.form.add_widget(self.ask)
        fill_page(self, self.form)

    def show_state(self, state: SignInState) -> None:
        """Show this state."""
        by_password = state.method is AuthMethod.SESSION
        self._choice.setVisible(len(state.methods) > 1)
        (self.by_password if by_password else self.by_key).setChecked(True)
        for field in (self._email, self._password):
            field.setVisible(by_password)
        self._key.setVisible(not by_password)
        if not self.email.text():
            self.email.setText(state.profile.email)
        self._keeps.set_text(render(KEEPS if state.keeps else FORGETS))
        self.ask.setVisible(state.takes_registrations and by_password)
        self.setEnabled(not state.busy)
        self.form.show_errors(state.errors, focus=True)

    def first(self) -> QLineEdit:
        """The field that waits for input."""
        if self.by_key.isChecked():
            return self.key
        return self.password if self.email.text() else self.email


class SetUpPage(QWidget):
    """The first admin of a new server."""

    def __init__(self) -> None:
        super().__init__()
        self.token, self.email, self.name = SecretEdit(), QLineEdit(), QLineEdit()
        self.password, self.again = SecretEdit(), SecretEdit()
        self._why = Notice()
        self._why.say("info", SET_UP)
        self.form = Form()
        self.form.add_widget(self._why)
        self.form.add("token", Field(TOKEN, self.token))
        self.form.add("email", Field(EMAIL, self.email))
        self.form.add("name", Field(NAME, self.name))
        self.form.add(
            "password", Field(NEW_PASSWORD, self.password, NEW_PASSWORD_HINT(least=SHORTEST_PASSWORD))
        )
        self.form.add("again", Field(AGAIN, self.again))
        self.form.add_widget(caps_hint(self.password, self.again))
        fill_page(self, self.form)

    def show_state(self, state: SignInState) -> None:
        """Show this state."""
        self.setEnabled(not state.busy)
        self.form.show_errors(state.errors, focus=True)


def caps_hint(*editors: SecretEdit) -> PlainLabel:
    """Return a hint that shows while Caps Lock seems to be on in one of the editors."""
    hint = PlainLabel(render(CAPS_LOCK), kind="warning")
    hint.hide()
    for editor in editors:
        editor.caps_lock_seen.connect(hint.setVisible)
    return hint


def link_button(text: Text) -> QPushButton:
    """Return a button that leads to another page and looks like a link."""
    button = QPushButton(without_mnemonic(render(text)))
    button.setAutoDefault(False)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    set_kind(button, "link")
    return button


def fill_page(page: QWidget, form: Form) -> None:
    """Lay a form out on a page, at its top."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(form)
    column.addStretch(1)

"""The page of the sign-in dialog that asks for an account."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crashdesk.core.password_rules import NEW_PASSWORD_HINT, SHORTEST_PASSWORD
from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.sign_in import pages
from crashdesk.ui.dialogs.sign_in.state import SignInState
from crashdesk.ui.kit.forms import Field, Form, Notice, SecretEdit

_WHY = QT_TRANSLATE_NOOP(
    "SignIn",
    "An admin of this server decides who is let in. You are signed in at once and can wait here for the "
    "decision, or close the window and look again later.",
)
_NAME_HINT = QT_TRANSLATE_NOOP("SignIn", "As the admin knows you.")
_TOKEN_HINT = QT_TRANSLATE_NOOP(
    "SignIn",
    "The one that a new server printed where it was started. With it, an address that the server was told to "
    "expect becomes admin at once.",
)
HAVE_TOKEN = QT_TRANSLATE_NOOP("SignIn", "I have a token")
HAVE_ACCOUNT = QT_TRANSLATE_NOOP("SignIn", "I have an account already")


class RegisterPage(QWidget):
    """Who wants to be let in."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.email, self.token = QLineEdit(), QLineEdit(), SecretEdit()
        self.password, self.again = SecretEdit(), SecretEdit()
        self.have_token, self.have_account = pages.link_button(HAVE_TOKEN), pages.link_button(HAVE_ACCOUNT)
        self._why = Notice()
        self._why.say("info", _WHY)
        self.form = Form()
        self.form.add_widget(self._why)
        self.form.add("name", Field(pages.NAME, self.name, _NAME_HINT))
        self.form.add("email", Field(pages.EMAIL, self.email))
        hint = NEW_PASSWORD_HINT(least=SHORTEST_PASSWORD)
        self.form.add("password", Field(pages.NEW_PASSWORD, self.password, hint))
        self.form.add("again", Field(pages.AGAIN, self.again))
        self._token = self.form.add("token", Field(pages.TOKEN, self.token, _TOKEN_HINT))
        self.form.add_widget(pages.caps_hint(self.password, self.again))
        links = QHBoxLayout()
        links.addWidget(self.have_account)
        links.addStretch(1)
        links.addWidget(self.have_token)
        self.form.add_layout(links)
        pages.fill_page(self, self.form)

    def show_state(self, state: SignInState) -> None:
        """Show this state."""
        self._token.setVisible(state.has_token)
        self.have_token.setVisible(not state.has_token)
        if not self.email.text():
            self.email.setText(state.profile.email)
        self.setEnabled(not state.busy)
        self.form.show_errors(state.errors, focus=True)

    def given_token(self) -> Secret | None:
        """What was typed as a token, None where the field is not there."""
        return Secret(self.token.text()) if self._token.isVisibleTo(self) else None

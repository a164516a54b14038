"""The dialog about protecting local data without a keyring."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.dialogs.vault.presenter import VaultPresenter
from crashdesk.ui.dialogs.vault.state import Protection, VaultState, Way
from crashdesk.ui.kit.forms import Field, Form, Notice, SecretEdit, set_kind
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import FittedDialog, answered
from crashdesk.ui.kit.translate import render

TITLE_CHOOSE = QT_TRANSLATE_NOOP("Vault", "How should your data be kept?")
TITLE_ASK = QT_TRANSLATE_NOOP("Vault", "Unlock your local data")
WHY = QT_TRANSLATE_NOOP(
    "Vault",
    "CrashDesk keeps what it fetches in an encrypted file, and the key to it in the keyring of the system. "
    "Here it found no keyring that it can use.",
)
ASK = QT_TRANSLATE_NOOP("Vault", "The data on this computer is under a passphrase that you chose.")
BY_PASSPHRASE = QT_TRANSLATE_NOOP("Vault", "Under a passphrase")
BY_PASSPHRASE_HINT = QT_TRANSLATE_NOOP(
    "Vault",
    "You give it at each start and stay signed in. Nobody can recover it: once forgotten, what was not "
    "sent is lost.",
)
BY_MEMORY = QT_TRANSLATE_NOOP("Vault", "Not at all: in memory only")
BY_MEMORY_HINT = QT_TRANSLATE_NOOP(
    "Vault",
    "Nothing is written. Each start fetches everything anew and asks you to sign in. Changes that could "
    "not be sent are gone when you quit; you are warned then.",
)
PASSPHRASE = QT_TRANSLATE_NOOP("Vault", "Passphrase")
AGAIN = QT_TRANSLATE_NOOP("Vault", "The passphrase again")
GO_ON = QT_TRANSLATE_NOOP("Vault", "Go on")
UNLOCK = QT_TRANSLATE_NOOP("Vault", "Unlock")
QUIT = QT_TRANSLATE_NOOP("Vault", "Quit")

_WIDTH = 500


class VaultDialog(FittedDialog):
    """Closes with `protection` set when the user has decided."""

    def __init__(
        self, parent: QWidget, *, exists: bool, was_wrong: bool = False, reason: Text | None = None
    ) -> None:
        super().__init__(parent, _WIDTH)
        self.protection: Protection | None = None
        self.by_passphrase = QRadioButton(without_mnemonic(render(BY_PASSPHRASE)))
        self.by_memory = QRadioButton(without_mnemonic(render(BY_MEMORY)))
        self._group = QButtonGroup(self)
        self.passphrase, self.again = SecretEdit(), SecretEdit()
        self.form = Form()
        self._passphrase = self.form.add("passphrase", Field(PASSPHRASE, self.passphrase))
        self._again = self.form.add("again", Field(AGAIN, self.again))
        self._notice = Notice()
        self.submit = QPushButton(without_mnemonic(render(UNLOCK if exists else GO_ON)))
        self.quit = QPushButton(without_mnemonic(render(QUIT)))
        self.presenter = VaultPresenter(self, exists=exists, was_wrong=was_wrong, reason=reason)
        self._lay_out(exists=exists)
        self.by_passphrase.clicked.connect(lambda: self._on_way(Way.PASSPHRASE))
        self.by_memory.clicked.connect(lambda: self._on_way(Way.MEMORY))
        self.submit.clicked.connect(self._on_submit)
        self.quit.clicked.connect(self.reject)
        self.presenter.begin()
        self.passphrase.setFocus()

    def show_state(self, state: VaultState) -> None:
        """Show this state."""
        by_passphrase = state.way is Way.PASSPHRASE
        (self.by_passphrase if by_passphrase else self.by_memory).setChecked(True)
        self._passphrase.setVisible(by_passphrase)
        self._again.setVisible(by_passphrase and not state.exists)
        self._notice.say("warning", state.reason)
        self.form.show_errors(state.errors, focus=True)

    def finish(self, protection: Protection) -> None:
        """Close with a decision."""
        self.protection = protection
        self.accept()

    def _lay_out(self, *, exists: bool) -> None:
        title = render(TITLE_ASK if exists else TITLE_CHOOSE)
        self.setWindowTitle(title)
        set_kind(self.submit, "main")
        self.submit.setDefault(True)
        self.quit.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 22)
        column.setSpacing(12)
        column.addWidget(PlainLabel(title, kind="title"))
        column.addWidget(PlainLabel(render(ASK if exists else WHY), wrap=True))
        column.addWidget(self._notice)
        ways = ((self.by_passphrase, BY_PASSPHRASE_HINT), (self.by_memory, BY_MEMORY_HINT))
        for button, hint in ways:
            self._group.addButton(button)
            column.addLayout(_way(button, hint))
        column.insertWidget(column.count() - 1, self.form)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.quit)
        buttons.addWidget(self.submit)
        column.addSpacing(4)
        column.addLayout(buttons)

    def _on_way(self, way: Way) -> None:
        self.presenter.choose(way)

    def _on_submit(self) -> None:
        self.presenter.submit(Secret(self.passphrase.text()), Secret(self.again.text()))


async def ask_for_protection(
    parent: QWidget, *, exists: bool, was_wrong: bool = False, reason: Text | None = None
) -> Protection | None:
    """Open the dialog and wait without blocking; None when the user would rather quit."""
    dialog = VaultDialog(parent, exists=exists, was_wrong=was_wrong, reason=reason)
    await answered(dialog)
    return dialog.protection


def _way(button: QRadioButton, hint: Text) -> QVBoxLayout:
    said = PlainLabel(render(hint), kind="muted", wrap=True)
    said.setContentsMargins(24, 0, 0, 0)
    button.setAccessibleDescription(render(hint))
    column = QVBoxLayout()
    column.setSpacing(3)
    column.addWidget(button)
    column.addWidget(said)
    return column

"""A secret that is shown this once: to be copied, or stored where the program can find it again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.clipboard_loan import LOAN_S, ClipboardLoan
from crashdesk.ui.kit.forms import Field, Notice
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.theme import monospace
from crashdesk.ui.kit.translate import render

_ONCE = QT_TRANSLATE_NOOP(
    "SecretOnce",
    "This is shown this one time. The server keeps only a fingerprint of it: once this window is closed, "
    "nobody can show it again. Copy it, or store it.",
)
_COPY = QT_TRANSLATE_NOOP("SecretOnce", "Copy")
_COPIED = QT_TRANSLATE_NOOP("SecretOnce", "Copied. In {seconds} s it is taken out of the clipboard again.")
_LEFT = QT_TRANSLATE_NOOP("SecretOnce", "Neither copied nor stored yet.")


class SecretOnce(QWidget):
    """Shows a secret until it is told to forget it.

    Signals:
        store_requested: it is to be stored; whoever does that calls `set_stored`.
        saved: it was copied or stored.
    """

    store_requested = Signal()
    saved = Signal()

    def __init__(
        self, label: Text, store: Text, parent: QWidget | None = None, *, warning: Text = _ONCE
    ) -> None:
        """`warning` says what happens to the secret when this is closed."""
        super().__init__(parent)
        self._secret = Secret("")
        self.is_saved = False
        notice = Notice()
        notice.say("warning", warning)
        self.field = QLineEdit()
        self.field.setReadOnly(True)
        self.field.setFont(monospace())
        self.copy = QPushButton(without_mnemonic(render(_COPY)))
        self.store = QPushButton(without_mnemonic(render(store)))
        for button in (self.copy, self.store):
            button.setAutoDefault(False)
        self._said = PlainLabel(kind="muted", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.store)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(notice)
        column.addWidget(Field(label, self.field))
        column.addLayout(buttons)
        column.addWidget(self._said)
        self.copy.clicked.connect(self._on_copy)
        self.store.clicked.connect(self.store_requested)

    def show_secret(self, secret: Secret) -> None:
        """Show a new secret, which is neither copied nor stored yet; the one that is shown stays as it is."""
        if secret == self._secret:
            return
        self._secret = secret
        self.is_saved = False
        self.field.setText(secret.reveal())
        self.field.setCursorPosition(0)
        self._said.set_text(render(_LEFT))

    def forget(self) -> None:
        """Hold and show nothing any more."""
        self._secret = Secret("")
        self.field.clear()
        self._said.set_text("")

    def offer_store(self, *, enabled: bool, reason: Text | None = None) -> None:
        """Say whether it can be stored now, and if not, why."""
        self.store.setEnabled(enabled)
        set_plain_tooltip(self.store, "" if reason is None else render(reason))

    def set_stored(self, said: Text) -> None:
        """It lies where the program finds it again; `said` tells where."""
        self._save(said)

    def said(self) -> str:
        """What is said of the whereabouts of the secret."""
        return self._said.text()

    def _on_copy(self) -> None:
        if self._secret:
            ClipboardLoan(self._secret)
            self._save(_COPIED(seconds=LOAN_S))

    def _save(self, said: Text) -> None:
        self.is_saved = True
        self._said.set_text(render(said))
        self.saved.emit()

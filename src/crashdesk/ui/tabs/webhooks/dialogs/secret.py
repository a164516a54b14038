"""Another signing secret, and a secret that is shown once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QVBoxLayout, QWidget

from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.decision_dialog import WIDTH, DecisionDialog
from crashdesk.ui.kit.forms import Field, Notice
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.kit.secret_once import SecretOnce
from crashdesk.ui.kit.translate import render

_TITLE = QT_TRANSLATE_NOOP("WebhookDialogs", "Make another signing secret")
_VERB = QT_TRANSLATE_NOOP("WebhookDialogs", "Make it")
_WHAT = QT_TRANSLATE_NOOP(
    "WebhookDialogs",
    "A receiver that knows only the secret of now refuses every request once that no longer signs beside "
    "the new one. Give it the new one before.",
)
_OVERLAP = QT_TRANSLATE_NOOP("WebhookDialogs", "The secret of now signs beside it for")
_SPANS = (
    (86_400, QT_TRANSLATE_NOOP("WebhookDialogs", "a day")),
    (3_600, QT_TRANSLATE_NOOP("WebhookDialogs", "an hour")),
    (604_800, QT_TRANSLATE_NOOP("WebhookDialogs", "a week")),
    (0, QT_TRANSLATE_NOOP("WebhookDialogs", "no time: it stops at once")),
)
_SHOWN = QT_TRANSLATE_NOOP("WebhookDialogs", "The signing secret of {name}")
_SECRET = QT_TRANSLATE_NOOP("WebhookDialogs", "Signing secret")
_ONCE = QT_TRANSLATE_NOOP(
    "WebhookDialogs",
    "This is shown this one time: once this window is closed, nobody can show it again. Copy it to where "
    "the receiver finds it.",
)
_STORE = QT_TRANSLATE_NOOP("WebhookDialogs", "Store")


class RotateDialog(DecisionDialog):
    """Says what stops, asks when, and hands the overlap over, in seconds."""

    def __init__(self, parent: QWidget, name: str, decide: Callable[[int], None]) -> None:
        super().__init__(parent, _TITLE, _VERB, name, decide)
        notice = Notice()
        notice.say("warning", _WHAT)
        self.form.add_widget(notice)
        self.overlap = QComboBox()
        for seconds, text in _SPANS:
            self.overlap.addItem(render(text), seconds)
        self.form.add("overlap", Field(_OVERLAP, self.overlap))

    def change(self) -> int:
        """Return for how many seconds both secrets sign."""
        return int(self.overlap.currentData())


class SecretDialog(FittedDialog):
    """Shows a secret this once and forgets it when it is closed."""

    def __init__(self, parent: QWidget, name: str, secret: Secret) -> None:
        super().__init__(parent, WIDTH)
        title = render(_SHOWN(name=visible_line(name)))
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.secret = SecretOnce(_SECRET, _STORE, warning=_ONCE)
        self.secret.store.hide()
        self.secret.show_secret(secret)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addWidget(PlainLabel(title, kind="heading", wrap=True))
        column.addWidget(self.secret)
        column.addWidget(buttons)
        self.finished.connect(self.secret.forget)

"""A secret in the clipboard, which is taken back after a while."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from crashdesk.core.secret import Secret

LOAN_S = 60
_HINT = "x-kde-passwordManagerHint"
"""Asks clipboard managers to keep no copy; Klipper made it up and others follow it."""


class ClipboardLoan(QObject):
    """Takes a secret out of the clipboard after `LOAN_S`, or when the program ends, if it still lies there.

    Lives as long as the program and not as long as the dialog that it was copied in.
    """

    def __init__(self, secret: Secret, seconds: float = LOAN_S) -> None:
        super().__init__(QGuiApplication.instance())
        self._secret = secret
        data = QMimeData()
        data.setText(secret.reveal())
        data.setData(_HINT, b"secret")
        QGuiApplication.clipboard().setMimeData(data)
        self._timer = QTimer(self, singleShot=True, interval=round(seconds * 1_000))
        self._timer.timeout.connect(self._take_back)
        self._timer.start()
        application = QGuiApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._take_back)

    def _take_back(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._secret.reveal():
            clipboard.clear()
        self._secret = Secret("")
        self._timer.stop()
        self.deleteLater()

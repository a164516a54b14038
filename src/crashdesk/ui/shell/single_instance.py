"""One CrashDesk per person and data folder: a second start raises the window of the first."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER_MS = 1_000
_RAISE = b"raise\n"


class SingleInstance(QObject):
    """Claims the place of the one running program.

    Signals:
        raise_requested: another start asks for the window to come to the front.
    """

    raise_requested = Signal()

    def __init__(self, identity: str, parent: QObject | None = None) -> None:
        """Use `identity`, such as the path of the data folder, to tell independent instances apart."""
        super().__init__(parent)
        # Local socket names are short on some systems, and a path may hold anything.
        self._name = "crashdesk-" + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> bool:
        """Become the one instance; False when another is, which has then been asked to show itself."""
        if self._ask_other():
            return False
        if not self._server.listen(self._name):
            # Nobody answered: the socket is what a killed program left behind.
            QLocalServer.removeServer(self._name)
            return self._server.listen(self._name)
        return True

    def release(self) -> None:
        """Let another start become the one instance."""
        self._server.close()

    def _ask_other(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.write(_RAISE)
        socket.waitForBytesWritten(_ANSWER_MS)
        socket.disconnectFromServer()
        return True

    def _on_connection(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            self.raise_requested.emit()

"""The installed Qt does not lose references (docs/decisions/0005-pinned-qt.md)."""

from __future__ import annotations

import subprocess
import sys

CANARY = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Sender(QObject):
    sent = Signal(int)

application = QCoreApplication([])
sender = Sender()
received = []
sender.sent.connect(received.append)
for number in range(10_000):
    sender.sent.emit(number)
    sender.setObjectName("canary")
print(len(received), None is None, True is True)
"""


def test_ten_thousand_emits_and_calls_do_not_end_the_process() -> None:
    """Versions that drop a reference to None and True per call abort long before the end."""
    answer = subprocess.run([sys.executable, "-c", CANARY], capture_output=True, text=True, check=False)

    assert (answer.returncode, answer.stdout) == (0, "10000 True True\n")

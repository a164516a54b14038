"""A secret in the clipboard is taken back, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from crashdesk.core.secret import Secret
from crashdesk.core.text import Text
from crashdesk.ui.kit.clipboard_loan import ClipboardLoan
from crashdesk.ui.kit.secret_once import SecretOnce

SECRET = Secret("whsec_1234")


@pytest.fixture
def clipboard(qapp: QGuiApplication) -> Iterator[QClipboard]:
    clipboard = qapp.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


def test_a_secret_leaves_the_clipboard_after_a_while(qtbot: QtBot, clipboard: QClipboard) -> None:
    ClipboardLoan(SECRET, seconds=0)
    assert clipboard.text() == "whsec_1234"
    assert clipboard.mimeData().hasFormat("x-kde-passwordManagerHint")
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_what_was_copied_since_stays(qtbot: QtBot, clipboard: QClipboard) -> None:
    loan = ClipboardLoan(SECRET, seconds=0)
    clipboard.setText("a stack")
    with qtbot.waitSignal(loan.destroyed):
        pass
    assert clipboard.text() == "a stack"


def test_a_secret_does_not_outlive_the_program(qapp: QGuiApplication, clipboard: QClipboard) -> None:
    ClipboardLoan(SECRET)
    qapp.aboutToQuit.emit()
    assert clipboard.text() == ""


def test_it_is_saved_by_copying_or_storing(qtbot: QtBot, clipboard: QClipboard) -> None:
    once = SecretOnce(Text("T", "The secret"), Text("T", "Store"))
    qtbot.addWidget(once)
    once.show_secret(SECRET)
    assert not once.is_saved and once.field.text() == "whsec_1234"
    with qtbot.waitSignal(once.saved):
        once.copy.click()
    once.show_secret(SECRET)
    assert once.is_saved, "showing the same state again forgets nothing"
    once.show_secret(Secret("another"))
    assert not once.is_saved
    with qtbot.waitSignal(once.store_requested):
        once.store.click()
    assert not once.is_saved, "whoever stores it says so"
    once.set_stored(Text("T", "Stored"))
    assert once.is_saved
    once.forget()
    assert once.field.text() == ""

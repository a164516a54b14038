"""Questions and messages wait without blocking."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crashdesk.core.text import Text
from crashdesk.ui.kit.plain import PlainLabel, PlainTextView
from crashdesk.ui.kit.plain_dialogs import confirm, tell
from crashdesk.ui.kit.question import Question

DELETE = Question(
    Text("T", "Delete 3 groups?"),
    Text("T", "Their 41 <b>reports</b> go too."),
    Text("T", "Delete"),
    final=True,
)


async def opened(parent: QWidget) -> QDialog:
    async with asyncio.timeout(10):
        while not isinstance(dialog := parent.findChild(QDialog), QDialog):
            await asyncio.sleep(0)
    return dialog


def button(dialog: QDialog, text: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text)


@pytest.mark.asyncio
@pytest.mark.parametrize(("pressed", "answer"), [("Delete", True), ("Cancel", False)])
async def test_a_question_is_answered(qtbot: QtBot, pressed: str, answer: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    asking = asyncio.ensure_future(confirm(parent, DELETE))
    dialog = await opened(parent)
    texts = [label.text() for label in dialog.findChildren(PlainLabel)]
    assert "Their 41 <b>reports</b> go too." in texts
    button(dialog, pressed).click()
    assert await asking is answer


@pytest.mark.asyncio
async def test_what_cannot_be_undone_is_not_the_default(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    asking = asyncio.ensure_future(confirm(parent, DELETE))
    dialog = await opened(parent)
    assert button(dialog, "Cancel").isDefault() and not button(dialog, "Delete").isDefault()
    dialog.reject()
    assert await asking is False


@pytest.mark.asyncio
async def test_a_cancelled_question_closes(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    asking = asyncio.ensure_future(confirm(parent, DELETE))
    dialog = await opened(parent)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not dialog.isVisible()


@pytest.mark.asyncio
async def test_details_are_plain(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    telling = asyncio.ensure_future(tell(parent, Text("T", "What"), Text("T", "Why"), "<i>detail</i>\x00"))
    dialog = await opened(parent)
    view = dialog.findChild(PlainTextView)
    assert isinstance(view, PlainTextView) and view.toPlainText() == "<i>detail</i>‹NUL›"
    button(dialog, "Close").click()
    await telling

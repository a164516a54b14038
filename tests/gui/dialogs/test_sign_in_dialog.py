"""The sign-in dialog, by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from tests.support.shell_fakes import StillClock
from tests.support.sign_in_service import ScriptedSignIn, make_meta

from crashdesk.core.errors import SignInRefused
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.ui.dialogs.sign_in.state import Step
from crashdesk.ui.dialogs.sign_in.view import SignInDialog, ask_to_sign_in
from crashdesk.ui.kit.forms import SecretEdit

KNOWN = Profile(ProfileId("p1"), "Production", "https://desk.example.org", email="mira@example.org")


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        await asyncio.sleep(0)
        while not true():
            await asyncio.sleep(0)


async def settled(dialog: SignInDialog, step: Step) -> None:
    await until(lambda: dialog.presenter.state.step is step and not dialog.presenter.state.busy)


@pytest.mark.asyncio
async def test_enter_goes_from_step_to_step(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    service = ScriptedSignIn()
    dialog = SignInDialog(
        service, StillClock(), Profile(ProfileId(""), "", ""), asyncio.ensure_future, parent
    )
    dialog.show()
    await settled(dialog, Step.ADDRESS)
    qtbot.keyClicks(dialog.address.url, "desk.example.org")
    qtbot.keyClick(dialog.address.url, Qt.Key.Key_Return)
    await settled(dialog, Step.CREDENTIALS)
    qtbot.keyClicks(dialog.credentials.email, "mira@example.org")
    qtbot.keyClicks(dialog.credentials.password, "pass word")
    qtbot.keyClick(dialog.credentials.password, Qt.Key.Key_Return)
    await until(lambda: dialog.session)
    assert service.asked[-1] == ("sign_in", "https://desk.example.org", "mira@example.org", "pass word")
    assert not dialog.isVisible()


@pytest.mark.asyncio
async def test_what_is_wrong_stands_at_the_field_and_has_the_focus(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    service = ScriptedSignIn()
    dialog = SignInDialog(service, StillClock(), KNOWN, asyncio.ensure_future, parent)
    dialog.show()
    await settled(dialog, Step.CREDENTIALS)
    assert dialog.focusWidget() is dialog.credentials.password
    service.error = SignInRefused()
    qtbot.keyClicks(dialog.credentials.password, "wrong")
    dialog.submit.click()
    await until(lambda: dialog.presenter.state.errors)
    assert "do not go together" in dialog.credentials.form.field("password").error()
    assert dialog.focusWidget() is dialog.credentials.password
    assert dialog.credentials.password.echoMode() is QLineEdit.EchoMode.Password
    assert "do not go together" in dialog.credentials.password.accessibleDescription()


@pytest.mark.asyncio
async def test_stop_ends_the_request_and_then_closes(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    service = ScriptedSignIn()
    service.hold = asyncio.Event()
    waiting = asyncio.ensure_future(
        ask_to_sign_in(parent, service, StillClock(), KNOWN, asyncio.ensure_future)
    )
    await until(lambda: service.asked)
    dialog = parent.findChild(SignInDialog)
    assert isinstance(dialog, SignInDialog)
    assert not dialog.submit.isEnabled()
    dialog.cancel.click()
    await until(lambda: not dialog.presenter.state.busy)
    assert dialog.isVisible() and dialog.submit.isEnabled()
    dialog.cancel.click()
    assert await waiting is None


@pytest.mark.asyncio
async def test_closing_from_outside_ends_the_request(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    service = ScriptedSignIn()
    service.hold = asyncio.Event()
    tasks: list[asyncio.Task[object]] = []

    def start(work):
        tasks.append(asyncio.ensure_future(work))
        return tasks[-1]

    waiting = asyncio.ensure_future(ask_to_sign_in(parent, service, StillClock(), KNOWN, start))
    await until(lambda: service.asked)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]


@pytest.mark.asyncio
async def test_a_new_server_asks_for_its_token(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    service = ScriptedSignIn()
    service.meta = make_meta(setup_required=True)
    dialog = SignInDialog(service, StillClock(), KNOWN, asyncio.ensure_future, parent)
    dialog.show()
    await settled(dialog, Step.SET_UP)
    page = dialog.set_up
    for field, text in (
        (page.token, "tok"),
        (page.email, "m@e.org"),
        (page.name, "Mira"),
        (page.password, "long enough"),
        (page.again, "long enough"),
    ):
        qtbot.keyClicks(field, text)
    dialog.submit.click()
    await until(lambda: dialog.session)
    assert service.asked[-1] == ("set_up", "tok", "m@e.org", "long enough", "Mira")


def test_caps_lock_gives_itself_away(qtbot: QtBot) -> None:
    editor = SecretEdit()
    qtbot.addWidget(editor)
    seen: list[bool] = []
    editor.caps_lock_seen.connect(seen.append)
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for text, modifiers in (("a", none), ("A", shift), ("A", none), ("1", none), ("a", shift)):
        QApplication.sendEvent(editor, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, modifiers, text))
    assert seen == [False, False, True, True]

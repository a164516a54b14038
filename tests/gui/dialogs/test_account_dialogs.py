"""Password, sessions, keys and rights, as one uses them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.gui_loop import discard
from tests.support.scripted_account import KEY, RIGHTS, RecordingHolder, ScriptedAccount, an_account
from tests.support.shell_fakes import StillClock, make_session

from crashdesk.core.errors import ServerUnreachable, SignInRefused
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.api_keys.state import KeysState, Page
from crashdesk.ui.dialogs.api_keys.view import KeysDialog
from crashdesk.ui.dialogs.my_rights.view import RightsDialog
from crashdesk.ui.dialogs.my_sessions.view import SessionsDialog
from crashdesk.ui.dialogs.password.view import DONE, PasswordDialog

pytestmark = pytest.mark.asyncio


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QWidget]:
    parent = QWidget()
    qtbot.addWidget(parent)
    yield parent


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0)


def password_dialog(api: ScriptedAccount, parent: QWidget, told: list[Text]) -> PasswordDialog:
    start = asyncio.ensure_future
    dialog = PasswordDialog(parent, an_account(api), make_session(), StillClock(), start, told.append)
    dialog.show()
    return dialog


async def test_a_password_is_changed_by_keyboard(qtbot: QtBot, parent: QWidget) -> None:
    api, told = ScriptedAccount(), []
    dialog = password_dialog(api, parent, told)
    for editor, text in (
        (dialog.current, "correct horse"),
        (dialog.password, "four plain words"),
        (dialog.again, "four plain words"),
    ):
        assert editor.echoMode() is QLineEdit.EchoMode.Password
        qtbot.keyClicks(editor, text)
    qtbot.keyClick(dialog.again, Qt.Key.Key_Return)
    await until(lambda: not dialog.isVisible())
    assert api.asked == [("change_password", "correct horse", "four plain words")]
    assert told == [DONE]
    assert (dialog.current.text(), dialog.password.text(), dialog.again.text()) == ("", "", "")


async def test_a_wrong_password_leaves_the_dialog_open_at_its_field(qtbot: QtBot, parent: QWidget) -> None:
    api = ScriptedAccount()
    api.errors["change_password"] = SignInRefused()
    dialog = password_dialog(api, parent, [])
    for editor in (dialog.password, dialog.again):
        editor.setText("four plain words")
    dialog.current.setText("wrong")
    dialog.submit.click()
    await until(lambda: dialog.presenter.state.errors)
    assert "not the password" in dialog.form.field("current").error()
    assert dialog.focusWidget() is dialog.current
    dialog.reject()


async def test_a_change_on_its_way_is_not_closed_over(parent: QWidget) -> None:
    api = ScriptedAccount()
    api.hold = asyncio.Event()
    dialog = password_dialog(api, parent, [])
    for editor in (dialog.current, dialog.password, dialog.again):
        editor.setText("four plain words")
    dialog.current.setText("correct horse")
    dialog.submit.click()
    await until(lambda: api.asked)
    dialog.reject()
    assert dialog.isVisible() and not dialog.cancel.isEnabled()
    api.hold.set()
    await until(lambda: not dialog.isVisible())


def sessions_dialog(api: ScriptedAccount, parent: QWidget) -> SessionsDialog:
    dialog = SessionsDialog(parent, api, an_account(api), StillClock(), asyncio.ensure_future)
    dialog.show()
    return dialog


async def test_the_chosen_session_is_ended(qtbot: QtBot, parent: QWidget) -> None:
    api = ScriptedAccount()
    dialog = sessions_dialog(api, parent)
    await until(dialog.table.rows)
    assert [row.strong for row in dialog.table.rows()] == [True, False, False, False]
    assert dialog.table.current == "ses_0" and not dialog.end.isEnabled()
    assert "Sign out" in dialog.end.accessibleDescription()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    dialog.end.click()
    await until(lambda: len(dialog.table.rows()) == 3 and not dialog.presenter.state.busy)
    assert [session.id for session in api.open] == ["ses_0", "ses_2", "ses_3"]
    assert dialog.table.current == "ses_2"
    assert "1 session ended" in dialog.notice.text()
    dialog.accept()


async def test_all_others_are_ended(parent: QWidget) -> None:
    api = ScriptedAccount()
    dialog = sessions_dialog(api, parent)
    await until(dialog.table.rows)
    dialog.end_others.click()
    await until(lambda: len(dialog.table.rows()) == 1 and not dialog.presenter.state.busy)
    assert [session.id for session in api.open] == ["ses_0"]
    assert not dialog.end_others.isEnabled()
    dialog.accept()


@pytest.mark.parametrize("kind", ["password", "sessions", "keys"])
async def test_a_dialog_that_goes_while_it_waits_leaves_nothing_behind(kind: str) -> None:
    parent, api = QWidget(), ScriptedAccount()
    api.hold = asyncio.Event()
    dialog: QDialog
    if kind == "password":
        dialog = password_dialog(api, parent, [])
        for editor in (dialog.password, dialog.again):
            editor.setText("four plain words")
        dialog.current.setText("correct horse")
        dialog.submit.click()
    else:
        dialog = sessions_dialog(api, parent) if kind == "sessions" else Keys(parent, api=api).dialog
    await until(lambda: api.asked)
    task = dialog._task
    dialog.done(0)
    discard(parent)
    await asyncio.wait([task])
    assert task.cancelled()


async def test_a_list_that_failed_is_asked_for_again(parent: QWidget) -> None:
    api = ScriptedAccount()
    api.errors["sessions"] = ServerUnreachable()
    dialog = sessions_dialog(api, parent)
    await until(lambda: dialog.presenter.state.trouble)
    assert not dialog.end.isEnabled() and not dialog.end_others.isEnabled()
    del api.errors["sessions"]
    await until(lambda: not dialog.presenter.state.busy)
    dialog.refresh.click()
    await until(dialog.table.rows)
    dialog.accept()


class Keys:
    def __init__(self, parent: QWidget, *, keeps: bool = True, api: ScriptedAccount | None = None) -> None:
        self.api, self.holder = api or ScriptedAccount(), RecordingHolder()
        account = an_account(self.api, self.holder)
        state = KeysState("operator", keeps)
        self.dialog = KeysDialog(parent, self.api, account, StillClock(), asyncio.ensure_future, state)
        self.dialog.show()

    async def make(self) -> None:
        dialog = self.dialog
        await until(lambda: dialog.presenter.state.keys is not None)
        dialog.list.new.click()
        dialog.new.name.setText("status page")
        dialog.main.click()
        await until(lambda: dialog.presenter.state.page is Page.SHOWN)

    async def asked(self) -> QDialog:
        """The question over the dialog."""

        def found() -> QDialog | None:
            shown = [each for each in self.dialog.findChildren(QDialog) if each.isVisible()]
            return shown[0] if shown else None

        await until(found)
        question = found()
        assert question is not None
        return question


def answer(question: QDialog, number: int) -> None:
    question.findChildren(QPushButton)[number].click()


async def test_a_key_is_made_with_the_least_rights_unless_more_are_chosen(parent: QWidget) -> None:
    keys = Keys(parent)
    await keys.make()
    assert keys.api.asked[-1] == ("create_api_key", "status page", "viewer")
    assert keys.dialog.secret.field.text() == KEY.reveal()
    assert keys.dialog.secret.field.isReadOnly()
    offered = [keys.dialog.new.role.itemText(n).partition(":")[0] for n in range(3)]
    assert offered == ["Viewer", "Operator", "The same as you, whatever that is"]
    keys.dialog.done(0)


async def test_an_unkept_secret_is_not_lost_by_a_slip(parent: QWidget) -> None:
    keys = Keys(parent)
    await keys.make()
    keys.dialog.reject()
    answer(await keys.asked(), 0)
    await until(lambda: keys.dialog.secret.field.text() == KEY.reveal() and keys.dialog.isVisible())
    await until(lambda: keys.dialog._task is None or keys.dialog._task.done())
    keys.dialog.main.click()
    answer(await keys.asked(), 1)
    await until(lambda: keys.dialog.presenter.state.page is Page.LIST)
    assert keys.dialog.secret.field.text() == ""
    keys.dialog.reject()
    assert not keys.dialog.isVisible()


async def test_a_copied_secret_may_be_left(parent: QWidget) -> None:
    keys = Keys(parent)
    await keys.make()
    keys.dialog.secret.copy.click()
    assert QGuiApplication.clipboard().text() == KEY.reveal()
    assert "60 s" in keys.dialog.secret.said()
    keys.dialog.reject()
    assert not keys.dialog.isVisible()
    assert keys.dialog.secret.field.text() == ""
    QGuiApplication.clipboard().clear()


async def test_a_key_goes_to_the_keyring_and_nowhere_else(parent: QWidget) -> None:
    QGuiApplication.clipboard().clear()
    keys = Keys(parent)
    await keys.make()
    keys.dialog.secret.store.click()
    await until(lambda: keys.holder.keys)
    await until(lambda: keys.dialog.secret.is_saved)
    assert keys.holder.keys == [("status page", KEY)]
    assert "Production · status page" in keys.dialog.secret.said()
    assert not keys.dialog.secret.store.isEnabled()
    assert QGuiApplication.clipboard().text() == ""
    keys.dialog.main.click()
    assert keys.dialog.presenter.state.page is Page.LIST
    keys.dialog.accept()


async def test_without_a_keyring_a_key_can_only_be_copied(parent: QWidget) -> None:
    keys = Keys(parent, keeps=False)
    await keys.make()
    assert not keys.dialog.secret.store.isEnabled()
    assert "no keyring" in keys.dialog.secret.store.accessibleDescription()
    keys.dialog.done(0)


async def test_revoking_names_the_key_and_can_be_thought_over(qtbot: QtBot, parent: QWidget) -> None:
    keys = Keys(parent)
    await until(keys.dialog.list.table.rows)
    qtbot.keyClick(keys.dialog.list.table, Qt.Key.Key_Down)
    keys.dialog.list.revoke.click()
    question = await keys.asked()
    assert "release pipeline" in question.windowTitle()
    answer(question, 0)
    await until(lambda: keys.dialog._task is not None and keys.dialog._task.done())
    assert len(keys.api.keys) == 3
    keys.dialog.list.revoke.click()
    answer(await keys.asked(), 1)
    await until(lambda: len(keys.dialog.list.table.rows()) == 2)
    assert [key.name for key in keys.api.keys] == ["nightly export", "wall display"]
    keys.dialog.accept()


async def test_escape_leaves_a_page_before_it_leaves_the_dialog(qtbot: QtBot, parent: QWidget) -> None:
    keys = Keys(parent)
    await until(lambda: keys.dialog.presenter.state.keys is not None)
    keys.dialog.list.new.click()
    qtbot.keyClick(keys.dialog, Qt.Key.Key_Escape)
    assert keys.dialog.isVisible() and keys.dialog.presenter.state.page is Page.LIST
    qtbot.keyClick(keys.dialog, Qt.Key.Key_Escape)
    assert not keys.dialog.isVisible()


async def test_rights_are_listed_with_their_meaning(parent: QWidget) -> None:
    dialog = RightsDialog(parent, make_session(), RIGHTS)
    cells = [row.cells for row in dialog.table.rows()]
    assert cells[0] == (
        "See crash groups, reports and timelines.",
        "Yes",
        "viewer, operator, admin",
        "crashes.read",
    )
    assert [row.strong for row in dialog.table.rows()] == [True, True, False, False]

"""Profiles, preferences, local protection, crash and About, as one uses them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from tests.support.listed_profiles import ListedProfiles
from tests.support.shell_fakes import GROUP_ACTIONS, MemorySettings, make_profiles

from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Danger
from crashdesk.settings.declared import DECLARED, HOLD_BACK_SECONDS, THEME
from crashdesk.ui.dialogs.about.view import AboutDialog
from crashdesk.ui.dialogs.crash.state import Target
from crashdesk.ui.dialogs.crash.view import CrashDialog
from crashdesk.ui.dialogs.preferences.view import PreferencesDialog
from crashdesk.ui.dialogs.profiles.view import ProfilesDialog
from crashdesk.ui.dialogs.vault.state import Way
from crashdesk.ui.dialogs.vault.view import VaultDialog, ask_for_protection
from crashdesk.ui.kit.keymap import KeyMap


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QWidget]:
    parent = QWidget()
    qtbot.addWidget(parent)
    yield parent


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_a_profile_is_added_changed_and_removed(qtbot: QtBot, parent: QWidget) -> None:
    keeper = ListedProfiles(make_profiles())
    dialog = ProfilesDialog(keeper, asyncio.ensure_future, parent, ProfileId("p2"))
    dialog.show()
    assert dialog.editor.url.text() == "https://staging.example.org:8443" and not dialog.save.isEnabled()
    dialog.add.click()
    qtbot.keyClicks(dialog.editor.name, "Lab")
    qtbot.keyClicks(dialog.editor.url, "lab.example.org")
    dialog.editor.danger.setCurrentIndex(1)
    dialog.editor.read_only.click()
    dialog.save.click()
    added = keeper.profiles[-1]
    assert (added.name, added.url, added.danger) == ("Lab", "https://lab.example.org", Danger.CAREFUL)
    assert added.read_only and not dialog.save.isEnabled()
    dialog.remove.click()
    await until(dialog.remove_for_good.isVisible)
    assert "3 changes" in dialog.notice.text() and "Lab" in dialog.notice.text()
    dialog.remove_for_good.click()
    await until(lambda: len(keeper.profiles) == 3)
    assert [profile.id for profile in keeper.profiles] == ["p1", "p2", "p3"]


def test_typing_keeps_the_cursor_and_the_other_fields(qtbot: QtBot, parent: QWidget) -> None:
    dialog = ProfilesDialog(ListedProfiles(make_profiles()), asyncio.ensure_future, parent, ProfileId("p1"))
    dialog.show()
    dialog.editor.name.setCursorPosition(4)
    qtbot.keyClicks(dialog.editor.name, "XY")
    assert dialog.editor.name.text() == "ProdXYuction"
    assert dialog.save.isEnabled() and not dialog.open_profile.isEnabled()


def test_a_profile_is_opened_from_the_list(qtbot: QtBot, parent: QWidget) -> None:
    dialog = ProfilesDialog(ListedProfiles(make_profiles()), asyncio.ensure_future, parent, ProfileId("p1"))
    dialog.show()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.open_requested) as opened:
        dialog.open_profile.click()
    assert opened.args == ["p2"]


def test_preferences_are_made_from_the_declared_settings(qtbot: QtBot, parent: QWidget) -> None:
    settings = MemorySettings()
    key_map = KeyMap(settings)
    key_map.declare(GROUP_ACTIONS)
    dialog = PreferencesDialog(settings, DECLARED, key_map, parent)
    dialog.show()
    theme, hold = dialog.editors[THEME.key], dialog.editors[HOLD_BACK_SECONDS.key]
    assert isinstance(theme, QComboBox) and isinstance(hold, QSpinBox)
    with qtbot.waitSignal(dialog.changed) as changed:
        theme.setCurrentIndex(theme.findText("Dark"))
    assert changed.args == [THEME.key] and settings.get(THEME) == "dark"
    hold.setValue(20)
    assert settings.get(HOLD_BACK_SECONDS) == 20
    assert theme.accessibleName() == "Theme"


def test_a_key_is_bound_by_pressing_it(qtbot: QtBot, parent: QWidget) -> None:
    settings = MemorySettings()
    key_map = KeyMap(settings)
    key_map.declare(GROUP_ACTIONS)
    dialog = PreferencesDialog(settings, DECLARED, key_map, parent)
    dialog.show()
    dialog.pages.setCurrentIndex(1)
    page = dialog.keys
    page.choose(GROUP_ACTIONS[1].id)
    page.key.setKeySequence(QKeySequence("E"))
    page.use.click()
    assert key_map.keys(GROUP_ACTIONS[1].id) == ("E",)
    assert "Resolve" in page.conflicts.text()
    page.default.click()
    assert key_map.keys(GROUP_ACTIONS[1].id) == ("A",) and page.conflicts.isHidden()


@pytest.mark.asyncio
async def test_protection_is_decided_or_declined(qtbot: QtBot, parent: QWidget) -> None:
    asking = asyncio.ensure_future(ask_for_protection(parent, exists=False))
    await until(lambda: parent.findChild(VaultDialog))
    dialog = parent.findChild(VaultDialog)
    assert isinstance(dialog, VaultDialog) and dialog.focusWidget() is dialog.passphrase
    dialog.by_memory.click()
    assert not dialog.passphrase.isVisible()
    dialog.submit.click()
    protection = await asking
    assert protection is not None and protection.way is Way.MEMORY
    again = asyncio.ensure_future(ask_for_protection(parent, exists=True))
    await until(lambda: any(each.isVisible() for each in parent.findChildren(VaultDialog)))
    next(each for each in parent.findChildren(VaultDialog) if each.isVisible()).quit.click()
    assert await again is None


@pytest.mark.asyncio
async def test_the_report_is_sent_as_edited_and_only_on_consent(qtbot: QtBot, parent: QWidget) -> None:
    sent: list[tuple[str, str]] = []

    async def send(url: str, report: str) -> None:
        sent.append((url, report))

    target = Target("<b>Desk</b>", "https://desk.example.org")
    dialog = CrashDialog("Traceback\x00", [target], send, asyncio.ensure_future, parent)
    dialog.show()
    assert dialog.report.toPlainText() == "Traceback‹NUL›" and not dialog.send.isEnabled()
    dialog.report.setPlainText("edited")
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "edited"
    dialog.target.setCurrentIndex(1)
    dialog.send.click()
    await until(lambda: sent and dialog.notice.isVisible())
    assert sent == [("https://desk.example.org", "edited")]
    assert "<b>Desk</b>" in dialog.notice.text()
    dialog.close_button.click()


def test_without_a_server_there_is_nothing_to_send_to(qtbot: QtBot, parent: QWidget) -> None:
    async def send(_url: str, _report: str) -> None:
        raise AssertionError

    dialog = CrashDialog("Traceback", [], send, asyncio.ensure_future, parent)
    dialog.show()
    assert not dialog.send.isVisible() and not dialog.target.isVisible()
    dialog.reject()


def test_about_names_versions_and_copies_them(qtbot: QtBot, parent: QWidget) -> None:
    dialog = AboutDialog(parent)
    dialog.show()
    next(each for each in dialog.findChildren(QPushButton) if "Copy" in each.text()).click()
    copied = QGuiApplication.clipboard().text()
    assert "CrashDesk 0." in copied and "LGPL-3.0-only" in copied and "6.11" in copied


@pytest.mark.parametrize("which", ["profiles", "preferences", "vault", "about"])
def test_everything_has_a_name_and_can_be_reached_by_tab(qtbot: QtBot, parent: QWidget, which: str) -> None:
    settings = MemorySettings()
    dialog = {
        "profiles": lambda: ProfilesDialog(ListedProfiles(make_profiles()), asyncio.ensure_future, parent),
        "preferences": lambda: PreferencesDialog(settings, DECLARED, KeyMap(settings), parent),
        "vault": lambda: VaultDialog(parent, exists=False),
        "about": lambda: AboutDialog(parent),
    }[which]()
    dialog.show()
    controls = [
        each
        for kind in (QAbstractButton, QLineEdit, QComboBox, QSpinBox)
        for each in dialog.findChildren(kind)
        if each.isVisible() and each.isEnabled() and not each.objectName().startswith("qt_")
    ]
    # The eye within a field is reached by its shortcut instead.
    controls = [each for each in controls if not isinstance(each.parent(), QLineEdit)]
    assert len(controls) >= 2
    assert [each for each in controls if not each.accessibleName() and not getattr(each, "text", str)()] == []
    assert [each for each in controls if not each.focusPolicy() & Qt.FocusPolicy.TabFocus] == []

"""The tab as a person uses it, over the real store with real triage."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from tests.support.crash_group_desk import CrashGroupDesk, crash_group_desk
from tests.support.gui_loop import until
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import make_group

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.crash_groups import CrashGroup, IgnoreUntil, ResolvedIn, Severity, Status
from crashdesk.core.errors import ChangedMeanwhile, ServerUnreachable
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.ui.kit.results_dialog import ResultsDialog
from crashdesk.ui.tabs.crash_groups import actions
from crashdesk.ui.tabs.crash_groups.dialogs.assign import AssignDialog
from crashdesk.ui.tabs.crash_groups.dialogs.delete import DeleteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.ignore import IgnoreDialog
from crashdesk.ui.tabs.crash_groups.dialogs.note import NoteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.resolve import ResolveDialog
from crashdesk.ui.tabs.crash_groups.dialogs.severity import SeverityDialog

NO_PLATFORM = pytest.mark.qt_log_ignore("This plugin does not support")
"""Without a display nothing can be raised or grab the keyboard, and Qt says so."""
D = TypeVar("D", bound=QDialog)
GROUPS = [
    make_group(f"g{n}", title=f"Fault {n}", count=n + 1, last_seen=NOVEMBER - n, last_version="2.0")
    for n in range(6)
]


async def settle(desk: CrashGroupDesk) -> None:
    await until(lambda: not desk.jobs.running)


async def ready(desk: CrashGroupDesk) -> None:
    desk.tab.widget.resize(1000, 700)
    desk.tab.widget.show()
    await settle(desk)


async def ask(desk: CrashGroupDesk, action: ActionId, kind: type[D]) -> D:
    """Press an action's key and return the dialog that it opens."""
    desk.tab.trigger(action)
    await until(lambda: desk.tab.view.findChildren(kind))
    return desk.tab.view.findChildren(kind)[0]


async def stored(desk: CrashGroupDesk, name: str) -> CrashGroup:
    group = await desk.store.tables.get(ObjectType.CRASH_GROUP, name)
    assert isinstance(group, CrashGroup)
    return group


async def outbox(desk: CrashGroupDesk) -> list[str]:
    return [entry.lane.id for entry in await desk.store.outbox.entries()]


def empty_of(desk: CrashGroupDesk) -> str:
    """What the empty state says, nothing while rows are shown."""
    shown = desk.tab.view._empty
    return shown.accessibleName() if desk.tab.view._pages.currentWidget() is shown else ""


def test_resolving_in_a_version_by_keyboard(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.NEXT)
            dialog = await ask(desk, actions.RESOLVE, ResolveDialog)
            QTest.keyClick(dialog.options, Qt.Key.Key_3)
            dialog.confirm()
            assert dialog.isVisible()
            assert dialog.form.field("version").error() == "Give a version."
            dialog.version.setCurrentText("2.1")
            assert dialog.form.field("version").error() == ""
            QTest.keyClick(dialog, Qt.Key.Key_Return)
            await until(lambda: desk.window.toasts)
            group = await stored(desk, "g1")
            assert (group.status, group.resolution.kind, group.resolution.version) == (
                Status.RESOLVED,
                ResolvedIn.VERSION,
                "2.1",
            )
            sentence, undo = desk.window.toasts[0]
            assert sentence == "Resolved “Fault 1” in 2.1"
            assert len(undo) == 1

    run(check())


def test_ticked_groups_are_ignored_together(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.TICK)
            desk.tab.view.table.go_to(2)
            desk.tab.trigger(actions.TICK_RANGE)
            await until(lambda: len(desk.tab.presenter.state.ticked) == 3)
            dialog = await ask(desk, actions.IGNORE, IgnoreDialog)
            dialog.options.choose(2)
            dialog.count.setText("0")
            dialog.confirm()
            assert "1,000,000" in dialog.form.field("count").error()
            dialog.count.setText("1 000")
            dialog.confirm()
            await until(lambda: desk.window.toasts)
            assert sorted(await outbox(desk)) == ["g0", "g1", "g2"]
            ignored = (await stored(desk, "g2")).ignore
            assert (ignored.kind, ignored.count) == (IgnoreUntil.COUNT, 1000)
            assert desk.tab.presenter.state.ticked == frozenset()

    run(check())


def test_a_time_that_is_past_is_refused_at_its_field(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            dialog = await ask(desk, actions.IGNORE, IgnoreDialog)
            dialog.options.choose(1)
            dialog.until.setDateTime(dialog.until.dateTime().addYears(-2))
            dialog.confirm()
            assert dialog.form.field("until").error() == "Choose a time that is still to come."
            dialog.reject()
            assert await outbox(desk) == []

    run(check())


def test_the_row_leaves_a_filter_that_it_no_longer_matches_and_the_next_one_is_current(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.view.filter_bar.changed.emit("is:open")
            await settle(desk)
            desk.tab.view.table.go_to(2)
            dialog = await ask(desk, actions.RESOLVE, ResolveDialog)
            dialog.confirm()
            await until(lambda: desk.tab.presenter.state.count.value == 5)
            assert desk.tab.view.table.current_id == "g3"

    run(check())


def test_assigning_by_typing_a_name_with_oneself_first(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            dialog = await ask(desk, actions.ASSIGN, AssignDialog)
            names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
            assert names[0] == "Mira Sandoval (me)"
            assert names[-1] == "Nobody"
            assert not any("Mallory" in name for name in names)
            QTest.keyClicks(dialog.search, "zzz")
            dialog.confirm()
            assert dialog.form.field("person").error() == "Choose somebody."
            dialog.search.clear()
            QTest.keyClicks(dialog.search, "jon")
            QTest.keyClick(dialog.search, Qt.Key.Key_Return)
            await until(lambda: desk.window.toasts)
            assert (await stored(desk, "g0")).assignee.label == "Jonas Weidner"

    run(check())


def test_severity_begins_with_the_present_one(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            dialog = await ask(desk, actions.SEVERITY, SeverityDialog)
            assert dialog.change().severity is Severity.MEDIUM
            QTest.keyClick(dialog.options, Qt.Key.Key_1)
            dialog.confirm()
            await until(lambda: desk.window.toasts)
            assert (await stored(desk, "g0")).severity is Severity.CRITICAL

    run(check())


def test_a_note_needs_text(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            dialog = await ask(desk, actions.NOTE, NoteDialog)
            dialog.confirm()
            assert dialog.form.field("note").error() == "Write something first."
            QTest.keyClicks(dialog.note, "Known")
            QTest.keyClick(dialog.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: desk.window.toasts)
            assert (await stored(desk, "g0")).notes == 1

    run(check())


def test_deleting_names_what_goes_and_enter_means_no(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.view.table.go_to(4)
            dialog = await ask(desk, actions.DELETE, DeleteDialog)
            assert "one group with 5 reports" in dialog.notice.text()
            assert dialog.cancel_button.isDefault()
            assert not dialog.ok_button.isDefault()
            dialog.ok_button.click()
            await until(lambda: desk.tab.presenter.state.count.value == 5)
            assert desk.server.deleted == ["g4"]

    run(check())


def test_what_could_not_be_deleted_stays_ticked_and_is_listed(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)

            def refuse(group_id: str) -> object:
                return ChangedMeanwhile(b"{}") if group_id == "g1" else 1

            desk.server.on_delete = refuse
            desk.tab.presenter.set_ticked({g.id for g in GROUPS[:3]})
            (await ask(desk, actions.DELETE, DeleteDialog)).confirm()
            await until(lambda: desk.tab.view.findChildren(ResultsDialog))
            results = desk.tab.view.findChildren(ResultsDialog)[0]
            first = results.list.topLevelItem(0)
            assert (first.text(0), first.text(1)) == ("Fault 1", "Somebody else has changed this meanwhile.")
            assert results.list.topLevelItemCount() == 3
            assert desk.tab.view._model.ticked == {"g1"}
            results.accept()
            assert desk.tab.presenter.state.results == ()

    run(check())


def test_a_deletion_without_a_server_is_told(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.server.on_delete = lambda _: ServerUnreachable()
            (await ask(desk, actions.DELETE, DeleteDialog)).confirm()
            await until(lambda: desk.window.errors)
            assert isinstance(desk.window.errors[0], ServerUnreachable)
            assert desk.tab.presenter.state.count.value == 6

    run(check())


def test_empty_states(run):
    async def check() -> None:
        async with crash_group_desk() as desk:
            await ready(desk)
            assert empty_of(desk).startswith("No crashes yet.")
            desk.set_connection(ConnectionState(Link.OFFLINE, Instant(0)))
            assert empty_of(desk).startswith("Nothing is on this computer yet.")
            desk.set_connection(ConnectionState(Link.ONLINE, Instant(0), syncing=1234))
            assert "1\u202f234 so far" in empty_of(desk)
            await desk.put(GROUPS[0])
            await until(lambda: desk.tab.presenter.state.count.value == 1)
            assert empty_of(desk) == ""
            desk.tab.view.filter_bar.changed.emit("title:nowhere")
            await until(lambda: empty_of(desk))
            assert empty_of(desk).startswith("Nothing matches this filter.")
            desk.tab.view._empty.pressed.emit()
            await until(lambda: not empty_of(desk))
            assert desk.tab.presenter.state.filter == ""

    run(check())


def test_completion_comes_from_the_store(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.widget.activateWindow()
            bar = desk.tab.view.filter_bar
            bar.focus()
            await until(bar.edit.hasFocus)
            QTest.keyClicks(bar.edit, "version:2")
            await until(lambda: bar._list.completions and bar._list.completions.items)
            assert [item.label for item in bar._list.completions.items] == ["2.0"]

    run(check())


def test_copies_are_harmless_text(run):
    async def check() -> None:
        hostile = make_group("evil", title="=HYPERLINK(1)\u202e\x1b[31m", last_seen=NOVEMBER + 5)
        async with crash_group_desk(hostile, *GROUPS) as desk:
            await ready(desk)
            clipboard = QGuiApplication.clipboard()
            for action in (actions.COPY_TEXT, actions.COPY_MARKDOWN, actions.COPY_JSON, actions.COPY_ROWS):
                clipboard.clear()
                desk.tab.trigger(action)
                await until(clipboard.text)
                assert "HYPERLINK" in clipboard.text()
                assert not {"\u202e", "\x1b"} & set(clipboard.text())
            assert "\t'=HYPERLINK" in clipboard.text()
            assert clipboard.text().startswith("Status\tSeverity\tCrash\t")

    run(check())


def test_opening_goes_to_the_details_and_back(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.widget.activateWindow()
            desk.tab.view.table.setFocus()
            await until(desk.tab.view.table.hasFocus)
            QTest.keyClick(desk.tab.view.table, Qt.Key.Key_Return)
            assert desk.tab.detail.isAncestorOf(QApplication.focusWidget())
            desk.tab.trigger(actions.BACK)
            assert desk.tab.view.table.hasFocus()
            desk.tab.trigger(actions.FILTER)
            assert desk.tab.view.filter_bar.edit.hasFocus()

    run(check())


def test_a_copy_of_several_has_them_all(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.presenter.set_ticked({"g1", "g4"})
            QGuiApplication.clipboard().clear()
            desk.tab.trigger(actions.COPY_MARKDOWN)
            await until(QGuiApplication.clipboard().text)
            assert QGuiApplication.clipboard().text().count("### ") == 2

    run(check())


@NO_PLATFORM
def test_the_menu_offers_what_can_be_done(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.view.table.menu_requested.emit(desk.tab.view.mapToGlobal(desk.tab.view.rect().center()))
            menu = QApplication.activePopupWidget()
            by_name = {action.text(): action for action in menu.actions() if action.text()}
            assert by_name["Resolve"].isEnabled()
            assert not by_name["Do the last thing again"].isEnabled()
            by_name["Assign to me"].trigger()
            menu.close()
            await until(lambda: desk.window.toasts)
            assert (await stored(desk, "g0")).assignee.label == "Mira Sandoval"

    run(check())


def test_the_filter_of_last_time_is_there_again(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            desk.tab.view.filter_bar.changed.emit("is:open")
            await settle(desk)
            assert desk.settings.layouts["crash_groups.filter"] == "is:open"
            desk.tab.view.filter_bar.changed.emit("is:opne")
            assert desk.tab.view.filter_bar.edit.property("wrong")
            assert desk.settings.layouts["crash_groups.filter"] == "is:open"

    run(check())


@NO_PLATFORM
def test_every_action_has_a_doing(run):
    async def check() -> None:
        async with crash_group_desk(*GROUPS) as desk:
            await ready(desk)
            for spec in actions.CRASH_GROUP_ACTIONS:
                if spec.id == actions.REPEAT:
                    continue
                assert desk.tab.availability(spec.id).enabled, spec.id
                desk.tab.trigger(spec.id)
                await settle(desk)
                for window in QApplication.topLevelWidgets():
                    if window is not desk.tab.widget and window.isVisible():
                        window.close()

    run(check())

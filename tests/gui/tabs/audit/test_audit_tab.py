"""The tab as a person uses it, over the real store with a log that is really verified."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from tests.support.audit_entries import sample_log
from tests.support.audit_samples import Log
from tests.support.audit_server import LogServer
from tests.support.audit_tab_desk import AuditTabDesk, audit_tab_desk
from tests.support.gui_loop import until
from tests.support.shell_fakes import make_connection

from crashdesk.core.audit import entry_id
from crashdesk.core.connection import Link
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ObjectType
from crashdesk.core.text import Text
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.verification.dialog import MeaningDialog

NO_PLATFORM = pytest.mark.qt_log_ignore("This plugin does not support")
"""Without a display nothing can be raised or grab the keyboard, and Qt says so."""
HALF = 10_000
"""Half of a long log; ten times as much takes a minute to verify and looks the same."""
HOSTILE = "<b>bold</b><img src=x>\u202e\x1b[31m\n" + "long" * 3_000


async def settle(desk: AuditTabDesk) -> None:
    await until(lambda: not desk.jobs.running)


async def ready(desk: AuditTabDesk) -> None:
    desk.tab.widget.resize(1200, 720)
    desk.tab.widget.show()
    await settle(desk)


def log_of(desk: AuditTabDesk):
    assert desk.tab.log is not None
    return desk.tab.log


def heading(desk: AuditTabDesk) -> str:
    return desk.tab.current.detail.heading.text()


def empty_of(desk: AuditTabDesk) -> str:
    """What the empty state says, nothing while rows are shown."""
    widget = desk.tab.current.widget
    shown = widget._empty
    return shown.accessibleName() if widget._pages.currentWidget() is shown else ""


def press(desk: AuditTabDesk, key: Qt.Key) -> None:
    QTest.keyClick(desk.tab.current.widget.table, key)


def a_log(count: int = 60) -> LogServer:
    return LogServer(sample_log(count))


# Reading


def test_a_long_log_scrolls_filters_and_opens_anywhere(run):
    async def check() -> None:
        server = LogServer(Log().grow(HALF))
        server.log.add(action="user.deleted", reason="left the company")
        server.log.grow(HALF - 1)
        async with audit_tab_desk(server) as desk:
            await ready(desk)
            entries = log_of(desk)
            table = entries.widget.table
            assert table.model().rowCount() == 2 * HALF
            table.go_to(HALF + 5_000)
            await until(lambda: table.current_id == entry_id(HALF - 5_000))
            await settle(desk)
            assert heading(desk) == f"Ada changed Person {HALF - 5_000} from viewer to operator"
            entries.widget.filter_by("action:user.deleted")
            await settle(desk)
            assert table.model().rowCount() == 1
            assert heading(desk) == f"Ada deleted the account of Person {HALF + 1}"
            entries.widget.filter_by('"left the company"')
            await settle(desk)
            assert entries.presenter.state.count.value == 1
            press(desk, Qt.Key.Key_End)
            entries.widget.filter_by("")
            await settle(desk)
            assert table.current_id == entry_id(HALF + 1)
            assert "all 20\u202f000 entries" in desk.tab.view.strip.words.text()

    run(check())


def test_the_keyboard_is_enough(run):
    async def check() -> None:
        async with audit_tab_desk(a_log()) as desk:
            await ready(desk)
            entries, table = log_of(desk), log_of(desk).widget.table
            for action, row in ((actions.NEXT, 1), (actions.NEXT, 2), (actions.PREVIOUS, 1)):
                desk.tab.trigger(action)
                assert table.current_row == row
            desk.tab.trigger(actions.FILTER)
            await settle(desk)
            assert QApplication.focusWidget() in {entries.widget.filter_bar.edit, None}
            desk.tab.trigger(actions.TICK)
            await settle(desk)
            assert len(entries.presenter.state.ticked) == 1
            press(desk, Qt.Key.Key_Space)
            assert entries.detail.shows_raw
            assert len(entries.presenter.state.ticked) == 1, "the space bar ticks nothing here"
            desk.tab.trigger(actions.RAW)
            assert not entries.detail.shows_raw
            press(desk, Qt.Key.Key_Return)
            assert table.current_row == 1

    run(check())


def test_an_entry_shows_facts_difference_and_raw_json(run):
    async def check() -> None:
        server = LogServer(Log().grow(3))
        async with audit_tab_desk(server) as desk:
            await ready(desk)
            pane = log_of(desk).detail
            assert heading(desk) == "Ada changed Person 3 from viewer to operator"
            assert pane.changes.sentences() == ["Role: was viewer, is operator"]
            desk.tab.trigger(actions.RAW)
            assert json.loads(pane.raw.text.toPlainText())["request_id"] == "req_3"
            pane.raw.forms.buttons["stored"].click()
            assert pane.raw.text.toPlainText() == server.log.links[2].body.decode()
            pane.raw.copy.click()
            assert QGuiApplication.clipboard().text() == server.log.links[2].body.decode()
            desk.tab.trigger(actions.PREVIOUS)
            await settle(desk)
            assert pane.shows_raw, "who reads raw goes on reading raw"

    run(check())


def test_a_click_on_a_fact_filters_by_it(run):
    async def check() -> None:
        async with audit_tab_desk(LogServer(Log().grow(9))) as desk:
            await ready(desk)
            entries = log_of(desk)
            buttons = entries.detail.facts.findChildren(QToolButton)
            request = next(each for each in buttons if "request:" in each.accessibleName())
            request.click()
            await settle(desk)
            assert entries.presenter.state.filter == "request:req_9"
            assert entries.presenter.state.count.value == 1
            desk.tab.trigger(actions.BY_ACTION)
            await settle(desk)
            assert entries.presenter.state.filter == "action:user.role_changed"
            assert entries.presenter.state.count.value == 9

    run(check())


def test_text_of_strangers_stays_text(run):
    async def check() -> None:
        server = LogServer(Log().grow(2))
        server.log.add(
            action=f"x.{HOSTILE}"[:200],
            actor={"id": HOSTILE, "kind": HOSTILE, "label": HOSTILE},
            target={"id": HOSTILE, "type": HOSTILE, "label": HOSTILE},
            before={HOSTILE: HOSTILE},
            after={HOSTILE: {HOSTILE: [HOSTILE, {"a": HOSTILE}]}},
            reason=HOSTILE,
            request_id=HOSTILE,
            ip=HOSTILE,
            user_agent=HOSTILE,
        )
        async with audit_tab_desk(server) as desk:
            await ready(desk)
            entries = log_of(desk)
            assert "<b>bold</b><img src=x>‹U+202E›‹ESC›[31m" in heading(desk)
            shown = [
                getattr(widget, "text", getattr(widget, "toPlainText", str))()
                for widget in entries.detail.findChildren(QWidget)
                if hasattr(widget, "text") and callable(widget.text)
            ]
            assert not any("\u202e" in text or "\x1b" in text for text in shown)
            model = entries.widget.table.model()
            spoken = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole.value)
            assert "\u202e" not in spoken
            assert entries.detail.minimumSizeHint().width() < 600, "no word makes its place wider"
            for action in (actions.BY_ACTOR, actions.BY_TARGET, actions.BY_REQUEST):
                desk.tab.trigger(action)
                await settle(desk)
                assert entries.presenter.state.problem is None
                assert entries.presenter.state.count.value == 1

    run(check())


def test_entries_are_copied_in_every_form(run):
    async def check() -> None:
        async with audit_tab_desk(LogServer(Log().grow(3))) as desk:
            await ready(desk)
            copied: dict[str, str] = {}
            for action in (actions.COPY_TEXT, actions.COPY_MARKDOWN, actions.COPY_JSON, actions.COPY_ROWS):
                desk.tab.trigger(action)
                await settle(desk)
                copied[action] = QGuiApplication.clipboard().text()
            assert copied[actions.COPY_TEXT].startswith("Ada changed Person 3 from viewer to operator\n")
            assert copied[actions.COPY_MARKDOWN].startswith("### Ada changed Person 3")
            assert json.loads(copied[actions.COPY_JSON])["seq"] == 3
            assert copied[actions.COPY_ROWS].splitlines()[0] == "No.\tTime\tWhat happened"
            log_of(desk).widget.table.ticks.turn_all()
            await settle(desk)
            desk.tab.trigger(actions.COPY_JSON)
            await settle(desk)
            assert len(json.loads(QGuiApplication.clipboard().text())) == 3

    run(check())


def test_rows_can_be_heard(run):
    async def check() -> None:
        async with audit_tab_desk(LogServer(Log().grow(2))) as desk:
            await ready(desk)
            model = log_of(desk).widget.table.model()
            spoken = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole.value)
            assert spoken.startswith("entry 2, 2026-11-01 ")
            assert spoken.endswith(", Ada changed Person 2 from viewer to operator")

    run(check())


# The verification


def test_a_change_on_the_server_raises_the_alarm_and_leads_to_the_entry(run):
    async def check() -> None:
        server = LogServer(Log().grow(40))
        async with audit_tab_desk(server) as desk:
            await ready(desk)
            strip = desk.tab.view.strip
            assert strip.words.text() == "Verified: all 40 entries follow from each other"
            server.log.links[11].body = server.log.links[11].body.replace(b"Ada", b"Eve")
            desk.tab.trigger(actions.COMPARE)
            await settle(desk)
            assert strip.words.text() == "Entry 12 was changed after it was written"
            assert strip.property("mood") == "alarm"
            assert strip.accessibleName().startswith("Entry 12 was changed")
            log_of(desk).widget.filter_by("seq:40")
            await settle(desk)
            next(button for button in strip.buttons if button.text() == "Show entry").click()
            await settle(desk)
            assert log_of(desk).widget.table.current_id == entry_id(12)
            await settle(desk)
            assert "breaks here" in [badge._text for badge in log_of(desk).detail._badges]

    run(check())


@NO_PLATFORM
def test_a_break_is_explained_and_put_aside(run):
    async def check() -> None:
        server = LogServer(Log().grow(10))
        async with audit_tab_desk(server) as desk:
            await ready(desk)
            server.log.links[4].body = b'{"action":"nothing"}'
            await desk.pull.check_everything()
            await until(lambda: desk.tab.view.strip.property("mood") == "alarm")
            desk.tab.trigger(actions.EXPLAIN)
            dialog = desk.tab.view.findChildren(MeaningDialog)[0]
            assert dialog.windowTitle() == "What this break of the log means"
            dialog.accept()
            desk.tab.trigger(actions.ACKNOWLEDGE)
            await until(lambda: _questions(desk))
            yes = [each for each in _questions(desk)[0].findChildren(QPushButton) if "seen" in each.text()]
            yes[0].click()
            await until(lambda: "Verified" in desk.tab.view.strip.words.text())
            desk.tab.trigger(actions.SWITCH)
            await until(lambda: heading(desk))
            assert heading(desk) == "Seen: Entry 5 was changed after it was written"

    run(check())


def test_without_the_server_all_stays_readable(run):
    async def check() -> None:
        offline = make_connection(Link.OFFLINE)
        async with audit_tab_desk(a_log(), connection=offline) as desk:
            await ready(desk)
            assert "Offline: as of" in desk.tab.view.strip.words.text()
            assert heading(desk)
            log_of(desk).widget.filter_by("actor:tom")
            await settle(desk)
            assert 0 < log_of(desk).presenter.state.count.value < 62

    run(check())


# Sources and empty states


def test_the_journal_says_what_this_desk_did(run):
    async def check() -> None:
        async with audit_tab_desk(a_log()) as desk:
            await ready(desk)
            sentence = Text("T", "Delete “{title}”")(title="<b>x</b>")
            kind = ObjectType.CRASH_GROUP
            await desk.store.journal.record(Event.DONE, kind, "grp_1", sentence, "3 reports")
            await desk.store.journal.record(Event.REJECTED, kind, "grp_2", sentence, "It is gone.")
            desk.tab.trigger(actions.SWITCH)
            await settle(desk)
            assert desk.tab.view.strip.isHidden()
            assert desk.tab.current.presenter.state.count.value == 2
            assert heading(desk) == "Delete “<b>x</b>”"
            desk.tab.current.widget.filter_by("is:rejected")
            await settle(desk)
            assert desk.tab.current.presenter.state.count.value == 1
            assert desk.settings.layout("audit.source") == "desk"

    run(check())


def test_without_the_right_there_is_the_journal_and_one_line_that_says_why(run):
    async def check() -> None:
        async with audit_tab_desk(rights=frozenset({"audit"})) as desk:
            await ready(desk)
            assert desk.tab.log is None
            assert desk.tab.view.sources.isHidden()
            assert desk.tab.view.why.text().startswith("You may not read this server's audit log")
            assert empty_of(desk).startswith("This desk has done nothing yet")
            assert desk.tab.availability(actions.COMPARE).enabled is False
            assert desk.tab.view.export.isEnabled() is False

    run(check())


def test_each_emptiness_has_its_own_words(run):
    async def check() -> None:
        never = make_connection(Link.OFFLINE, fresh_at=None)
        async with audit_tab_desk(connection=never) as desk:
            await ready(desk)
            assert empty_of(desk).startswith("The log is not on this computer yet")
            desk.set_connection(make_connection())
            await settle(desk)
            assert empty_of(desk).startswith("The log is empty")
        async with audit_tab_desk(a_log()) as desk:
            await ready(desk)
            log_of(desk).widget.filter_by("actor:nobody-at-all")
            await settle(desk)
            assert empty_of(desk).startswith("Nothing matches this filter")

    run(check())


def _questions(desk: AuditTabDesk) -> list[FittedDialog]:
    return [each for each in desk.tab.view.findChildren(FittedDialog) if each.isVisible()]

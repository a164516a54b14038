"""Exporting through the dialog, the real service and the real store."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from tests.support.audit_samples import Log
from tests.support.audit_server import LogServer
from tests.support.audit_tab_desk import AuditTabDesk, audit_tab_desk
from tests.support.gui_loop import until

from crashdesk.core.errors import ExportFailed
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ObjectType
from crashdesk.core.text import Text
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.export.dialog import ExportDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def a_log() -> LogServer:
    log = Log().grow(40)
    log.add(action="user.deleted", reason='=HYPERLINK("https://evil.example")')
    return LogServer(log)


async def opened(desk: AuditTabDesk) -> ExportDialog:
    desk.tab.widget.resize(1200, 720)
    desk.tab.widget.show()
    await until(lambda: not desk.jobs.running)
    return await asked(desk)


async def asked(desk: AuditTabDesk) -> ExportDialog:
    desk.tab.trigger(actions.EXPORT)
    await until(lambda: desk.tab.view.findChildren(ExportDialog))
    return desk.tab.view.findChildren(ExportDialog)[-1]


async def exported(desk: AuditTabDesk, dialog: ExportDialog) -> str:
    dialog.confirm()
    await until(lambda: desk.window.toasts)
    return desk.window.toasts.pop()[0]


def test_all_entries_become_lines_that_others_can_verify(run, tmp_path: Path, monkeypatch) -> None:
    async def check() -> None:
        server = a_log()
        async with audit_tab_desk(server) as desk:
            dialog = await opened(desk)
            assert Path(dialog.path.text()).name == "audit-Prod-uction-2026-11-18.jsonl"
            dialog.path.setText(str(tmp_path / "log.jsonl"))
            said = await exported(desk, dialog)
            assert said.startswith("Exported 41 entries to ")
            lines = (tmp_path / "log.jsonl").read_bytes().splitlines()
            assert [json.loads(line)["seq"] for line in lines] == list(range(41, 0, -1))
            assert lines[0] == server.log.links[40].line()
            assert server.asked[-1] == "exported 41 as jsonl:  (True)"
            monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: folders.append(url.toLocalFile()))
            desk.window.more[-1].run()
            assert folders == [str(tmp_path)]

    folders: list[str] = []
    run(check())


def test_what_the_filter_lets_through_becomes_a_table_without_formulas(run, tmp_path: Path) -> None:
    async def check() -> None:
        async with audit_tab_desk(a_log()) as desk:
            await opened(desk)
            desk.tab.view.findChildren(ExportDialog)[-1].reject()
            desk.tab.current.widget.filter_by("action:user.deleted")
            await until(lambda: not desk.jobs.running)
            dialog = await asked(desk)
            dialog.options.choose(1)
            assert dialog.path.text().endswith(".csv")
            dialog.path.setText(str(tmp_path / "log.csv"))
            assert (await exported(desk, dialog)).startswith("Exported 1 entries")
            rows = list(csv.DictReader((tmp_path / "log.csv").read_text("utf-8-sig").splitlines()))
            assert [row["action"] for row in rows] == ["user.deleted"]
            assert rows[0]["reason"].startswith("'=HYPERLINK")
            assert desk.server.asked[-1] == "exported 1 as csv: action:user.deleted (True)"

    run(check())


def test_a_file_is_never_replaced_without_a_question(run, tmp_path: Path) -> None:
    async def check() -> None:
        there = tmp_path / "log.jsonl"
        there.write_text("mine")
        async with audit_tab_desk(a_log()) as desk:
            dialog = await opened(desk)
            dialog.path.setText(str(there))
            dialog.confirm()
            await until(lambda: _question(desk))
            assert there.read_text() == "mine"
            buttons = {button.text(): button for button in _question(desk)[0].findChildren(QPushButton)}
            buttons["Replace"].click()
            await until(lambda: desk.window.toasts)
            assert there.read_text().startswith('{"seq":41')

    run(check())


def test_what_is_wrong_with_the_path_is_said_in_the_dialog(run, tmp_path: Path) -> None:
    async def check() -> None:
        async with audit_tab_desk(a_log()) as desk:
            dialog = await opened(desk)
            dialog.path.setText(str(tmp_path / "nowhere" / "log.jsonl"))
            dialog.confirm()
            assert dialog.isVisible()
            assert dialog.form.field("path").error() == "There is no such folder."
            dialog.reject()

    run(check())


def test_a_disk_that_refuses_is_a_sentence(run, tmp_path: Path) -> None:
    async def check() -> None:
        folder = tmp_path / "gone"
        folder.mkdir()
        async with audit_tab_desk(a_log()) as desk:
            dialog = await opened(desk)
            dialog.path.setText(str(folder / "log.jsonl"))
            dialog.confirm()
            folder.rmdir()
            await until(lambda: desk.window.errors)
            assert isinstance(desk.window.errors[0], ExportFailed)

    run(check())


def test_the_journal_is_exported_and_notes_exports(run, tmp_path: Path) -> None:
    async def check() -> None:
        async with audit_tab_desk(rights=frozenset()) as desk:
            sentence = Text("T", "Delete x")
            await desk.store.journal.record(Event.DONE, ObjectType.CRASH_GROUP, "grp_1", sentence)
            dialog = await opened(desk)
            assert Path(dialog.path.text()).name.startswith("journal-")
            dialog.path.setText(str(tmp_path / "journal.jsonl"))
            await exported(desk, dialog)
            assert json.loads((tmp_path / "journal.jsonl").read_text())["object_id"] == "grp_1"
            await until(lambda: desk.tab.current.presenter.state.count.value == 2)
            assert desk.server.asked == []

    run(check())


def _question(desk: AuditTabDesk) -> list[FittedDialog]:
    dialogs = desk.tab.view.findChildren(FittedDialog)
    return [each for each in dialogs if each.isVisible() and not isinstance(each, ExportDialog)]

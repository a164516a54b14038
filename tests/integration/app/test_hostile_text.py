"""Crash reports come from anybody: whatever is in them is shown as text, everywhere, and does nothing."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QTextBrowser, QTextEdit, QWidget
from tests.support.faulty_server import FaultyServer
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import ServerProcess
from tests.support.running_program import KeptVault, RunningProgram, running_program, sign_in, until

from crashdesk.core.crash_groups import NoteAddition
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.tabs.crash_groups import actions

ODD = "\u202e\u2066\u200b\x00\x1b[31m\ud800"
"""Bidi overrides, nothing of no width, NUL, an ANSI escape, half of a surrogate pair."""
DIALOGS = (actions.RESOLVE, actions.IGNORE, actions.SEVERITY, actions.ASSIGN, actions.NOTE, actions.DELETE)
COPIES = (actions.COPY_TEXT, actions.COPY_MARKDOWN, actions.COPY_JSON, actions.COPY_ROWS)


def hostile_texts(picture: str) -> dict[str, str]:
    """Return a text of each kind; `picture` is what HTML would load."""
    return {
        "markup": f"<b>bold</b><img src='{picture}'><a href='{picture}'>x</a><style>*{{color:red}}</style>",
        "a table": f"<table><tr><td background='{picture}'>cell</td></tr></table>",
        "entities": "&lt;b&gt; &#60;img src=x&#62;",
        "a long line": "x" * 16_384,
        "odd characters": f"Title{ODD}end",
        "marks": "Zalgo e" + "\u0301" * 4_000,
        "nesting": "[" * 200 + "]" * 200,
        "lines": "one\ttwo\nthree\r\nfour\u2028five",
        "Markdown": f"![x]({picture}) [click]({picture}) `code` # heading | cell |",
        "a formula": '=HYPERLINK("http://evil.example","x")',
        "a mnemonic": "&File && &Edit",
        "right to left": "خطأ في الذاكرة: malloc(): תקלה",
    }


def post(url: str, text: str) -> None:
    body = {
        "kind": "crash",
        "version": text[:60],
        "os": "linux",
        "arch": "amd64",
        "message": text,
        "stack": f"Error: {text[:15_000]}\n    at {text[:80]} (/home/x/{text[:80]}.js:1:2)",
        "breadcrumbs": [{"t": 1, "cat": text[:40], "msg": text[:200]}],
        "device": {"os_version": text[:60], "cpu": text[:60], "cores": 8},
    }
    content = json.dumps(body).encode()
    answer = httpx.post(f"{url}/v1/report", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 202, answer.text


@pytest.mark.parametrize("kind", hostile_texts(""))
def test_text_of_a_report_is_harmless_wherever_it_appears(
    qapp: QApplication, tmp_path: Path, vault: KeptVault, kind: str
) -> None:
    async def work() -> None:
        async with FaultyServer() as evil:
            with ServerProcess(tmp_path / "server", "--ingest-limit", "off") as server:
                text = hostile_texts(f"{evil.url}/picture.png")[kind]
                post(server.url, text)
                await sign_in(tmp_path, server.url, vault)
                async with running_program(qapp, tmp_path, vault) as running:
                    await running.until_online()
                    await until(lambda: tables_of(running) and tables_of(running)[0].current_row == 0)
                    [group] = await running.rows()
                    typed = text[:9_000].encode("utf-8", "replace").decode()
                    await running.desk.triage.change([group.id], NoteAddition(typed))
                    await look_everywhere(running)
            assert evil.requests == []

    run_on_qt(qapp, work())


async def look_everywhere(running: RunningProgram) -> None:
    """Paint everything, open each dialog, copy in each form."""
    await until(lambda: has_stack(running))
    check(running.window)
    for action in DIALOGS:
        running.window.carry_out(action)
        await until(lambda: open_dialogs(running))
        [dialog] = open_dialogs(running)
        check(dialog)
        dialog.reject()
        await until(lambda: not open_dialogs(running))
    for action in COPIES:
        QGuiApplication.clipboard().clear()
        running.window.carry_out(action)
        await until(lambda: QGuiApplication.clipboard().text())
        mime = QGuiApplication.clipboard().mimeData()
        assert not mime.hasHtml()
        if action == actions.COPY_ROWS:
            cells = [cell for line in mime.text().splitlines() for cell in line.split("\t")]
            assert not any(cell.startswith(("=", "+", "@")) for cell in cells), cells


def check(top: QWidget) -> None:
    """No widget below `top` may read its text as markup, and all must paint."""
    assert top.grab().width() > 0
    shown(top.windowTitle())
    for widget in [top, *top.findChildren(QWidget)]:
        if isinstance(widget, QLabel) and widget.text():
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget.text()
            shown(widget.text())
        assert not isinstance(widget, QTextEdit | QTextBrowser), widget
        shown(widget.accessibleName())
        shown(widget.accessibleDescription())
        without_markup(widget.toolTip())
    for table in top.findChildren(RowTable):
        model = table.model()
        for column in range(model.columnCount()):
            index = model.index(0, column)
            shown(str(model.data(index, Qt.ItemDataRole.AccessibleTextRole) or ""))
            without_markup(str(model.data(index, Qt.ItemDataRole.ToolTipRole) or ""))


def shown(text: str) -> None:
    """What stands for itself may neither hide nor turn round what follows it."""
    hidden = {sign for sign in ODD if sign not in "[31m"} & set(text)
    assert not hidden, (text[:200], hidden)


def without_markup(tooltip: str) -> None:
    """A tooltip is our own markup round escaped text, or no markup at all."""
    inner = tooltip.removeprefix("<qt><div style='white-space: pre-wrap'>").removesuffix("</div></qt>")
    assert "<" not in inner, tooltip[:300]
    shown(inner)


def tables_of(running: RunningProgram) -> list[RowTable]:
    return running.window.findChildren(RowTable)


def has_stack(running: RunningProgram) -> bool:
    from crashdesk.ui.kit.plain import PlainTextView

    return any(view.toPlainText() for view in running.window.findChildren(PlainTextView))


def open_dialogs(running: RunningProgram) -> list[QDialog]:
    return [dialog for dialog in running.window.findChildren(QDialog) if dialog.isVisible()]

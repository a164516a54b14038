"""The audit log: verified, filtered, broken, and the journal of this desk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.visual.shots.album import Album
from tests.visual.shots.studio import Studio

from crashdesk.core.ids import ActionId
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.export.dialog import ExportDialog
from crashdesk.ui.tabs.audit.verification.dialog import MeaningDialog
from crashdesk.ui.tabs.audit.view import AuditView

TAB = ActionId("shell.tab6")


async def log(studio: Studio, album: Album) -> None:
    """The server's log and what one can see of an entry."""
    view = await _open(studio)
    await studio.wait("the verification", lambda: "follow" in view.strip.words.text())
    view.current.carry_out(actions.NEXT)
    await studio.settled()
    await album.take("audit", studio.window)
    await _filter(studio, view, "action:user.role_changed")
    view.current.carry_out(actions.NEXT)
    await studio.settled()
    await album.take("audit-difference", studio.window)
    studio.window.carry_out(actions.RAW)
    await studio.settled()
    await album.take("audit-raw", studio.window)
    studio.window.carry_out(actions.RAW)
    await _filter(studio, view, "outcome:refused")
    await album.take("audit-filtered", studio.window)
    await _filter(studio, view, "actor:nowhere")
    await album.take("audit-no-match", studio.window)
    await _filter(studio, view, "")
    studio.window.carry_out(actions.EXPLAIN)
    dialog = await studio.opened(MeaningDialog)
    await album.take("audit-meaning", studio.window)
    dialog.reject()
    await studio.closed(MeaningDialog)
    studio.window.carry_out(actions.EXPORT)
    export = await studio.opened(ExportDialog)
    await album.take("audit-export", studio.window)
    export.reject()
    await studio.closed(ExportDialog)
    studio.window.carry_out(actions.SWITCH)
    await studio.settled()
    await album.take("journal", studio.window)
    studio.window.carry_out(actions.SWITCH)


async def broken(studio: Studio, album: Album, data: Path) -> None:
    """Somebody has changed an old entry in the server's database."""
    view = await _open(studio)
    with closing(sqlite3.connect(data / "crashdesk.db", timeout=10)) as database, database:
        changed = "UPDATE audit SET body = replace(body, 'viewer', 'admin') WHERE action = 'user.approved'"
        database.execute(changed)
    studio.window.carry_out(actions.COMPARE)
    await studio.wait("the alarm", lambda: "follow" not in view.strip.words.text() and not _busy(studio))
    await studio.settled()
    studio.window.carry_out(actions.SHOW_BREAK)
    await studio.settled()
    await album.take("audit-broken", studio.window)


async def _open(studio: Studio) -> AuditView:
    studio.window.carry_out(TAB)
    await studio.wait("the tab", lambda: studio.find(AuditView).isVisible())
    await studio.settled()
    return studio.find(AuditView)


async def _filter(studio: Studio, view: AuditView, text: str) -> None:
    view.current.filter_by(text)
    await studio.settled()


def _busy(studio: Studio) -> bool:
    return bool(studio.program._parts.jobs.running)  # type: ignore[attr-defined]

"""Renders each state of the shell and its dialogs to PNG files: `python -m tests.support.shell_pictures OUT`.

For looking at, not for comparing: fonts differ from machine to machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.support import account_pictures, dialog_pictures
from tests.support.shell_fakes import (
    NOW,
    MemorySettings,
    StillClock,
    make_builder,
    make_connection,
    make_profiles,
    make_session,
    make_specs,
)

from crashdesk.core.connection import Link
from crashdesk.core.errors import OtherServer, ServerUnreachable
from crashdesk.core.ids import DAY, MINUTE, ChangeId, Instant, ProfileId
from crashdesk.core.outbox import OutboxSummary
from crashdesk.core.session import Session
from crashdesk.core.text import Text
from crashdesk.ui.kit.keymap import KeyMap
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.awaiting_words import Waiting
from crashdesk.ui.shell.command_palette import CommandPalette
from crashdesk.ui.shell.connection_popup import ConnectionPopup
from crashdesk.ui.shell.jobs_popup import JobsPopup
from crashdesk.ui.shell.key_overlay import KeyOverlay
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.ui.shell.running_job import RunningJob

Picture = Callable[[], QWidget]
_KEPT: list[QWidget] = []


def new_window() -> MainWindow:
    settings = MemorySettings()
    return MainWindow(settings, KeyMap(settings), StillClock(), lambda _bug: None)


def window(**connection: object) -> MainWindow:
    shown = new_window()
    shown.resize(1180, 560)
    shown.set_session(make_session())
    shown.set_profiles(make_profiles(), ProfileId("p1"))
    shown.set_connection(make_connection(**connection))  # type: ignore[arg-type]
    shown.show_tabs(make_specs(), make_builder({}))
    shown.set_count("users", 3)
    shown.show()
    _KEPT.append(shown)
    return shown


def online() -> QWidget:
    shown = window(syncing=12_480)
    shown.set_outbox(OutboxSummary(held=1, waiting=1))
    shown.set_jobs([RunningJob(Text("T", "Exporting 1,204 groups"), 300, 1204, lambda: None)])
    shown.toast(
        Text("T", 'Resolved "TypeError: cannot read properties of undefined" in 2.1.0'), undo=(ChangeId(1),)
    )
    return shown


def narrow() -> QWidget:
    hostile = "<b>Übersee</b> & Söhne \u202egnp.exe with a name that goes on and on and on"
    shown = window()
    shown.resize(760, 420)
    shown.set_profiles([replace(make_profiles()[0], name=hostile)], ProfileId("p1"))
    shown.set_session(replace(make_session(), name=hostile))
    shown.report(ServerUnreachable(Text("T", "{x}")(x=hostile * 6), detail="x"))
    shown.banners.show_banner(
        "x", "warning", Text("T", "{x}")(x=hostile * 3), Text("T", "Sign in"), shown.close
    )
    return shown


def offline() -> QWidget:
    shown = window(link=Link.OFFLINE, problem=ServerUnreachable(), retry_at=Instant(NOW + 14_000))
    shown.set_outbox(OutboxSummary(waiting=2, stuck=1))
    shown.report(ServerUnreachable(detail="ConnectError: [Errno 111] Connection refused"))
    shown.errors.background(OtherServer())
    return shown


def signed_out() -> QWidget:
    shown = new_window()
    shown.resize(1180, 560)
    shown.set_profiles(make_profiles(), ProfileId("p2"))
    shown.set_connection(make_connection(Link.SIGNED_OUT))
    shown.empty.show_state(
        "key",
        Text("T", "Sign in to Staging"),
        Text("T", "What this server holds is shown to people it knows."),
        Text("T", "Sign in"),
    )
    shown.show()
    return shown


def loading() -> QWidget:
    shown = new_window()
    shown.resize(1180, 560)
    shown.set_profiles(make_profiles(), ProfileId("p3"))
    shown.empty.show_loading(Text("T", "Opening Laptop"), Text("T", "The local store is being read."))
    shown.show()
    return shown


def waiting(role: str = "pending", **connection: object) -> QWidget:
    shown = new_window()
    shown.resize(1180, 640)
    session = replace(make_session(), role=role, permissions=frozenset())
    shown.set_profiles(make_profiles(), ProfileId("p1"))
    shown.set_session(session)
    shown.set_connection(make_connection(**connection))  # type: ignore[arg-type]
    shown.show_waiting(Waiting(session, make_profiles()[0], Instant(NOW - 7 * MINUTE)))
    shown.show()
    return shown


def awaiting() -> QWidget:
    return waiting(link=Link.AWAITING, retry_at=Instant(NOW + 14_000))


def awaiting_offline() -> QWidget:
    return waiting(
        "viewer", link=Link.OFFLINE, fresh_at=None, problem=ServerUnreachable(), retry_at=Instant(NOW + 8_000)
    )


def palette() -> QWidget:
    shown = window(link=Link.OFFLINE, problem=ServerUnreachable())
    opened = CommandPalette(shown)
    opened.open_with(shown.commands())
    return opened


def keys() -> QWidget:
    shown = window()
    opened = KeyOverlay(shown)
    opened.open_with(shown.commands())
    return opened


def connection() -> QWidget:
    anchor = window()
    opened = ConnectionPopup(anchor)
    state = make_connection(Link.OFFLINE, problem=ServerUnreachable(), retry_at=Instant(NOW + 14_000))
    opened.set_state(state, NOW)
    return opened


def jobs() -> QWidget:
    anchor = window()
    opened = JobsPopup(anchor)
    opened.set_jobs(
        [
            RunningJob(Text("T", "Exporting 1,204 groups"), 300, 1204, lambda: None),
            RunningJob(
                Text("T", "Searching reports for “std::bad_alloc” in all versions since 1.0"),
                0,
                None,
                lambda: None,
            ),
        ]
    )
    return opened


def menu() -> QWidget:
    shown = window()
    shown.top.menu_button.menu().aboutToShow.emit()
    return shown.top.menu_button.menu()


def _account_menu(session: Session, **connection: object) -> QWidget:
    shown = window(**connection)
    shown.set_session(session)
    return shown.top.account.menu()


def account() -> QWidget:
    return _account_menu(account_session())


def account_offline() -> QWidget:
    return _account_menu(account_session(), link=Link.OFFLINE, problem=ServerUnreachable())


def account_by_key() -> QWidget:
    return _account_menu(replace(account_session(), via="api_key", expires_at=None, absolute_expires_at=None))


def account_session() -> Session:
    return replace(
        make_session(),
        capabilities=frozenset({"sessions", "api_keys"}),
        absolute_expires_at=Instant(NOW + 9 * DAY),
    )


PICTURES: dict[str, Picture] = {
    "window-online": online,
    "window-offline": offline,
    "window-narrow": narrow,
    "window-signed-out": signed_out,
    "window-loading": loading,
    "window-awaiting": awaiting,
    "window-awaiting-offline": awaiting_offline,
    "palette": palette,
    "keys": keys,
    "connection": connection,
    "jobs": jobs,
    "menu": menu,
    "account": account,
    "account-menu-offline": account_offline,
    "account-menu-key": account_by_key,
    **account_pictures.PICTURES,
    **dialog_pictures.PICTURES,
}


def main(out: Path, only: str = "") -> None:
    """Write every picture whose name contains `only`, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme = Theme(app, "light")
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        for name, picture in PICTURES.items():
            if only in name:
                widget = picture()
                _KEPT.append(widget)
                widget.show()
                widget.ensurePolished()
                app.sendPostedEvents()
                QTest.qWait(450)
                widget.grab().save(str(out / f"{name}-{mode}.png"))
                widget.hide()
    dialog_pictures.TURNS.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])

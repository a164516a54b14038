"""The window: profile, tabs, what they show, and the status bar. It knows no service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.actions import AVAILABLE, ActionSpec, Availability
from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId, ChangeId, ProfileId
from crashdesk.core.outbox import OutboxSummary
from crashdesk.core.ports import Clock
from crashdesk.core.profile import Profile
from crashdesk.core.session import Session
from crashdesk.core.setting import Settings
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.icons import icon
from crashdesk.ui.kit.keymap import SHELL, KeyMap, scope_of
from crashdesk.ui.kit.native_keys import native
from crashdesk.ui.kit.plain_dialogs import tell
from crashdesk.ui.kit.tab_spec import More, TabSpec
from crashdesk.ui.kit.theme_tokens import PROFILE_COLOURS
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell import account_actions, actions
from crashdesk.ui.shell.account_actions import ACCOUNT_ACTIONS, account_availability
from crashdesk.ui.shell.awaiting import AwaitingPage
from crashdesk.ui.shell.awaiting_words import Waiting
from crashdesk.ui.shell.banner import Banners
from crashdesk.ui.shell.command_desk import CommandDesk
from crashdesk.ui.shell.command_palette import CommandPalette
from crashdesk.ui.shell.commands import Command
from crashdesk.ui.shell.connection_banner import ConnectionBanner
from crashdesk.ui.shell.error_desk import ErrorDesk, ShowBug
from crashdesk.ui.shell.key_overlay import KeyOverlay
from crashdesk.ui.shell.menus import fill_menu
from crashdesk.ui.shell.profile_switcher import switch_commands
from crashdesk.ui.shell.running_job import RunningJob
from crashdesk.ui.shell.status_bar import StatusBar
from crashdesk.ui.shell.surfaces import SESSION_BANNER, WindowSurfaces
from crashdesk.ui.shell.tab_host import AttendTab, BuildTab, TabHost
from crashdesk.ui.shell.toasts import Toasts, leading_on, undoable
from crashdesk.ui.shell.top_bar import TopBar
from crashdesk.ui.shell.window_memory import remember_window, restore_window

_TITLE = QT_TRANSLATE_NOOP("Shell", "{profile} · CrashDesk")
_PROGRAM = QT_TRANSLATE_NOOP("Shell", "CrashDesk")
_NOTHING_TO_UNDO = QT_TRANSLATE_NOOP(
    "Shell", "Nothing is left to undo: changes can be taken back for a few seconds."
)
_NO_SESSION = QT_TRANSLATE_NOOP("Shell", "Nobody is signed in.")
_SIGNED_IN = QT_TRANSLATE_NOOP("Shell", "You are signed in.")
_DETAILS = QT_TRANSLATE_NOOP("Shell", "What went wrong")
_SIZE = (1280, 800)


class MainWindow(QMainWindow):
    """The one window; a `Window` for its tabs.

    Signals:
        profile_chosen: with the `ProfileId` of another profile.
        sign_in_requested, sign_out_requested, rights_requested, password_requested, sessions_requested,
        keys_requested, profiles_requested, preferences_requested, about_requested, outbox_requested,
        retry_requested: the user asks for it.
        undo_requested: with the tuple of `ChangeId` to take back.
        quit_requested: the window was closed or Quit chosen; it stays until the program hides it.
    """

    profile_chosen = Signal(str)
    sign_in_requested = Signal()
    sign_out_requested = Signal()
    rights_requested = Signal()
    password_requested = Signal()
    sessions_requested = Signal()
    keys_requested = Signal()
    profiles_requested = Signal()
    preferences_requested = Signal()
    about_requested = Signal()
    outbox_requested = Signal()
    retry_requested = Signal()
    undo_requested = Signal(object)
    quit_requested = Signal()

    def __init__(self, settings: Settings, key_map: KeyMap, clock: Clock, show_bug: ShowBug) -> None:
        super().__init__()
        self._settings = settings
        self._session: Session | None = None
        self._profile: Profile | None = None
        self._others: list[Profile] = []
        self._connection: ConnectionState | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self._offered: set[ActionId] = set()
        self.key_map = key_map
        self.top = TopBar()
        self.banners = Banners()
        self.status = StatusBar(clock)
        self.empty = EmptyState()
        self.awaiting = AwaitingPage(clock)
        self._host = TabHost(settings)
        self._pages = QStackedWidget()
        self._lay_out()
        self.toasts = Toasts(self)
        self._palette = CommandPalette(self)
        self._keys = KeyOverlay(self)
        self._connection_banner = ConnectionBanner(
            self.banners, clock, self.retry_requested.emit, self.sign_in_requested.emit
        )
        surfaces = WindowSurfaces(
            self.status, self.toasts, self.banners, self._show_details, self.sign_in_requested.emit
        )
        self.errors = ErrorDesk(surfaces, show_bug)
        self._desk = CommandDesk(self.key_map, self._host, self._general_availability, self)
        self._wire()
        self.setWindowTitle(render(_PROGRAM))
        self.setWindowIcon(icon("crashdesk", PROFILE_COLOURS[0]))
        if not restore_window(settings, self):
            self.resize(*_SIZE)
        self.empty.setFocus()

    # -- what the program shows in it ---------------------------------------------------------------

    def show_tabs(self, specs: Sequence[TabSpec], build: BuildTab, attend: AttendTab | None = None) -> None:
        """Offer tabs; each is built when it is first looked at. Former ones must have been closed."""
        self._host.offer(specs, build)
        self.top.tabs.set_tabs(self._host.specs)
        self.top.tabs.set_current(self._host.current_key)
        self._desk.set_tabs(self._host.specs)
        self._show_tab_keys()
        self._pages.setCurrentWidget(self._host)
        if attend is not None:
            self._host.attend(attend)

    def show_waiting(self, waiting: Waiting | None) -> None:
        """Show somebody who may see nothing yet that they are waiting; None for the empty page again.

        Tabs must have been closed.
        """
        if waiting is not None:
            self.awaiting.show_waiting(waiting)
        page = self.empty if waiting is None else self.awaiting
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            page.setFocus()

    async def close_tabs(self) -> None:
        """Close all tabs and show the empty page, whose words `empty` holds."""
        self._pages.setCurrentWidget(self.empty)
        self.empty.setFocus()
        self.top.tabs.set_tabs(())
        await self._host.close_all()

    def set_session(self, session: Session | None) -> None:
        """Show who is signed in."""
        self._session = session
        self.top.account.set_session(session)
        if session is not None:
            self.banners.clear(SESSION_BANNER)

    def set_profiles(self, profiles: Sequence[Profile], current: ProfileId | None) -> None:
        """Offer these profiles and show the colour of the one in use."""
        self._profile = next((each for each in profiles if each.id == current), None)
        self._others = [each for each in profiles if each.id != current]
        self.top.profiles.set_profiles(profiles, current)
        self.top.stripe.set_profile(self._profile)
        named = _TITLE(profile=visible_line(self._profile.name, 100)) if self._profile else _PROGRAM
        self.setWindowTitle(render(named))

    def set_connection(self, state: ConnectionState | None) -> None:
        """Show how the desk stands with its server; None while there is no profile."""
        self._connection = state
        if state is None:
            self.toasts.forget_changes()
            self.set_outbox(OutboxSummary())
        self.status.set_connection(state)
        self._connection_banner.follow(state)
        self.awaiting.follow(state)

    def set_outbox(self, summary: OutboxSummary) -> None:
        """Show how many changes wait."""
        self.status.set_outbox(summary)

    def set_jobs(self, jobs: Sequence[RunningJob]) -> None:
        """Show what is running."""
        self.status.set_jobs(jobs)

    def commands(self) -> list[Command]:
        """Return all that can be asked for now, what cannot be done included."""
        return [*self._desk.commands(), *switch_commands(self._others, self.profile_chosen.emit)]

    def offer(self, spec: ActionSpec, run: Callable[[], None]) -> None:
        """Put an action of the program's own into menu, palette and key map; its id begins with `shell.`."""
        self.key_map.declare((spec,))
        self._desk.serve({spec.id: run}, {})
        self._offered.add(spec.id)
        self.bind_keys()

    def bind_keys(self) -> None:
        """Use the key map as it is now, after it was changed."""
        self._desk.bind_keys()
        self._show_tab_keys()

    def remember_place(self) -> None:
        """Keep where the window is, for the next start."""
        remember_window(self._settings, self)

    def come_to_front(self) -> None:
        """Show the window, whatever covers it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # -- what a tab may ask of it -------------------------------------------------------------------

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = (), more: More | None = None) -> None:
        """Say something in passing; with `undo` ids it offers to take them back while they are held."""
        if more is not None:
            self.toasts.show_toast(leading_on(text, more.text, more.run))
            return
        held_ms = 1_000 * self._settings.get(HOLD_BACK_SECONDS)
        self.toasts.show_toast(undoable(text, undo, held_ms))

    def report(self, error: CrashDeskError) -> None:
        """Hand an expected failure of something the user asked for to the error desk."""
        self.errors.report(error)

    def set_count(self, tab_key: str, count: int | None) -> None:
        """Show how many things in a tab ask for action."""
        self.top.tabs.set_count(tab_key, count)

    def availability(self, action: ActionId) -> Availability:
        """Tell whether an action can be used now."""
        return self._desk.availability(action)

    def carry_out(self, action: ActionId) -> None:
        """Carry out an action as if its key had been pressed, in the tab that it belongs to."""
        self._desk.carry_out(action)

    def actions_changed(self) -> None:
        """Availability of the tab's actions may have changed; an open palette shows it."""
        self._palette.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask the program to end; closing here would end it under running coroutines."""
        event.ignore()
        self.quit_requested.emit()

    # -- its own affairs ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._host)
        self._pages.addWidget(self.awaiting)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.banners)
        column.addWidget(self._pages, 1)
        column.addWidget(self.status)
        self.setCentralWidget(centre)

    def _wire(self) -> None:
        self.top.profiles.profile_chosen.connect(self.profile_chosen)
        self.top.profiles.edit_requested.connect(self.profiles_requested)
        self.top.account.sign_in_requested.connect(self.sign_in_requested)
        self.top.account.sign_out_requested.connect(self.sign_out_requested)
        self.top.account.offer(self._account_commands)
        self.top.menu_button.menu().aboutToShow.connect(self._on_menu)
        self.awaiting.check_requested.connect(self.retry_requested)
        self.awaiting.password_requested.connect(self.password_requested)
        self.awaiting.sign_out_requested.connect(self.sign_out_requested)
        self.top.tabs.chosen.connect(self._host.show_tab)
        self._host.current_changed.connect(self.top.tabs.set_current)
        self.status.retry_requested.connect(self.retry_requested)
        self.status.sign_in_requested.connect(self.sign_in_requested)
        self.status.outbox_requested.connect(self.outbox_requested)
        self.toasts.undo_requested.connect(self.undo_requested)
        self._desk.refused.connect(self.status.say)
        self._desk.serve(self._runs(), self._asked())
        self._desk.bind_keys()

    def _runs(self) -> dict[actions.ActionId, Callable[[], None]]:
        return {
            actions.PALETTE: lambda: self._palette.open_with(
                [command for command in self.commands() if command.id != actions.PALETTE]
            ),
            actions.KEYS: lambda: self._keys.open_with(self.commands()),
            actions.UNDO: self.toasts.undo_latest,
            actions.RETRY: self.retry_requested.emit,
            actions.SIGN_IN: self.sign_in_requested.emit,
            actions.SIGN_OUT: self.sign_out_requested.emit,
            account_actions.RIGHTS: self.rights_requested.emit,
            account_actions.PASSWORD: self.password_requested.emit,
            account_actions.SESSIONS: self.sessions_requested.emit,
            account_actions.API_KEYS: self.keys_requested.emit,
            actions.PROFILES: self.profiles_requested.emit,
            actions.PREFERENCES: self.preferences_requested.emit,
            actions.ABOUT: self.about_requested.emit,
            actions.QUIT: self.quit_requested.emit,
        }

    def _asked(self) -> dict[actions.ActionId, Callable[[], Availability]]:
        def only(allowed: bool, reason: Text) -> Availability:
            return AVAILABLE if allowed else Availability(enabled=False, reason=reason)

        return {
            actions.UNDO: lambda: only(self.toasts.can_undo(), _NOTHING_TO_UNDO),
            actions.SIGN_IN: lambda: only(self._session is None, _SIGNED_IN),
            actions.SIGN_OUT: lambda: only(self._session is not None, _NO_SESSION),
            actions.RETRY: lambda: only(self._session is not None, _NO_SESSION),
            **{spec.id: partial(self._account_availability, spec.id) for spec in ACCOUNT_ACTIONS},
        }

    def _account_availability(self, action: ActionId) -> Availability:
        return account_availability(action, self._session, self._connection, read_only=self._is_read_only)

    def _account_commands(self) -> list[Command]:
        ids = {spec.id for spec in ACCOUNT_ACTIONS}
        return [command for command in self._desk.commands() if command.id in ids]

    @property
    def _is_read_only(self) -> bool:
        return self._profile is not None and self._profile.read_only

    def _general_availability(self, spec: ActionSpec) -> Availability:
        if scope_of(spec.id) == SHELL:
            return AVAILABLE
        return actions.general_availability(
            spec, self._session, self._connection, read_only=self._is_read_only
        )

    def _show_tab_keys(self) -> None:
        of_tabs = [self.key_map.keys(actions.tab_id(n)) for n in range(1, len(self._host.specs) + 1)]
        self.top.tabs.set_keys([native(keys[0]) if keys else "" for keys in of_tabs])

    def _on_menu(self) -> None:
        menu = self.top.menu_button.menu()
        menu.clear()
        commands = self.commands()
        of_tab = [command for command in commands if scope_of(command.id) != SHELL]
        if of_tab:
            fill_menu(menu.addMenu(of_tab[0].group), of_tab)
            menu.addSeparator()
        fill_menu(menu, [command for command in commands if command.id in actions.MAIN_MENU | self._offered])

    def _show_details(self, text: Text, details: str) -> None:
        task = asyncio.ensure_future(tell(self, _DETAILS, text, details))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

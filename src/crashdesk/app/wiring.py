"""The only place that constructs: every part of the program is made here and handed to the others."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from crashdesk.core.errors import CrashDeskError, VaultTrouble
from crashdesk.core.ports import Jobs, Vault
from crashdesk.core.profile import Profile
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.runtime.background import Background
from crashdesk.runtime.clock import SystemClock
from crashdesk.settings.declared import DECLARED, REPORT_BODIES_MB
from crashdesk.settings.layouts import Layouts
from crashdesk.settings.paths import Paths
from crashdesk.settings.profiles import ProfileBook
from crashdesk.settings.toml_settings import TomlSettings
from crashdesk.ui.kit.keymap import KeyMap
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.ui.shell.notices import WindowNotices
from crashdesk.ui.shell.running_job import RunningJob

if TYPE_CHECKING:
    from crashdesk.app.parts import Parts
    from crashdesk.app.program import Program
    from crashdesk.runtime.jobs import Job

_MB = 1_000_000
_PAUSE = QT_TRANSLATE_NOOP("Program", "The server asks for a pause of {seconds} s.")
_log = logging.getLogger(__name__)


def load_settings(paths: Paths) -> TomlSettings:
    """Read the settings. Raises `SettingsError`."""
    settings = TomlSettings(paths.settings_file, Layouts(paths.layouts_file), DECLARED)
    settings.load()
    return settings


def load_profiles(paths: Paths) -> ProfileBook:
    """Read the profiles. Raises `SettingsError`."""
    book = ProfileBook(paths.profiles_file)
    book.load()
    return book


async def open_vault() -> Vault:
    """Return the keyring of the operating system, or one for this session where there is none."""
    from crashdesk.vault.opening import open_vault as open_keyring
    from crashdesk.vault.session_vault import SessionVault

    try:
        return await open_keyring()
    except VaultTrouble as trouble:
        _log.warning("no keyring: %s (%s)", type(trouble).__name__, trouble.detail)
        return SessionVault()


def make_window(settings: TomlSettings, show_bug: Callable[[BaseException], None]) -> MainWindow:
    """Make the window, which can be shown before anything else is there."""
    return MainWindow(settings, KeyMap(settings), SystemClock(), show_bug)


def import_program() -> None:
    """Import what `make_program` needs. Takes as long as the first paint, so a worker thread does it."""
    importlib.import_module("crashdesk.app.program")
    importlib.import_module("crashdesk.app.housekeeping")
    importlib.import_module("crashdesk.app.registry").tab_specs()


def make_program(
    window: MainWindow,
    theme: Theme,
    settings: TomlSettings,
    profiles: ProfileBook,
    paths: Paths,
    vault: Vault,
    background: Background,
) -> Program:
    """Make the program around its window."""
    from crashdesk.app.dialogs import ProgramDialogs
    from crashdesk.app.housekeeping import Housekeeping
    from crashdesk.app.parts import Parts
    from crashdesk.app.profile_keeping import ProfileKeeping
    from crashdesk.app.program import Program
    from crashdesk.app.registry import tab_specs
    from crashdesk.app.store_access import StoreAccess
    from crashdesk.services.sessions import Sessions

    clock, open_client = SystemClock(), _make_open_client(window)
    sessions = Sessions(open_client, vault, profiles)
    dialogs = ProgramDialogs(window, settings, sessions, clock, background.start)
    stores = StoreAccess(paths.stores, vault, clock, lambda: settings.get(REPORT_BODIES_MB) * _MB)
    parts = Parts(
        window=window,
        dialogs=dialogs,
        settings=settings,
        profiles=profiles,
        sessions=sessions,
        stores=stores,
        jobs=_make_jobs(window),
        background=background,
        clock=clock,
        open_client=open_client,
        tab_specs=tab_specs,
        notices=_make_notices(window, background),
    )
    _make_account_desk(parts, program := Program(parts))
    keeping = ProfileKeeping(profiles, vault, stores, program.close_desk_of)
    Housekeeping(window, dialogs, settings, theme, keeping, program)
    return program


def _make_account_desk(parts: Parts, program: Program) -> None:
    from crashdesk.app.account_desk import AccountDesk

    AccountDesk(parts, program)  # the window keeps it


def _make_open_client(window: MainWindow) -> Callable[[Profile], Awaitable[ServerClient]]:
    from crashdesk.app.registry import connector_spec

    def tell_pause(seconds: float) -> None:
        window.status.say(_PAUSE(seconds=round(seconds)))

    async def open_client(profile: Profile) -> ServerClient:
        return await connector_spec(profile.kind).build(profile, tell_pause)

    return open_client


def _make_notices(window: MainWindow, background: Background) -> WindowNotices:
    async def show(program: str, title: str, body: str, button: str) -> bool | None:
        from crashdesk.runtime.desktop_notices import Answer, notify

        answer = await notify(program, title, body, button)
        return None if answer is Answer.UNAVAILABLE else answer is Answer.PRESSED

    return WindowNotices(window, window.come_to_front, show, background.start)


def _make_jobs(window: MainWindow) -> Jobs:
    from crashdesk.runtime.jobs import RunningJobs

    def failed(_job: Job, error: CrashDeskError, quiet: bool) -> None:
        (window.errors.background if quiet else window.errors.report)(error)

    jobs = RunningJobs(failed, window.errors.report)

    def show() -> None:
        window.set_jobs(
            [RunningJob(job.label, job.done, job.total, job.cancel) for job in jobs.running if not job.quiet]
        )

    jobs.subscribe(show)
    return jobs

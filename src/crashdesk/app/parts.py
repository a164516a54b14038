"""What the program is made of, so that `app.wiring` can hand it over in one piece."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec
from PySide6.QtWidgets import QDialog

from crashdesk.app.store_access import StoreAccess
from crashdesk.core.ports import Clock, Jobs
from crashdesk.core.profile import Profile
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.setting import Settings
from crashdesk.core.store_ports import Outbox
from crashdesk.runtime.background import Background
from crashdesk.services.sessions import Sessions
from crashdesk.settings.profiles import ProfileBook
from crashdesk.ui.dialogs.vault.state import Protection
from crashdesk.ui.kit.tab_spec import Notices, TabSpec
from crashdesk.ui.shell.main_window import MainWindow


class Dialogs(Protocol):
    """The questions that the program asks a person."""

    async def sign_in(self, profile: Profile | None) -> bool:
        """Sign in to a profile, or to a new one; False when the person gave up."""
        ...

    async def protection(self, *, exists: bool, was_wrong: bool) -> Protection | None:
        """Ask how to keep local data where there is no keyring; None when the person would rather quit."""
        ...

    def show_outbox(self, outbox: Outbox) -> QDialog:
        """Open the list of what waits; to be closed before the outbox's store is."""
        ...

    async def leave_unsent(self, count: int, *, for_quitting: bool) -> bool:
        """Ask whether to quit, or to sign out, although so many changes would be lost."""
        ...


class Parts(msgspec.Struct, frozen=True):
    """What the program is made of; `app.wiring` makes it."""

    window: MainWindow
    dialogs: Dialogs
    settings: Settings
    profiles: ProfileBook
    sessions: Sessions
    stores: StoreAccess
    jobs: Jobs
    background: Background
    clock: Clock
    open_client: Callable[[Profile], Awaitable[ServerClient]]
    tab_specs: Callable[[], tuple[TabSpec, ...]]
    notices: Notices | None = None

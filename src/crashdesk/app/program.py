"""The running program: which profile is open, who is signed in, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QDialog

from crashdesk.app import vacancy
from crashdesk.app.desk import Desk
from crashdesk.app.parts import Parts
from crashdesk.app.store_access import NotOpened
from crashdesk.app.tab_building import tab_context
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import CrashDeskError, OtherServer
from crashdesk.core.ids import ChangeId, Instant, ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.session import Credential, Session
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.sessions import read_credential
from crashdesk.ui.kit.tab_spec import Attendant, Tab, TabSpec
from crashdesk.ui.shell.awaiting_words import Waiting

_STILL_ON_SERVER = QT_TRANSLATE_NOOP(
    "Program", "Signed out here. The server could not be told; the session there ends by itself."
)
_TAKEN_BACK = QT_TRANSLATE_NOOP("Program", "Taken back.")
_LET_IN = QT_TRANSLATE_NOOP("Program", "You have been let in.")
_TOO_LATE = QT_TRANSLATE_NOOP("Program", "Too late: it has been sent already.")


class Program:
    """Opens and closes desks on behalf of the person at the screen."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._window = parts.window
        self._desk: Desk | None = None
        self._session: Session | None = None
        self._watching: list[Callable[[], None]] = []
        self._outbox_dialog: QDialog | None = None
        self._closers: list[Callable[[], None]] = []
        self._asking = False
        self._switch = asyncio.Lock()
        self._showing = asyncio.Lock()
        self._closing: asyncio.Future[None] | None = None
        self._quit = asyncio.Event()
        self._connect_window()

    async def run(self) -> int:
        """Run until somebody quits; returns the exit code."""
        self._window.come_to_front()
        self._do(self._open_profile(self._parts.profiles.first))
        await self._quit.wait()
        # First what may be opening a desk just now, so that none is opened after the last was closed.
        await self._parts.background.close()
        await self._close_desk()
        await self._parts.background.close()
        return 0

    @property
    def desk(self) -> Desk | None:
        """The open desk, for the demo and the tour."""
        return self._desk

    @property
    def session(self) -> Session | None:
        """Who is signed in at the open desk, or was when it last agreed with its server."""
        return self._session

    def before_closing(self, callback: Callable[[], None]) -> None:
        """Call `callback` whenever a desk is about to be closed: nothing may use it any more."""
        self._closers.append(callback)

    def quit(self) -> None:
        """End the program, unless a person has something to lose and wants to stay."""
        self._do(self._quit_if_wanted())

    def end(self) -> None:
        """End the program without asking."""
        self._quit.set()

    @property
    def profile(self) -> Profile | None:
        """The profile that is open."""
        return self._desk.profile if self._desk else None

    def profiles_edited(self, _result: int = 0) -> None:
        """Show the profiles as they are now; the open one begins anew if it was changed or removed."""
        profiles, desk = self._parts.profiles, self._desk
        if desk is not None and profiles.get(desk.profile.id) != desk.profile:
            self._do(self._open_profile(profiles.get(desk.profile.id) or profiles.first))
        else:
            self._window.set_profiles(profiles.profiles, desk.profile.id if desk else None)

    def switch_to(self, profile_id: str) -> None:
        """Open another profile."""
        profile = self._parts.profiles.get(ProfileId(profile_id))
        if profile is not None:
            self._parts.profiles.mark_used(profile.id)
            self._do(self._open_profile(profile))

    async def close_desk_of(self, profile: Profile) -> None:
        """Close the open desk if it is of `profile`, which is about to be removed."""
        if self.profile is not None and self.profile.id == profile.id:
            async with self._switch:
                await self._close_desk()

    # -- profiles and sessions ----------------------------------------------------------------------

    async def _open_profile(self, profile: Profile | None) -> None:
        async with self._switch:
            await self._close_desk()
            self._window.set_profiles(self._parts.profiles.profiles, profile.id if profile else None)
            if profile is None:
                vacancy.show_welcome(self._window.empty)
            else:
                await self._open_desk_of(profile)
        if not self._quit.is_set() and (self._desk is None or not self._desk.is_connected):
            await self._ask_to_sign_in(profile)

    async def _open_desk_of(self, profile: Profile) -> None:
        vacancy.show_opening(self._window.empty, profile)
        try:
            credential = await self._parts.sessions.credential(profile)
            is_known = credential is not None or await asyncio.to_thread(self._parts.stores.is_known, profile)
            if profile.last_server_id and is_known:
                await self._open_desk(profile, credential)
                return
        except NotOpened:
            self.end()
            return
        except CrashDeskError as trouble:
            self._window.report(trouble)
            vacancy.show_trouble(self._window.empty, profile, trouble)
            return
        vacancy.show_signed_out(self._window.empty, profile)

    async def _open_desk(self, profile: Profile, credential: Credential | None) -> None:
        parts = self._parts
        client = await parts.open_client(profile)
        try:
            store = await parts.stores.open(profile, parts.dialogs.protection, self._window.report)
        except BaseException:
            await client.close()
            raise
        desk = Desk(profile, store, client, parts.clock, parts.settings, self._show_session, parts.background)
        self._desk = desk
        self._watching = [
            desk.connection.watch(self._on_connection),
            store.outbox.subscribe(lambda: self._do(self._show_outbox())),
        ]
        known = await store.tables.session()
        if known is not None:
            self._show_session(known)
        await self._show_outbox()
        kept = await store.mirror.credential() if credential is None else None
        credential = credential or (read_credential(kept) if kept else None)
        if credential is not None:
            await self._connect(desk, credential)
        else:
            self._on_connection(ConnectionState(Link.SIGNED_OUT, parts.clock.now()))

    async def _connect(self, desk: Desk, credential: Credential) -> None:
        """Connect; without a keyring the credential lies in the store, which is locked by the passphrase."""
        await desk.keep_credential(credential, in_store=not self._parts.sessions.keeps)
        desk.connect(credential)

    async def _close_desk(self) -> None:
        desk, self._desk, self._session = self._desk, None, None
        for unwatch in self._watching:
            unwatch()
        self._watching = []
        if self._outbox_dialog is not None:
            self._outbox_dialog.close()
        for close in self._closers:
            close()
        # Whoever waits may be cancelled, as when somebody quits; the store is closed all the same.
        self._closing = asyncio.ensure_future(self._end_desk(desk, self._closing))
        await asyncio.shield(self._closing)

    async def _end_desk(self, desk: Desk | None, former: asyncio.Future[None] | None) -> None:
        if former is not None:
            await asyncio.wait([former])
        await self._window.close_tabs()
        self._window.set_session(None)
        self._window.set_connection(None)
        if desk is not None:
            await desk.close()

    def _show_session(self, session: Session) -> None:
        former, self._session = self._session, session
        self._window.set_session(session)
        if former is None or _offer_of(former) != _offer_of(session):
            self._do(self._show_tabs(self._desk, session))
            if former is not None and former.awaits_approval and not session.awaits_approval:
                self._window.toast(_LET_IN)

    async def _show_tabs(self, desk: Desk | None, session: Session) -> None:
        async with self._showing:
            await self._window.close_tabs()
            since = await self._waiting_since(desk, session)
            if desk is not self._desk or self._session is None:  # it was closed meanwhile
                return
            if since is not None and desk is not None:
                self._window.show_waiting(Waiting(session, desk.profile, since))
            else:
                self._offer_tabs(session)

    async def _waiting_since(self, desk: Desk | None, session: Session) -> Instant | None:
        """Return since when somebody waits to be let in, None for somebody who does not."""
        if desk is None:
            return None
        known = await desk.store.account.waiting_since()
        since = (known or self._parts.clock.now()) if session.awaits_approval else None
        if since != known:
            await desk.store.account.put_waiting_since(since)
        return since

    def _offer_tabs(self, session: Session) -> None:
        specs = [spec for spec in self._parts.tab_specs() if spec.needs <= session.capabilities]
        if specs:
            self._window.show_tabs(specs, self._build_tab, self._attend)
        else:
            vacancy.show_no_rights(self._window.empty)

    def _build_tab(self, spec: TabSpec) -> Tab:
        desk, session = self._desk, self._session
        assert desk is not None
        assert session is not None
        return spec.build(tab_context(desk, session, self._parts))

    def _attend(self, spec: TabSpec) -> Attendant | None:
        desk, session = self._desk, self._session
        if spec.attend is None or desk is None or session is None:
            return None
        return spec.attend(tab_context(desk, session, self._parts))

    async def _ask_to_sign_in(self, profile: Profile | None) -> None:
        """Ask once; whoever closes the dialog can ask for it again."""
        if self._asking:
            return
        self._asking = True
        try:
            signed_in = await self._parts.dialogs.sign_in(profile)
        finally:
            self._asking = False
        if signed_in:
            await self._resume()

    async def _resume(self) -> None:
        """After signing in: go on with the open desk if it is still the same person on the same server."""
        profile, desk = self._parts.profiles.first, self._desk
        if profile is not None and desk is not None and desk.belongs_to(profile):
            credential = await self._parts.sessions.credential(profile)
            if credential is not None:
                await self._connect(desk, credential)
                return
        await self._open_profile(profile)

    async def _sign_out(self) -> None:
        desk = self._desk
        if desk is None or not await self._may_lose_unsent(desk, for_quitting=False):
            return
        await desk.disconnect()
        await desk.store.mirror.put_credential(None)
        trouble = await self._parts.sessions.sign_out(desk.profile, desk.client)
        await self._open_profile(self._parts.profiles.get(desk.profile.id))
        if trouble is not None:
            self._window.toast(_STILL_ON_SERVER)

    # -- what happens -------------------------------------------------------------------------------

    def _on_connection(self, state: ConnectionState) -> None:
        self._window.set_connection(state)
        if state.link is Link.SIGNED_OUT or isinstance(state.problem, OtherServer):
            self._window.set_session(None)
            self._stop_waiting()
        if state.link is Link.SIGNED_OUT and self._desk is not None and self._desk.is_connected:
            self._do(self._ask_to_sign_in(self._desk.profile))

    def _stop_waiting(self) -> None:
        """The session of somebody who waited has ended: what they waited for may have been refused."""
        if self._desk is not None and self._session is not None and self._session.awaits_approval:
            self._session = None
            vacancy.show_not_let_in(self._window.empty, self._desk.profile)
            self._window.show_waiting(None)

    async def _show_outbox(self) -> None:
        desk = self._desk
        if desk is not None:
            self._window.set_outbox(await desk.store.outbox.summary())

    async def _undo(self, change_ids: tuple[ChangeId, ...]) -> None:
        if self._desk is not None:
            undone = await self._desk.triage.undo(change_ids)
            self._window.toast(_TAKEN_BACK if undone == len(change_ids) else _TOO_LATE)

    async def _quit_if_wanted(self) -> None:
        if self._desk is None or await self._may_lose_unsent(self._desk, for_quitting=True):
            self._quit.set()

    async def _may_lose_unsent(self, desk: Desk, *, for_quitting: bool) -> bool:
        """Ask, where closing the desk loses changes: a store in memory keeps none."""
        if desk.keeps:
            return True
        unsent = len(await desk.store.outbox.entries())
        return not unsent or await self._parts.dialogs.leave_unsent(unsent, for_quitting=for_quitting)

    def _connect_window(self) -> None:
        window = self._window
        window.quit_requested.connect(self.quit)
        window.profile_chosen.connect(self.switch_to)
        window.sign_in_requested.connect(self._on_sign_in)
        window.empty.pressed.connect(self._on_sign_in)
        window.sign_out_requested.connect(lambda: self._do(self._sign_out()))
        window.retry_requested.connect(self._on_retry)
        window.undo_requested.connect(self._on_undo)
        window.outbox_requested.connect(self._on_outbox)

    def _on_sign_in(self) -> None:
        self._do(self._ask_to_sign_in(self._desk.profile if self._desk else self._parts.profiles.first))

    def _on_undo(self, change_ids: tuple[ChangeId, ...]) -> None:
        self._do(self._undo(change_ids))

    def _on_outbox(self) -> None:
        if self._desk is not None and self._outbox_dialog is None:
            self._outbox_dialog = self._parts.dialogs.show_outbox(self._desk.store.outbox)
            self._outbox_dialog.finished.connect(self._on_outbox_closed)

    def _on_outbox_closed(self, _result: int) -> None:
        self._outbox_dialog = None

    def _on_retry(self) -> None:
        if self._desk is not None:
            self._desk.connection.retry_now()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._parts.background.start(work)


def _offer_of(session: Session) -> tuple[object, ...]:
    """Return what decides which tabs are shown."""
    return session.capabilities, session.awaits_approval

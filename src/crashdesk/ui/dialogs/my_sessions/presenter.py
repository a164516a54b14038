"""Shows where one is signed in, and ends what should not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec.structs import replace

from crashdesk.core.account import OpenSession
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.server_ports import AccountApi
from crashdesk.services.account import Account, Ending
from crashdesk.ui.dialogs.my_sessions import state as states
from crashdesk.ui.dialogs.my_sessions.state import SessionsState


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: SessionsState) -> None:
        """Show this state."""
        ...


class SessionsPresenter:
    """Lists from the server: nothing of this is kept here. Its coroutines may be cancelled."""

    def __init__(self, api: AccountApi, account: Account, view: View, *, read_only: bool) -> None:
        self._api = api
        self._account = account
        self._view = view
        self._state = SessionsState(read_only=read_only)

    @property
    def state(self) -> SessionsState:
        """What is on the screen."""
        return self._state

    async def load(self) -> None:
        """Fetch the list."""
        self._show(states.loading(self._state))
        await self._list()

    async def end(self, session_id: str) -> None:
        """End one session."""
        await self._end([session for session in self._state.others if session.id == session_id])

    async def end_others(self) -> None:
        """End every session but that of this desk: those that are listed, each by its id."""
        await self._end(self._state.others)

    async def _end(self, sessions: Sequence[OpenSession]) -> None:
        if not sessions or self._state.busy:
            return
        self._show(replace(states.loading(self._state), said=None, problems={}))
        try:
            endings = await self._account.end_sessions(sessions, self._on_ended)
            self._show(states.told(self._state, endings))
            await self._list()
        finally:
            if self._state.busy:
                self._show(replace(self._state, busy=False))

    async def _list(self) -> None:
        try:
            sessions = await self._api.sessions()
        except CrashDeskError as error:
            self._show(states.not_listed(self._state, error))
        else:
            self._show(states.listed(self._state, sessions))

    def _on_ended(self, ending: Ending) -> None:
        self._show(states.ended(self._state, ending))

    def _show(self, state: SessionsState) -> None:
        self._state = state
        self._view.show_state(state)

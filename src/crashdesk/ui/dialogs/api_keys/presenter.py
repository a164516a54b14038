"""Shows, makes and revokes one's own API keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec.structs import replace

from crashdesk.core.account import NewApiKey
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.people import Role
from crashdesk.core.server_ports import AccountApi
from crashdesk.core.text import Text
from crashdesk.services.account import Account
from crashdesk.ui.dialogs.api_keys import state as states
from crashdesk.ui.dialogs.api_keys.state import KeysState, Page


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: KeysState) -> None:
        """Show this state."""
        ...

    async def ask_to_revoke(self, name: str) -> bool:
        """Ask whether to revoke the key of this name."""
        ...


class KeysPresenter:
    """Lists from the server: nothing of this is kept here. Its coroutines may be cancelled."""

    def __init__(self, api: AccountApi, account: Account, view: View, state: KeysState) -> None:
        self._api = api
        self._account = account
        self._view = view
        self._state = state

    @property
    def state(self) -> KeysState:
        """What is on the screen."""
        return self._state

    async def load(self) -> None:
        """Fetch the list."""

        async def fetch() -> None:
            self._show(states.listed(self._state, await self._api.api_keys()))

        await self._run(fetch)

    def begin_new(self) -> None:
        """Go to the page that makes a key."""
        self._show(states.turned(self._state, Page.NEW))

    def back(self) -> None:
        """Return to the list; a secret that was shown is forgotten."""
        self._show(states.turned(self._state, Page.LIST))

    async def create(self, name: str, role: Role | None) -> None:
        """Make a key, or say what is wrong with its name."""
        name = name.strip()
        wrong = self._wrong_name(name)
        if wrong is not None:
            self._show(replace(self._state, errors={"name": wrong}))
            return

        async def make() -> None:
            self._show(states.shown(self._state, await self._account.create_key(NewApiKey(name, role))))

        await self._run(make)

    async def store(self) -> None:
        """Keep the key that is shown in the keyring."""
        created = self._state.created
        if created is None or self._state.stored_as:
            return

        async def keep() -> None:
            profile = await self._account.keep_key(created)
            self._show(replace(self._state, stored_as=profile, busy=False))

        await self._run(keep)

    async def revoke(self, key_id: str) -> None:
        """Revoke a key, after asking."""
        key = self._state.key(key_id)
        if key is None or not await self._view.ask_to_revoke(key.name):
            return

        async def revoke() -> None:
            await self._account.revoke_key(key)
            self._show(states.revoked(self._state, key))

        await self._run(revoke)

    def _wrong_name(self, name: str) -> Text | None:
        if not name:
            return states.NO_NAME
        if len(name) > states.LONGEST_NAME:
            return states.LONG_NAME(most=states.LONGEST_NAME)
        taken = {key.name.casefold() for key in self._state.keys or ()}
        return states.NAME_TAKEN if name.casefold() in taken else None

    async def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        if self._state.busy:
            return
        self._show(states.loading(self._state))
        try:
            await work()
        except CrashDeskError as error:
            lost = self._state.page is Page.NEW
            self._show(states.failed(self._state, error))
            if lost and self._state.page is Page.LIST:
                await self._list_again()
        finally:
            if self._state.busy:
                self._show(replace(self._state, busy=False))

    async def _list_again(self) -> None:
        """Look whether a key was made whose secret was lost; what was said stays."""
        try:
            self._show(replace(self._state, keys=await self._api.api_keys()))
        except CrashDeskError:
            return

    def _show(self, state: KeysState) -> None:
        self._state = state
        self._view.show_state(state)

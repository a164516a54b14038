"""Decides with the user how local data is protected where the system has no keyring."""

from __future__ import annotations

from typing import Protocol

from msgspec.structs import replace

from crashdesk.core.secret import Secret
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.vault import state as states
from crashdesk.ui.dialogs.vault.state import Protection, VaultState, Way


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: VaultState) -> None:
        """Show this state."""
        ...

    def finish(self, protection: Protection) -> None:
        """Close with a decision."""
        ...


class VaultPresenter:
    """Checks what is typed before it becomes a decision."""

    def __init__(
        self, view: View, *, exists: bool, was_wrong: bool = False, reason: Text | None = None
    ) -> None:
        self._view = view
        errors = {"passphrase": states.WRONG} if was_wrong else {}
        self._state = VaultState(exists, reason, errors=errors)

    @property
    def state(self) -> VaultState:
        """What is on the screen."""
        return self._state

    def begin(self) -> None:
        """Show the dialog."""
        self._show(self._state)

    def choose(self, way: Way) -> None:
        """Prefer a way."""
        self._show(replace(self._state, way=way, errors={}))

    def submit(self, passphrase: Secret, again: Secret) -> None:
        """Take the decision, or say what is wrong with it."""
        if self._state.way is Way.MEMORY:
            self._view.finish(Protection(Way.MEMORY))
            return
        errors = self._problems(passphrase, again)
        if errors:
            self._show(replace(self._state, errors=errors))
        else:
            self._view.finish(Protection(Way.PASSPHRASE, passphrase))

    def _problems(self, passphrase: Secret, again: Secret) -> dict[str, Text]:
        if self._state.exists:
            return {} if passphrase else {"passphrase": states.MISSING}
        if len(passphrase.reveal()) < states.LEAST:
            return {"passphrase": states.TOO_SHORT(least=states.LEAST)}
        return {} if passphrase == again else {"again": states.DIFFER}

    def _show(self, state: VaultState) -> None:
        self._state = state
        self._view.show_state(state)

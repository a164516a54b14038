"""Changes the password."""

from __future__ import annotations

from typing import Protocol

from msgspec.structs import replace

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.password_rules import PASSWORD_SAME, new_password_problems
from crashdesk.core.ports import Clock
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.services.account import Account
from crashdesk.ui.dialogs.password import state as states
from crashdesk.ui.dialogs.password.state import PasswordState


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: PasswordState) -> None:
        """Show this state."""
        ...

    def finish(self, *, kept: bool) -> None:
        """Close: the password is changed; `kept`: the new session is there after a restart."""
        ...


class PasswordPresenter:
    """Checks what is typed before it is sent. Cancelled, it leaves the dialog as before."""

    def __init__(self, account: Account, session: Session, clock: Clock, view: View) -> None:
        self._account = account
        self._session = session
        self._clock = clock
        self._view = view
        self._state = PasswordState()

    @property
    def state(self) -> PasswordState:
        """What is on the screen."""
        return self._state

    def begin(self) -> None:
        """Show the dialog."""
        self._show(self._state)

    async def submit(self, current: Secret, new: Secret, again: Secret) -> None:
        """Change the password, or say what is wrong with what was typed."""
        errors = new_password_problems(new, again, self._session.email, self._session.name)
        if not current:
            errors["current"] = states.NO_CURRENT
        elif new == current and not errors:
            errors["password"] = PASSWORD_SAME
        if errors:
            self._show(replace(self._state, errors=errors))
        elif self._state.may_submit:
            await self._change(current, new)

    def tick(self) -> None:
        """A second has passed: count a pause down."""
        if self._state.pause_until is not None:
            self._show(states.counted(self._state, self._clock.now()))

    async def _change(self, current: Secret, new: Secret) -> None:
        self._show(replace(self._state, busy=True, errors={}, trouble=None))
        try:
            trouble = await self._account.change_password(current, new)
        except CrashDeskError as error:
            self._show(states.failed(self._state, error, self._clock.now()))
        else:
            self._view.finish(kept=trouble is None)
        finally:
            if self._state.busy:
                self._show(replace(self._state, busy=False))

    def _show(self, state: PasswordState) -> None:
        self._state = state
        self._view.show_state(state)

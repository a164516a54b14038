"""Shows a fault of the program itself and sends its report where, and only if, the user says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec.structs import replace

from crashdesk.core.errors import CrashDeskError
from crashdesk.ui.dialogs.crash.state import CrashState, Phase, Target

SendReport = Callable[[str, str], Awaitable[None]]
"""`(url, report)`: posts a report to the server at `url`. Raises `CrashDeskError`."""


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: CrashState) -> None:
        """Show this state."""
        ...


class CrashPresenter:
    """Holds the state of the crash dialog."""

    def __init__(self, report: str, targets: tuple[Target, ...], send: SendReport, view: View) -> None:
        self._send = send
        self._view = view
        self._state = CrashState(report, targets)

    @property
    def state(self) -> CrashState:
        """What is on the screen."""
        return self._state

    def begin(self) -> None:
        """Show the report."""
        self._show(self._state)

    def choose(self, target: Target | None) -> None:
        """Choose where to send it; None for nowhere."""
        self._show(replace(self._state, target=target, problem=None, phase=Phase.READING))

    async def send(self, report: str) -> None:
        """Send the report as the user left it. Without a chosen server nothing happens."""
        target = self._state.target
        if target is None or not self._state.may_send:
            return
        self._show(replace(self._state, phase=Phase.SENDING, problem=None))
        try:
            await self._send(target.url, report)
        except CrashDeskError as error:
            self._show(replace(self._state, phase=Phase.READING, problem=error.text))
        else:
            self._show(replace(self._state, phase=Phase.SENT))

    def _show(self, state: CrashState) -> None:
        self._state = state
        self._view.show_state(state)

"""What the layers hand each other beside server and store: protocols that `app.wiring` fills in.

Everything asynchronous here runs on the one event loop and may be cancelled at any await.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from crashdesk.core.ids import Instant
from crashdesk.core.secret import Secret
from crashdesk.core.text import Text


class Clock(Protocol):
    """The time."""

    def now(self) -> Instant:
        """Return the present instant in milliseconds."""
        ...


class Vault(Protocol):
    """Secrets of profiles. Names are `credential` and `store-key`."""

    @property
    def keeps(self) -> bool:
        """Whether secrets outlive the program."""
        ...

    async def get(self, owner: str, name: str) -> Secret | None:
        """Return a secret. Raises `VaultTrouble`."""
        ...

    async def put(self, owner: str, name: str, secret: Secret) -> None:
        """Keep a secret. Raises `VaultTrouble`."""
        ...

    async def delete(self, owner: str, name: str) -> None:
        """Forget a secret; one that is not there is no error. Raises `VaultTrouble`."""
        ...


class Progress(Protocol):
    """How a piece of work tells how far it is."""

    def report(self, done: int, total: int | None = None) -> None:
        """Tell how much is done; `total` is None while unknown."""
        ...


class JobHandle(Protocol):
    """A running piece of work."""

    @property
    def label(self) -> Text:
        """What it does, in words."""
        ...

    def cancel(self) -> None:
        """Ask it to stop."""
        ...

    async def wait(self) -> None:
        """Wait until it has ended, however it did."""
        ...


class Jobs(Protocol):
    """Starts work that dies with its scope. Failures go to the error desk."""

    def start(
        self,
        label: Text,
        work: Callable[[Progress], Awaitable[object]],
        *,
        scope: str,
        exclusive: str = "",
        quiet: bool = False,
    ) -> JobHandle:
        """Run `work`. A later job of the same `exclusive` group cancels this one.

        `quiet` marks background work: its expected failures go to the status bar and not to a toast.
        """
        ...

    async def close_scope(self, scope: str) -> None:
        """Cancel the scope's jobs and wait for them."""
        ...

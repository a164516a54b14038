"""What a server can be asked: protocols that connectors fulfil.

Everything asynchronous here runs on the one event loop and may be cancelled at any await.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from crashdesk.core.changes import ChangePage, Undecoded
from crashdesk.core.crash_groups import CrashGroup, GroupChange
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics
from crashdesk.core.ids import GroupId, ReportId
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, ServerMeta, Session
from crashdesk.core.usage import Usage


class CrashGroupsApi(Protocol):
    """Crash groups on the server."""

    async def get(self, group_id: GroupId) -> CrashGroup:
        """Fetch one group. Raises `NotFound`."""
        ...

    async def change(
        self, group_id: GroupId, change: GroupChange, *, revision: int, idempotency_key: str
    ) -> CrashGroup | ActivityEntry:
        """Apply one change; a note answers with its entry. Raises `ChangedMeanwhile`, `OutcomeUnknown`."""
        ...

    async def delete(self, group_id: GroupId, *, revision: int, idempotency_key: str) -> int:
        """Delete the group and return how many reports it counted."""
        ...

    async def report(self, group_id: GroupId, report_id: ReportId) -> Undecoded[CrashReport]:
        """Fetch one sample with its content."""
        ...

    async def statistics(self, group_id: GroupId) -> GroupStatistics:
        """Fetch facets and both histograms."""
        ...


class UsageApi(Protocol):
    """Usage figures of the server."""

    async def usage(self, days: int) -> Usage:
        """Fetch usage over the last `days` days."""
        ...


class ServerClient(Protocol):
    """The typed client of one server for one profile."""

    @property
    def crash_groups(self) -> CrashGroupsApi:
        """Crash groups."""
        ...

    @property
    def usage(self) -> UsageApi:
        """Usage."""
        ...

    def use(self, credential: Credential | None) -> None:
        """Prove every later request with `credential`, or with nothing."""
        ...

    async def meta(self) -> ServerMeta:
        """Ask what this server is. Raises `AnswerUnusable` when it is another kind."""
        ...

    async def sign_in(self, email: str, password: Secret) -> tuple[Session, Credential]:
        """Begin a session. Raises `SignInRefused`, `TooManyRequests`, `SetupRequired`."""
        ...

    async def set_up(
        self, token: Secret, email: str, password: Secret, name: str
    ) -> tuple[Session, Credential]:
        """Create the first admin and begin a session."""
        ...

    async def session(self) -> tuple[Session, Credential]:
        """Ask who the credential in use is; the credential returned has a fresh CSRF token."""
        ...

    async def sign_out(self) -> None:
        """End the session on the server."""
        ...

    async def changes(self, since: str) -> Undecoded[ChangePage]:
        """Fetch the next part of the feed; empty `since` begins. Raises `ResyncRequired`."""
        ...

    def hints(self) -> AsyncIterator[str]:
        """Yield a change token whenever the server says there is something new. Ends with an error."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...

"""What a server can be asked: protocols that connectors fulfil.

Everything asynchronous here runs on the one event loop and may be cancelled at any await.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from crashdesk.core.account import ApiKey, CreatedApiKey, NewApiKey, OpenSession, Permission
from crashdesk.core.audit import AuditEntry, AuditPage, Checkpoint
from crashdesk.core.changes import ChangePage, Undecoded
from crashdesk.core.crash_groups import CrashGroup, GroupChange
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics
from crashdesk.core.ids import GroupId, ReportId, UserId
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, ServerMeta, Session
from crashdesk.core.task_ports import TasksApi
from crashdesk.core.usage import Usage
from crashdesk.core.users import User, UserDecision, UserEdit
from crashdesk.core.webhook_ports import DeliveriesApi, WebhooksApi


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


class UsersApi(Protocol):
    """Other people's accounts on the server."""

    async def get(self, user_id: UserId) -> User:
        """Fetch one account. Raises `NotFound`."""
        ...

    async def change(
        self, user_id: UserId, change: UserDecision, *, revision: int, idempotency_key: str
    ) -> User:
        """Approve or reject. Raises `ChangedMeanwhile`, `OutcomeUnknown`, `RequestConflict`."""
        ...

    async def edit(self, user_id: UserId, edit: UserEdit, *, revision: int, idempotency_key: str) -> User:
        """Change name, role, rights, or whether the account is enabled. Raises as `change`."""
        ...

    async def delete(self, user_id: UserId, *, revision: int, idempotency_key: str) -> None:
        """Delete the account; what its owner wrote stays under their name. Raises as `change`."""
        ...

    async def end_sessions(self, user_id: UserId, *, idempotency_key: str) -> int:
        """Sign somebody out everywhere and return how many sessions were open."""
        ...


class AccountApi(Protocol):
    """One's own account on the server."""

    async def change_password(self, current: Secret, new: Secret) -> tuple[Session, Credential]:
        """Change the password; every session ends, and a new one, which is returned, is in use.

        Never repeated: the session that could ask for the first answer is gone. Raises `SignInRefused` for a
        wrong current password, `InputRejected`, `TooManyRequests`, `OutcomeUnknown`.
        """
        ...

    async def sessions(self) -> tuple[OpenSession, ...]:
        """Fetch where one is signed in, the latest use first."""
        ...

    async def end_session(self, session_id: str, *, idempotency_key: str) -> None:
        """End one session; one that has ended already is no error."""
        ...

    async def api_keys(self) -> tuple[ApiKey, ...]:
        """Fetch one's own keys, the newest first."""
        ...

    async def create_api_key(self, wish: NewApiKey, *, idempotency_key: str) -> CreatedApiKey:
        """Make a key. Raises `RequestConflict` when the answer got lost and the secret with it."""
        ...

    async def revoke_api_key(self, key_id: str, *, idempotency_key: str) -> None:
        """Revoke a key; one that is gone already is no error."""
        ...

    async def permissions(self) -> tuple[Permission, ...]:
        """Fetch every right that the server knows."""
        ...


class AuditApi(Protocol):
    """The audit log of the server."""

    async def after(self, seq: int) -> Undecoded[AuditPage]:
        """Fetch the entries after `seq`, ascending; an empty page means that there are no more."""
        ...

    async def hashes_after(self, seq: int) -> Undecoded[AuditPage]:
        """As `after`, without bodies: what the server's log hashes to now."""
        ...

    async def entry(self, seq: int) -> AuditEntry:
        """Fetch one entry. Raises `NotFound`."""
        ...

    async def checkpoint(self) -> Checkpoint:
        """Fetch the signed head."""
        ...

    async def tell_export(self, query: str, count: int, form: str, *, idempotency_key: str) -> None:
        """Have the server note that somebody exported `count` entries as `form`."""
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

    @property
    def users(self) -> UsersApi:
        """Other people's accounts."""
        ...

    @property
    def account(self) -> AccountApi:
        """One's own account."""
        ...

    @property
    def audit(self) -> AuditApi:
        """The audit log."""
        ...

    @property
    def webhooks(self) -> WebhooksApi:
        """Webhooks."""
        ...

    @property
    def deliveries(self) -> DeliveriesApi:
        """Deliveries, and plans to replay them."""
        ...

    @property
    def tasks(self) -> TasksApi:
        """Background work."""
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

    async def register(
        self, email: str, password: Secret, name: str, token: Secret | None
    ) -> tuple[Session, Credential]:
        """Ask for an account and begin its session, which may do nothing until somebody approves it.

        Raises `InputRejected`, `TooManyRequests`, and `Refused` where registrations are closed or full.
        """
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

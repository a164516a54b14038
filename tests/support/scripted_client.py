"""A server client whose answers are scripted, for tests of what is above it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from crashdesk.core.changes import ChangePage, Undecoded
from crashdesk.core.crash_groups import CrashGroup, GroupChange
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics
from crashdesk.core.ids import GroupId, Instant, ReportId, ServerId, UserId
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, CredentialKind, ServerMeta, Session
from crashdesk.core.users import User, UserDecision, UserEdit

SERVER, USER = ServerId("srv_1"), UserId("usr_1")


def a_session(user_id: UserId = USER, *capabilities: str) -> Session:
    rights, able = frozenset({"crashes.read"}), frozenset(capabilities)
    return Session(user_id, "ada@example.org", "Ada", "admin", rights, able, "session")


def a_meta(server_id: ServerId = SERVER) -> ServerMeta:
    return ServerMeta("crashdesk", server_id, "Test", "1", frozenset(), ("session",), False, Instant(0))


def raise_or_return(answer: object) -> object:
    if isinstance(answer, BaseException):
        raise answer
    return answer() if callable(answer) else answer


@dataclass
class ScriptedCrashGroups:
    """Answers `change` and `get` from a function each; records every call."""

    on_change: Callable[[GroupId, GroupChange, int, str], object] = lambda *_: None
    on_get: Callable[[GroupId], object] = lambda _: None
    changes: list[tuple[GroupId, GroupChange, int, str]] = field(default_factory=list)

    async def get(self, group_id: GroupId) -> CrashGroup:
        await asyncio.sleep(0)
        return raise_or_return(self.on_get(group_id))  # type: ignore[return-value]

    async def change(
        self, group_id: GroupId, change: GroupChange, *, revision: int, idempotency_key: str
    ) -> CrashGroup | ActivityEntry:
        self.changes.append((group_id, change, revision, idempotency_key))
        await asyncio.sleep(0)
        return raise_or_return(self.on_change(group_id, change, revision, idempotency_key))  # type: ignore[return-value]

    async def delete(self, group_id: GroupId, *, revision: int, idempotency_key: str) -> int:
        raise NotImplementedError

    async def report(self, group_id: GroupId, report_id: ReportId) -> Undecoded[CrashReport]:
        raise NotImplementedError

    async def statistics(self, group_id: GroupId) -> GroupStatistics:
        raise NotImplementedError


@dataclass
class ScriptedUsers:
    """As `ScriptedCrashGroups`; `edits` are the direct actions, answered by `on_edit`."""

    on_change: Callable[[UserId, UserDecision, int, str], object] = lambda *_: None
    on_get: Callable[[UserId], object] = lambda _: None
    on_edit: Callable[..., object] = lambda *_: None
    changes: list[tuple[UserId, UserDecision, int, str]] = field(default_factory=list)
    edits: list[tuple[object, ...]] = field(default_factory=list)

    async def get(self, user_id: UserId) -> User:
        await asyncio.sleep(0)
        return raise_or_return(self.on_get(user_id))  # type: ignore[return-value]

    async def change(
        self, user_id: UserId, change: UserDecision, *, revision: int, idempotency_key: str
    ) -> User:
        self.changes.append((user_id, change, revision, idempotency_key))
        await asyncio.sleep(0)
        return raise_or_return(self.on_change(user_id, change, revision, idempotency_key))  # type: ignore[return-value]

    async def edit(self, user_id: UserId, edit: UserEdit, *, revision: int, idempotency_key: str) -> User:
        return await self._directly("edit", user_id, edit, revision)  # type: ignore[return-value]

    async def delete(self, user_id: UserId, *, revision: int, idempotency_key: str) -> None:
        await self._directly("delete", user_id, revision)

    async def end_sessions(self, user_id: UserId, *, idempotency_key: str) -> int:
        return await self._directly("end_sessions", user_id)  # type: ignore[return-value]

    async def _directly(self, *call: object) -> object:
        self.edits.append(call)
        await asyncio.sleep(0)
        return raise_or_return(self.on_edit(*call))


@dataclass
class ScriptedClient:
    """Plays a server: `pages` are the answers of the change feed, in order, an error is raised."""

    pages: list[ChangePage | BaseException] = field(default_factory=list)
    who: Session | BaseException = field(default_factory=a_session)
    what: ServerMeta | BaseException = field(default_factory=a_meta)
    crash_groups: ScriptedCrashGroups = field(default_factory=ScriptedCrashGroups)
    users: ScriptedUsers = field(default_factory=ScriptedUsers)
    asked: list[str] = field(default_factory=list)
    hint: asyncio.Event = field(default_factory=asyncio.Event)
    hints_end: BaseException | None = None
    audit: object = None

    def use(self, credential: Credential | None) -> None:
        self.credential = credential

    async def meta(self) -> ServerMeta:
        return raise_or_return(self.what)  # type: ignore[return-value]

    async def session(self) -> tuple[Session, Credential]:
        return raise_or_return(self.who), Credential(CredentialKind.COOKIE, Secret("c"))  # type: ignore[return-value]

    async def changes(self, since: str) -> Undecoded[ChangePage]:
        self.asked.append(since)
        await asyncio.sleep(0)
        answer = self.pages.pop(0) if self.pages else ChangePage((), since or "t0", has_more=False)
        if isinstance(answer, BaseException):
            raise answer
        return Undecoded(b"", lambda _: answer)

    async def hints(self) -> AsyncIterator[str]:
        while True:
            await self.hint.wait()
            self.hint.clear()
            if self.hints_end:
                raise self.hints_end
            yield "hint"

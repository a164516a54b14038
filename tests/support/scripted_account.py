"""One's own account on a server whose answers a test writes down beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from msgspec import structs
from tests.support.shell_fakes import NOW, make_session

from crashdesk.core.account import ApiKey, CreatedApiKey, NewApiKey, OpenSession, Permission
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import DAY, HOUR, MINUTE, Instant, ObjectId, UserId
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, CredentialKind, Session
from crashdesk.core.text import Text
from crashdesk.services.account import Account

OLD = Credential(CredentialKind.COOKIE, Secret("old"), Secret("csrf0"))
FRESH = Credential(CredentialKind.COOKIE, Secret("fresh"), Secret("csrf1"))
KEY = Secret("cdk_7Qm2xR9tVb4LwZ8sKd3HfP6yNc1JgT5aEo0uXiWq")


def an_open_session(number: int, agent: str, address: str, *, current: bool = False) -> OpenSession:
    return OpenSession(
        id=f"ses_{number}",
        created_at=Instant(NOW - number * DAY - 2 * HOUR),
        seen_at=Instant(NOW - number * 7 * HOUR - MINUTE),
        expires_at=Instant(NOW + 12 * HOUR - number * 7 * HOUR // 2),
        address=address,
        user_agent=agent,
        current=current,
    )


SESSIONS = (
    an_open_session(0, "CrashDesk/0.1.0 (Linux)", "192.0.2.17", current=True),
    an_open_session(1, "CrashDesk/0.1.0 (Windows)", "192.0.2.17"),
    an_open_session(
        2, "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "2001:db8::5"
    ),
    an_open_session(3, "", "198.51.100.204"),
)


def a_key(number: int, name: str, role: str | None = None, used: bool = True) -> ApiKey:
    return ApiKey(
        id=f"key_{number}",
        name=name,
        prefix=f"cdk_{number}Qm2",
        created_at=Instant(NOW - number * 9 * DAY),
        owner_id="usr_1",
        owner_label="Mira Sandoval",
        role=role,
        last_used_at=Instant(NOW - number * 5 * HOUR) if used else None,
        last_used_from="192.0.2.44" if used else "",
    )


KEYS = (
    a_key(1, "nightly export", "viewer"),
    a_key(2, "release pipeline"),
    a_key(3, "wall display", "viewer", False),
)


def a_right(name: str, meaning: str, *roles: str, grantable: bool = False) -> Permission:
    return Permission(name, name.partition(".")[0], meaning, roles, grantable)


RIGHTS = (
    a_right("crashes.read", "See crash groups, reports and timelines.", "viewer", "operator", "admin"),
    a_right("crashes.triage", "Resolve, ignore, reopen and assign crash groups.", "operator", "admin"),
    a_right("users.manage", "Approve, reject, change and delete accounts.", "admin"),
    a_right("audit.read", "Read and export the audit log.", "admin", grantable=True),
)


class ScriptedAccount:
    """Answers with its lists, or raises what `errors` has for the name of a call; records the calls."""

    def __init__(self) -> None:
        self.open: list[OpenSession] = list(SESSIONS)
        self.keys: list[ApiKey] = list(KEYS)
        self.errors: dict[str, CrashDeskError] = {}
        self.asked: list[tuple[str, ...]] = []
        self.hold: asyncio.Event | None = None

    async def change_password(self, current: Secret, new: Secret) -> tuple[Session, Credential]:
        await self._answer("change_password", current.reveal(), new.reveal())
        return make_session(), FRESH

    async def sessions(self) -> tuple[OpenSession, ...]:
        await self._answer("sessions")
        return tuple(self.open)

    async def end_session(self, session_id: str, *, idempotency_key: str) -> None:
        await self._answer("end_session", session_id, key=session_id)
        self.open = [session for session in self.open if session.id != session_id]

    async def api_keys(self) -> tuple[ApiKey, ...]:
        await self._answer("api_keys")
        return tuple(self.keys)

    async def create_api_key(self, wish: NewApiKey, *, idempotency_key: str) -> CreatedApiKey:
        await self._answer("create_api_key", wish.name, wish.role.value if wish.role else "")
        made = a_key(9, wish.name, wish.role.value if wish.role else None, used=False)
        self.keys.insert(0, structs.replace(made, created_at=NOW))
        return CreatedApiKey(self.keys[0], KEY)

    async def revoke_api_key(self, key_id: str, *, idempotency_key: str) -> None:
        await self._answer("revoke_api_key", key_id)
        self.keys = [key for key in self.keys if key.id != key_id]

    async def permissions(self) -> tuple[Permission, ...]:
        await self._answer("permissions")
        return RIGHTS

    async def _answer(self, name: str, *more: str, key: str = "") -> None:
        self.asked.append((name, *more))
        if self.hold is not None:
            await self.hold.wait()
        await asyncio.sleep(0)
        error = self.errors.get(key) or self.errors.get(name)
        if error is not None:
            raise error


class RecordingJournal:
    """Remembers what was noted: the event, the sentence and the answer."""

    def __init__(self) -> None:
        self.noted: list[tuple[Event, str, str]] = []

    async def record(
        self, event: Event, object_type: ObjectType, object_id: ObjectId, sentence: Text, answer: str = ""
    ) -> None:
        assert (object_type, object_id) == (ObjectType.USER, "usr_1")
        self.noted.append((event, str(sentence), answer))

    async def latest(self, limit: int) -> tuple[JournalEntry, ...]:
        raise NotImplementedError


def an_account(
    api: ScriptedAccount, holder: RecordingHolder | None = None, journal: RecordingJournal | None = None
) -> Account:
    """The service over stand-ins."""
    return Account(api, holder or RecordingHolder(), journal or RecordingJournal(), UserId("usr_1"))


class RecordingHolder:
    """Holds one credential and remembers what happened to it; to keep something raises `trouble`."""

    def __init__(self) -> None:
        self.used: Credential = OLD
        self.kept: list[Credential] = []
        self.keys: list[tuple[str, Secret]] = []
        self.trouble: CrashDeskError | None = None
        self.is_resting = False

    @asynccontextmanager
    async def resting(self) -> AsyncGenerator[Callable[[Credential], None]]:
        def go_on(fresh: Credential) -> None:
            self.used = fresh

        self.is_resting = True
        try:
            yield go_on
        finally:
            self.is_resting = False

    async def keep(self, credential: Credential) -> None:
        if self.trouble:
            raise self.trouble
        self.kept.append(credential)

    async def keep_key(self, name: str, key: Secret) -> str:
        if self.trouble:
            raise self.trouble
        self.keys.append((name, key))
        return f"Production · {name}"

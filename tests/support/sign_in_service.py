"""A sign-in service whose answers a test writes down beforehand."""

from __future__ import annotations

import asyncio

from tests.support.shell_fakes import NOW, make_session

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ServerId
from crashdesk.core.profile import Profile
from crashdesk.core.secret import Secret
from crashdesk.core.session import ServerMeta, Session


def make_meta(
    *,
    setup_required: bool = False,
    methods: tuple[str, ...] = ("session", "api_key"),
    registration: bool = False,
) -> ServerMeta:
    return ServerMeta(
        kind="crashdesk",
        server_id=ServerId("srv_1"),
        name="Crash reports of Example",
        version="0.1.0",
        capabilities=frozenset(),
        auth_methods=methods,
        setup_required=setup_required,
        time=NOW,
        registration=registration,
    )


class ScriptedSignIn:
    """Answers with `meta` and a session, or raises `error`; records what it was asked."""

    def __init__(self, *, keeps: bool = True) -> None:
        self.keeps = keeps
        self.meta = make_meta()
        self.error: CrashDeskError | None = None
        self.asked: list[tuple[str, ...]] = []
        self.hold: asyncio.Event | None = None

    async def probe(self, profile: Profile) -> ServerMeta:
        await self._answer("probe", profile.url)
        return self.meta

    async def sign_in(self, profile: Profile, email: str, password: Secret) -> Session:
        await self._answer("sign_in", profile.url, email, password.reveal())
        return make_session()

    async def use_key(self, profile: Profile, key: Secret) -> Session:
        await self._answer("use_key", key.reveal())
        return make_session()

    async def set_up(
        self, profile: Profile, token: Secret, email: str, password: Secret, name: str
    ) -> Session:
        await self._answer("set_up", token.reveal(), email, password.reveal(), name)
        return make_session()

    async def register(
        self, profile: Profile, email: str, password: Secret, name: str, token: Secret | None
    ) -> Session:
        await self._answer("register", email, password.reveal(), name, token.reveal() if token else "")
        return make_session()

    async def _answer(self, *asked: str) -> None:
        self.asked.append(asked)
        if self.hold is not None:
            await self.hold.wait()
        if self.error is not None:
            raise self.error

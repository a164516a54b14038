"""The connection: one loop that pulls, pushes, listens, and tries again when the server is away.

CONNECTING ──► ONLINE ──► OFFLINE ──(wait or nudge)──► CONNECTING
  │     ▲         └─────► SIGNED_OUT   the session has ended; a person signs in again
  ├─────│───────────────► STOPPED      another server or person answers, or access was withdrawn
  ▼     │(let in)
AWAITING ──► OFFLINE, SIGNED_OUT       nobody has let this person in, or all their rights are gone

While it is AWAITING the desk asks `GET /session` every so often and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import msgspec

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import (
    AccessDenied,
    AnswerUnusable,
    AwaitingApproval,
    CrashDeskError,
    NotFound,
    OtherServer,
    ServerFault,
    SessionEnded,
    StoreTrouble,
)
from crashdesk.core.ids import MINUTE, SECOND, Instant, ServerId, UserId
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.session import Credential, Session
from crashdesk.core.store_ports import Audit, Mirror, Outbox
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.sync.audit_pull import AuditPull
from crashdesk.sync.backoff import Backoff
from crashdesk.sync.prefetch import Prefetch
from crashdesk.sync.pull import Pull
from crashdesk.sync.push import Push

POLL_MS = MINUTE
"""The feed is read this often even without a hint: a proxy may swallow the stream of hints."""
LOOK_MS = 20 * SECOND
"""Somebody who awaits approval is looked after this often."""
STEADY_MS = 10 * SECOND
"""A connection that lasted so long counts as a good one; the next failure waits shortly."""
LEAST_SLEEP_MS = 50
AUDITING = frozenset({"audit.read", "audit.checkpoint"})
"""What a session has to be capable of for the audit log to be read."""

_BROKEN = QT_TRANSLATE_NOOP(
    "Sync", "CrashDesk itself failed while talking to the server. Connect again to go on."
)

StateListener = Callable[[ConnectionState], None]
SessionListener = Callable[[Session], None]


class Identity(msgspec.Struct, frozen=True):
    """Whose store this is. Nothing is sent to another server or as another person."""

    server_id: ServerId
    user_id: UserId


class Connection:
    """Keeps one store and one server in agreement for as long as `run` runs."""

    def __init__(
        self,
        client: ServerClient,
        mirror: Mirror,
        outbox: Outbox,
        audit: Audit,
        clock: Clock,
        identity: Identity,
        on_session: SessionListener,
    ) -> None:
        self._client = client
        self._mirror = mirror
        self._outbox = outbox
        self._clock = clock
        self._identity = identity
        self._on_session = on_session
        self._pull = Pull(client, mirror, self._check_identity)
        self._push = Push(client, outbox, clock)
        self._prefetch = Prefetch(client, mirror)
        self.audit = AuditPull(client.audit, audit, clock, identity.server_id)
        self._backoff = Backoff()
        self._nudge = asyncio.Event()
        self._pull_wanted = asyncio.Event()
        self._push_wanted = asyncio.Event()
        self._audit_wanted = asyncio.Event()
        self._may_audit = False
        self._listeners: list[StateListener] = []
        self._credential: Credential | None = None
        self._session: Session | None = None
        self._offered: frozenset[str] = frozenset()
        self.state = ConnectionState(Link.CONNECTING, since=clock.now())

    def watch(self, listener: StateListener) -> Callable[[], None]:
        """Call `listener` on each change of the state; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def retry_now(self) -> None:
        """Do not wait for the next attempt."""
        self._nudge.set()
        self._pull_wanted.set()

    async def run(self, credential: Credential) -> None:
        """Run until cancelled or signed out; once stopped, go on when `retry_now` asks for it."""
        self._credential = credential
        unsubscribe = self._outbox.subscribe(self._push_wanted.set)
        try:
            await self._outbox.recover()
            self._set(msgspec.structs.replace(self.state, fresh_at=await self._mirror.fresh_at()))
            while await self._one_connection():
                await self._wait_for_retry()
        finally:
            unsubscribe()

    async def _one_connection(self) -> bool:
        """Connect and stay connected; return whether to try again."""
        try:
            self._enter(Link.CONNECTING)
            await self._introduce()
            await self._await_approval()
            await self._run_pull()
            self._enter(Link.ONLINE)
            await self._stay_online()
        except SessionEnded as problem:
            self._enter(Link.SIGNED_OUT, problem)
            return False
        except AccessDenied as problem:
            if isinstance(problem, AwaitingApproval) or self._awaits_approval():
                self._enter(Link.AWAITING, problem, Instant(self._clock.now() + LOOK_MS))
            else:
                self._enter(Link.STOPPED, problem)
        except (OtherServer, StoreTrouble) as problem:
            self._enter(Link.STOPPED, problem)
        except CrashDeskError as problem:
            if self.state.link is Link.ONLINE and self._clock.now() - self.state.since > STEADY_MS:
                self._backoff.reset()
            retry_at = Instant(self._clock.now() + self._backoff.next_ms(problem))
            self._enter(Link.OFFLINE, problem, retry_at)
        except Exception as bug:  # noqa: BLE001 - told, and a person can try again
            self._enter(Link.STOPPED, CrashDeskError(_BROKEN))
            told = {"message": "the connection failed", "exception": bug}
            asyncio.get_running_loop().call_exception_handler(told)
        return True

    async def _introduce(self) -> None:
        """Show the credential to nobody but the server that it is of."""
        self._client.use(None)
        await self._check_server()
        self._client.use(self._credential)
        await self._check_person()

    async def _await_approval(self) -> None:
        """Wait until this person may see something; what they saw before goes from the store."""
        if not self._awaits_approval():
            return
        if await self._mirror.token():
            await self._mirror.begin_resync(erase=True)
        while self._awaits_approval():
            self._enter(Link.AWAITING, AwaitingApproval(), Instant(self._clock.now() + LOOK_MS))
            await _wait(self._nudge, LOOK_MS)
            self._nudge.clear()
            await self._check_person()
        self._enter(Link.CONNECTING)

    def _awaits_approval(self) -> bool:
        return self._session is not None and self._session.awaits_approval

    async def _check_identity(self) -> None:
        await self._check_server()
        await self._check_person()

    async def _check_server(self) -> None:
        meta = await self._client.meta()
        if meta.server_id != self._identity.server_id:
            raise OtherServer(detail=f"expected {self._identity.server_id}, found {meta.server_id}")
        self._offered = meta.capabilities

    async def _check_person(self) -> None:
        session, credential = await self._client.session()
        if session.user_id != self._identity.user_id:
            raise OtherServer(detail=f"expected {self._identity.user_id}, found {session.user_id}")
        self._client.use(credential)
        # What a server of another version does not offer is no lost right: it may offer it again.
        await self._mirror.forget(self._offered - session.capabilities)
        self._may_audit = session.capabilities >= AUDITING
        self._session = session
        self._on_session(session)

    async def _stay_online(self) -> None:
        await _until_first_failure(
            self._listen(),
            self._keep_pulling(),
            self._keep_pushing(),
            self._keep_auditing(),
            self._prefetch.run(),
        )

    async def _listen(self) -> None:
        async for _token in self._client.hints():
            self._pull_wanted.set()

    async def _keep_pulling(self) -> None:
        while True:
            await _wait(self._pull_wanted, POLL_MS)
            self._pull_wanted.clear()
            await self._run_pull()

    async def _keep_pushing(self) -> None:
        while True:
            self._push_wanted.clear()
            await self._push.run()
            due = await self._outbox.next_due()
            await _wait(self._push_wanted, POLL_MS if due is None else due - self._clock.now())

    async def _keep_auditing(self) -> None:
        """Read the audit log beside everything else: the first time can take long."""
        has_looked_back = False
        while True:
            self._audit_wanted.clear()
            if self._may_audit:
                problem: CrashDeskError | None = None
                try:
                    await self.audit.run(self._show_auditing)
                    if not has_looked_back:
                        await self.audit.look_back()
                        has_looked_back = True
                except (AccessDenied, NotFound, AnswerUnusable, ServerFault) as trouble:
                    problem = trouble  # what is wrong with the log must not end the rest
                self._set(msgspec.structs.replace(self.state, auditing=None, audit_problem=problem))
            await _wait(self._audit_wanted, POLL_MS)

    async def _run_pull(self) -> None:
        await self._pull.run(self._show_progress)
        self._prefetch.look_again()
        self._audit_wanted.set()
        fresh_at = self._clock.now()
        await self._mirror.mark_fresh(fresh_at)
        self._set(msgspec.structs.replace(self.state, fresh_at=fresh_at, syncing=None))

    def _show_progress(self, pages: int) -> None:
        if pages > 1 or self.state.fresh_at is None:
            self._set(msgspec.structs.replace(self.state, syncing=pages))

    def _show_auditing(self, done: int, total: int) -> None:
        self._set(msgspec.structs.replace(self.state, auditing=(done, total)))

    async def _wait_for_retry(self) -> None:
        if self.state.link is Link.STOPPED:
            await self._nudge.wait()  # only a person can have mended this
        else:
            await _wait(self._nudge, (self.state.retry_at or 0) - self._clock.now())
        self._nudge.clear()

    def _enter(
        self, link: Link, problem: CrashDeskError | None = None, retry_at: Instant | None = None
    ) -> None:
        self._set(
            ConnectionState(link, self._clock.now(), self.state.fresh_at, retry_at=retry_at, problem=problem)
        )

    def _set(self, state: ConnectionState) -> None:
        self.state = state
        for listener in tuple(self._listeners):
            listener(state)


async def _wait(event: asyncio.Event, at_most_ms: int) -> None:
    """Wait for `event`, but no longer than so; `asyncio.wait_for` can swallow a cancellation here."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(at_most_ms, LEAST_SLEEP_MS) / SECOND):
            await event.wait()


async def _until_first_failure(*works: Awaitable[None]) -> None:
    """Run all `works`; when one fails or ends, stop the others and raise its error."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

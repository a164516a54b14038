"""Pushing: the outbox to the server, one lane per object, each change exactly once.

Every attempt of a change carries the idempotency key that was made when it was queued; a change that
got no answer is read back before it is sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from crashdesk.core.change_rules import CHANGE_RULES
from crashdesk.core.changes import Decidable, DomainObject
from crashdesk.core.errors import (
    AnswerUnusable,
    ChangedMeanwhile,
    ConnectionTrouble,
    CrashDeskError,
    NotFound,
    OutcomeUnknown,
    Refused,
    RequestConflict,
    ServerFault,
    SessionEnded,
    TooManyRequests,
)
from crashdesk.core.ids import Instant
from crashdesk.core.outbox import ChangeState, ObjectType, QueuedChange
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Outbox
from crashdesk.sync.backoff import Backoff

LANES = 4
"""Changes in flight at once: enough to hide latency, few enough not to trip a server's limits."""


ALREADY_DECIDED = "already-decided"
"""409: somebody has decided about an account meanwhile."""


class ChangeApi(Protocol):
    """What a server has to offer for objects that changes can be queued about."""

    async def get(self, object_id: Any, /) -> Decidable:
        """Fetch one object. Raises `NotFound`."""
        ...

    async def change(
        self, object_id: Any, change: Any, /, *, revision: int, idempotency_key: str
    ) -> DomainObject:
        """Apply one change. Raises `ChangedMeanwhile`, `OutcomeUnknown`."""
        ...


class Push:
    """Sends what is due and records what became of it."""

    def __init__(self, client: ServerClient, outbox: Outbox, clock: Clock) -> None:
        self._apis: Mapping[ObjectType, ChangeApi] = {
            ObjectType.CRASH_GROUP: client.crash_groups,
            ObjectType.USER: client.users,
        }
        self._outbox = outbox
        self._clock = clock
        self._backoff = Backoff()

    async def run(self) -> None:
        """Settle what is unknown, then send everything that is due.

        Raises:
            ConnectionTrouble, SessionEnded, ServerFault, TooManyRequests: nothing more can be sent now.
        """
        for entry in await self._outbox.entries():
            if entry.state is ChangeState.UNKNOWN:
                await self._settle(entry)
        await self._send_all()

    async def _send_all(self) -> None:
        sending: set[asyncio.Task[None]] = set()
        try:
            while True:
                while len(sending) < LANES and (change := await self._outbox.take_next(self._clock.now())):
                    sending.add(asyncio.create_task(self._send(change)))
                if not sending:
                    return
                done, sending = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)

    async def _send(self, change: QueuedChange) -> None:
        try:
            answer = await self._apis[change.lane.type].change(
                change.lane.id,
                change.change,
                revision=change.base_revision or 0,
                idempotency_key=change.idempotency_key,
            )
        except ChangedMeanwhile:
            await self._report_conflict(change)
        except (OutcomeUnknown, AnswerUnusable) as trouble:
            await self._outbox.mark_unknown(change.id)
            raise ConnectionTrouble(detail=trouble.detail) from trouble
        except (ConnectionTrouble, ServerFault, TooManyRequests, SessionEnded) as trouble:
            await self._outbox.retry_later(change.id, self._later(trouble))
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self._outbox.mark_unknown(change.id))
            raise
        except CrashDeskError as refusal:
            if isinstance(refusal, RequestConflict) and refusal.type == ALREADY_DECIDED:
                await self._report_conflict(change)
            else:
                await self._outbox.reject(change.id, refusal.text)
        else:
            self._backoff.reset()
            await self._outbox.confirm(change.id, answer)

    async def _settle(self, entry: QueuedChange) -> None:
        """Read back what an attempt without an answer has done."""
        if CHANGE_RULES[entry.lane.type].stands_alone(entry.change):
            await self._outbox.resend(entry.id, revision=None)
            return
        try:
            current = await self._apis[entry.lane.type].get(entry.lane.id)
        except NotFound as gone:
            await self._outbox.reject(entry.id, gone.text)
            return
        except AnswerUnusable:
            return  # it stays unknown and its lane waits; what cannot be read of one object must not stop all
        if self._has_happened(entry, current):
            await self._outbox.confirm(entry.id, current)
        else:
            await self._outbox.resend(entry.id, revision=None)

    @staticmethod
    def _has_happened(entry: QueuedChange, current: Decidable) -> bool:
        is_met = CHANGE_RULES[entry.lane.type].is_met
        return current.revision > (entry.base_revision or 0) and is_met(current, entry.change)

    async def _report_conflict(self, change: QueuedChange) -> None:
        """Fetch theirs whole: what came with the refusal is the server's notation, not the domain's."""
        try:
            theirs = await self._apis[change.lane.type].get(change.lane.id)
        except (ConnectionTrouble, ServerFault, TooManyRequests, SessionEnded) as trouble:
            await self._outbox.retry_later(change.id, self._later(trouble))
            raise
        except (Refused, AnswerUnusable) as refusal:
            await self._outbox.reject(change.id, refusal.text)
        else:
            await self._outbox.conflict(change.id, theirs)

    def _later(self, problem: CrashDeskError) -> Instant:
        return Instant(self._clock.now() + self._backoff.next_ms(problem))

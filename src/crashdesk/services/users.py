"""Other people's accounts: letting people in, also while the server is away, and everything else at once."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import TypeVar

import msgspec

from crashdesk.core.account import Permission
from crashdesk.core.errors import CrashDeskError, NotFound
from crashdesk.core.ids import ChangeId, UserId
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Journal, Mirror, Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import Approval, Rejection, User, UserDecision, UserEdit, UserState, is_decided
from crashdesk.services.direct import DirectActions
from crashdesk.services.hold_back import HoldBack, Wish, storable
from crashdesk.services.outcomes import ActionOutcome, ItemOutcome, ItemResult
from crashdesk.services.user_sentences import (
    delete_sentence,
    done,
    done_to_several,
    edit_sentence,
    sign_out_sentence,
    wish,
)

T = TypeVar("T")

_DECIDABLE = {
    Approval: frozenset({UserState.PENDING, UserState.REJECTED}),
    Rejection: frozenset({UserState.PENDING}),
}
"""Who can be approved, and who rejected."""


class Users:
    """Queues decisions about accounts with a hold-back; everything else needs the server and its answer."""

    def __init__(
        self, tables: Tables, mirror: Mirror, journal: Journal, client: ServerClient, hold_back: HoldBack
    ) -> None:
        self._tables = tables
        self._mirror = mirror
        self._direct = DirectActions(journal)
        self._client = client
        self._hold_back = hold_back

    async def decide(self, user_ids: Sequence[UserId], decision: UserDecision) -> ActionOutcome:
        """Queue `decision` about each; who is so already is left alone, who was decided about is refused."""
        decision = _storable(decision)
        wishes = [await self._wish(user_id, decision) for user_id in user_ids]
        results, change_ids = await self._hold_back.queue(wishes)
        return ActionOutcome(results, _summary(decision, results), change_ids)

    async def undo(self, change_ids: Sequence[ChangeId]) -> int:
        """Take back what has not been sent, newest first; returns how many could be."""
        return await self._hold_back.undo(change_ids)

    async def edit(self, user_id: UserId, edit: UserEdit) -> User:
        """Change an account now, as it was when it was last seen here.

        Raises:
            NotFound, ChangedMeanwhile: it is gone, or somebody was first; the store then has theirs.
            RequestConflict: the last admin, oneself, or somebody who was never let in.
            ConnectionTrouble, OutcomeUnknown: it got no answer.
        """
        user = await self._required(user_id)
        sentence = edit_sentence(edit, user.label)
        editing = self._client.users.edit(
            user_id, edit, revision=user.revision, idempotency_key=uuid.uuid4().hex
        )
        changed = await self._carry_out(user_id, sentence, editing)
        await self._mirror.put(ObjectType.USER, changed)
        return changed

    async def delete(self, user_id: UserId) -> None:
        """Delete an account now; one that is gone already is no error. Raises as `edit`."""
        user = await self._required(user_id)
        deleting = self._client.users.delete(
            user_id, revision=user.revision, idempotency_key=uuid.uuid4().hex
        )
        with suppress(NotFound):
            await self._carry_out(user_id, delete_sentence(user.label), deleting)
        await self._mirror.remove(ObjectType.USER, user_id)

    async def end_sessions(self, user_id: UserId) -> int:
        """Sign somebody out everywhere, now; returns how many sessions were open. Raises as `edit`."""
        user = await self._required(user_id)
        ending = self._client.users.end_sessions(user_id, idempotency_key=uuid.uuid4().hex)
        ended = await self._carry_out(user_id, sign_out_sentence(user.label), ending)
        await self._read_anew(user_id)
        return ended

    async def rights(self) -> tuple[Permission, ...]:
        """Fetch every right that the server knows."""
        return await self._client.account.permissions()

    async def _wish(self, user_id: UserId, decision: UserDecision) -> Wish | ItemResult:
        user = await self._find(user_id)
        if user is None:
            return ItemResult(user_id, ItemOutcome.REFUSED, text=NotFound.default)
        if is_decided(user, decision):
            return ItemResult(user_id, ItemOutcome.UNCHANGED, user.label)
        if user.pending:
            return ItemResult(user_id, ItemOutcome.REFUSED, user.label, _WAITS(person=user.label))
        if user.state not in _DECIDABLE[type(decision)]:
            return ItemResult(user_id, ItemOutcome.REFUSED, user.label, _DECIDED(person=user.label))
        return Wish(Lane(ObjectType.USER, user_id), decision, user.label, wish(decision, user.label))

    async def _carry_out(self, user_id: UserId, sentence: Text, action: Awaitable[T]) -> T:
        lane = Lane(ObjectType.USER, user_id)
        return await self._direct.carry_out(lane, sentence, action, lambda: self._read_anew(user_id))

    async def _read_anew(self, user_id: UserId) -> None:
        """Show what the server has now; if that fails, the change feed will bring it."""
        with suppress(CrashDeskError):
            await self._mirror.put(ObjectType.USER, await self._client.users.get(user_id))

    async def _required(self, user_id: UserId) -> User:
        user = await self._find(user_id)
        if user is None:
            raise NotFound
        return user

    async def _find(self, user_id: UserId) -> User | None:
        user = await self._tables.get(ObjectType.USER, user_id)
        return user if isinstance(user, User) else None


def _storable(decision: UserDecision) -> UserDecision:
    match decision:
        case Approval():
            return msgspec.structs.replace(decision, note=storable(decision.note))
        case Rejection():
            return msgspec.structs.replace(decision, reason=storable(decision.reason))


def _summary(decision: UserDecision, results: Sequence[ItemResult]) -> Text:
    queued = [result for result in results if result.outcome is ItemOutcome.QUEUED]
    if len(queued) == 1:
        return done(decision, queued[0].title)
    if queued:
        return done_to_several(decision, len(queued))
    refused = [result.text for result in results if result.text is not None]
    return refused[0] if len(refused) == 1 else _NOTHING


_NOTHING = QT_TRANSLATE_NOOP("Accounts", "Nobody to decide about: that has been done already.")
_WAITS = QT_TRANSLATE_NOOP(
    "Accounts", "A decision about {person} has yet to reach the server. Undo it first to decide otherwise."
)
_DECIDED = QT_TRANSLATE_NOOP("Accounts", "It was decided about {person} already.")

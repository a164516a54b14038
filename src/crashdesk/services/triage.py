"""Triage: deciding about crash groups, also while the server is away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from crashdesk.core.crash_groups import CrashGroup, GroupChange, NoteAddition, is_in_effect
from crashdesk.core.errors import ChangedMeanwhile, NotFound
from crashdesk.core.ids import ChangeId, GroupId
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.setting import Setting, Settings
from crashdesk.core.store_ports import Mirror, Outbox, Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.hold_back import HoldBack, Wish, storable
from crashdesk.services.outcomes import ActionOutcome, ItemOutcome, ItemResult
from crashdesk.services.triage_sentences import done, done_to_several, wish

TriageOutcome = ActionOutcome
"""What became of an action on crash groups."""


class Triage:
    """Queues decisions with a hold-back, takes them back, and deletes groups."""

    def __init__(
        self,
        tables: Tables,
        outbox: Outbox,
        mirror: Mirror,
        client: ServerClient,
        clock: Clock,
        settings: Settings,
        hold_back: Setting[int],
    ) -> None:
        self._tables = tables
        self._mirror = mirror
        self._client = client
        self._hold_back = HoldBack(outbox, clock, settings, hold_back)

    async def change(self, group_ids: Sequence[GroupId], change: GroupChange) -> TriageOutcome:
        """Queue `change` for each group; groups that already are so are left alone."""
        change = _storable(change)
        wishes = [await self._wish(group_id, change) for group_id in group_ids]
        results, change_ids = await self._hold_back.queue(wishes)
        return TriageOutcome(results, _summary(change, results), change_ids)

    async def undo(self, change_ids: Sequence[ChangeId]) -> int:
        """Take back what has not been sent, newest first; returns how many could be."""
        return await self._hold_back.undo(change_ids)

    async def delete(self, group_ids: Sequence[GroupId]) -> TriageOutcome:
        """Delete groups with all their reports on the server, now.

        Raises:
            ConnectionTrouble, OutcomeUnknown: with the first group that got no answer; those before are gone.
        """
        results = [await self._delete_one(group_id) for group_id in group_ids]
        deleted = sum(result.outcome is ItemOutcome.DONE for result in results)
        return TriageOutcome(tuple(results), _DELETED(n=deleted))

    async def _wish(self, group_id: GroupId, change: GroupChange) -> Wish | ItemResult:
        group = await self._group(group_id)
        if group is None:
            return ItemResult(group_id, ItemOutcome.REFUSED, text=NotFound.default)
        if is_in_effect(group, change):
            return ItemResult(group_id, ItemOutcome.UNCHANGED, group.title)
        return Wish(Lane(ObjectType.CRASH_GROUP, group_id), change, group.title, wish(change, group.title))

    async def _delete_one(self, group_id: GroupId) -> ItemResult:
        group = await self._group(group_id)
        if group is None:
            return ItemResult(group_id, ItemOutcome.UNCHANGED)
        try:
            await self._client.crash_groups.delete(
                group_id, revision=group.revision, idempotency_key=uuid.uuid4().hex
            )
        except NotFound:
            pass
        except ChangedMeanwhile as refusal:
            return ItemResult(group_id, ItemOutcome.REFUSED, group.title, refusal.text)
        await self._mirror.remove(ObjectType.CRASH_GROUP, group_id)
        return ItemResult(group_id, ItemOutcome.DONE, group.title)

    async def _group(self, group_id: GroupId) -> CrashGroup | None:
        group = await self._tables.get(ObjectType.CRASH_GROUP, group_id)
        return group if isinstance(group, CrashGroup) else None


def _storable(change: GroupChange) -> GroupChange:
    return NoteAddition(storable(change.text)) if isinstance(change, NoteAddition) else change


def _summary(change: GroupChange, results: Sequence[ItemResult]) -> Text:
    queued = [result for result in results if result.outcome is ItemOutcome.QUEUED]
    if len(queued) == 1:
        return done(change, queued[0].title)
    if not queued:
        return _NOTHING
    return done_to_several(change, len(queued))


_NOTHING = QT_TRANSLATE_NOOP("Triage", "Nothing to change: already so.")
_DELETED = QT_TRANSLATE_NOOP("Triage", "Deleted {n} group(s)")

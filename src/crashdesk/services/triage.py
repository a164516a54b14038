"""Triage: deciding about crash groups, also while the server is away."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence

import msgspec

from crashdesk.core.crash_groups import CrashGroup, GroupChange, NoteAddition, is_in_effect
from crashdesk.core.errors import ChangedMeanwhile, NotFound
from crashdesk.core.ids import SECOND, ChangeId, GroupId, Instant
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.setting import Setting, Settings
from crashdesk.core.store_ports import Mirror, Outbox, Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.triage_sentences import done, done_to_several, wish


class ItemOutcome(enum.StrEnum):
    """What became of one group of an action."""

    QUEUED = "queued"
    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class ItemResult(msgspec.Struct, frozen=True):
    """The outcome for one group; `text` says why where it was not simply done."""

    id: GroupId
    outcome: ItemOutcome
    title: str = ""
    text: Text | None = None


class TriageOutcome(msgspec.Struct, frozen=True):
    """What became of an action.

    Attributes:
        change_ids: what `undo` takes.
        sentence: the action in words, for the toast.
    """

    results: tuple[ItemResult, ...]
    sentence: Text
    change_ids: tuple[ChangeId, ...] = ()

    def count(self, outcome: ItemOutcome) -> int:
        """Return how many groups had this outcome."""
        return sum(result.outcome is outcome for result in self.results)


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
        self._outbox = outbox
        self._mirror = mirror
        self._client = client
        self._clock = clock
        self._settings = settings
        self._hold_back = hold_back

    async def change(self, group_ids: Sequence[GroupId], change: GroupChange) -> TriageOutcome:
        """Queue `change` for each group; groups that already are so are left alone."""
        change = _storable(change)
        send_at = Instant(self._clock.now() + self._settings.get(self._hold_back) * SECOND)
        results: list[ItemResult] = []
        change_ids: list[ChangeId] = []
        for group_id in group_ids:
            group = await self._group(group_id)
            if group is None:
                results.append(ItemResult(group_id, ItemOutcome.REFUSED, text=NotFound.default))
            elif is_in_effect(group, change):
                results.append(ItemResult(group_id, ItemOutcome.UNCHANGED, group.title))
            else:
                lane = Lane(ObjectType.CRASH_GROUP, group_id)
                sentence = wish(change, group.title)
                change_ids.append(await self._outbox.queue(lane, change, sentence, send_at=send_at))
                results.append(ItemResult(group_id, ItemOutcome.QUEUED, group.title))
        return TriageOutcome(tuple(results), _summary(change, results), tuple(change_ids))

    async def undo(self, change_ids: Sequence[ChangeId]) -> int:
        """Take back what has not been sent, newest first; returns how many could be."""
        undone = 0
        for change_id in sorted(change_ids, reverse=True):
            undone += await self._outbox.undo(change_id)
        return undone

    async def delete(self, group_ids: Sequence[GroupId]) -> TriageOutcome:
        """Delete groups with all their reports on the server, now.

        Raises:
            ConnectionTrouble, OutcomeUnknown: with the first group that got no answer; those before are gone.
        """
        results = [await self._delete_one(group_id) for group_id in group_ids]
        deleted = sum(result.outcome is ItemOutcome.DONE for result in results)
        return TriageOutcome(tuple(results), _DELETED(n=deleted))

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
    """Replace halves of surrogate pairs, which a paste can bring and no JSON can hold."""
    if not isinstance(change, NoteAddition):
        return change
    return NoteAddition(change.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _summary(change: GroupChange, results: Sequence[ItemResult]) -> Text:
    queued = [result for result in results if result.outcome is ItemOutcome.QUEUED]
    if len(queued) == 1:
        return done(change, queued[0].title)
    if not queued:
        return _NOTHING
    return done_to_several(change, len(queued))


_NOTHING = QT_TRANSLATE_NOOP("Triage", "Nothing to change: already so.")
_DELETED = QT_TRANSLATE_NOOP("Triage", "Deleted {n} group(s)")

"""Queueing with a hold-back: what was decided can be taken back for a while before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from crashdesk.core.ids import SECOND, ChangeId, Instant
from crashdesk.core.outbox import Change, Lane
from crashdesk.core.ports import Clock
from crashdesk.core.setting import Setting, Settings
from crashdesk.core.store_ports import Outbox
from crashdesk.core.text import Text
from crashdesk.services.outcomes import ItemOutcome, ItemResult


class Wish(msgspec.Struct, frozen=True):
    """A change that is to be queued: of what, called how, and in words."""

    lane: Lane
    change: Change
    title: str
    sentence: Text


class HoldBack:
    """Queues changes for as long after now as the person has set."""

    def __init__(self, outbox: Outbox, clock: Clock, settings: Settings, seconds: Setting[int]) -> None:
        self._outbox = outbox
        self._clock = clock
        self._settings = settings
        self._seconds = seconds

    async def queue(
        self, wishes: Iterable[Wish | ItemResult]
    ) -> tuple[tuple[ItemResult, ...], tuple[ChangeId, ...]]:
        """Queue the wishes, all to be sent at the same time; what is settled already stands as it is."""
        send_at = Instant(self._clock.now() + self._settings.get(self._seconds) * SECOND)
        results: list[ItemResult] = []
        change_ids: list[ChangeId] = []
        for wish in wishes:
            if isinstance(wish, ItemResult):
                results.append(wish)
                continue
            change_ids.append(
                await self._outbox.queue(wish.lane, wish.change, wish.sentence, send_at=send_at)
            )
            results.append(ItemResult(wish.lane.id, ItemOutcome.QUEUED, wish.title))
        return tuple(results), tuple(change_ids)

    async def undo(self, change_ids: Sequence[ChangeId]) -> int:
        """Take back what has not been sent, newest first; returns how many could be."""
        undone = 0
        for change_id in sorted(change_ids, reverse=True):
            undone += await self._outbox.undo(change_id)
        return undone


def storable(text: str) -> str:
    """Replace halves of surrogate pairs, which a paste can bring and no JSON can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

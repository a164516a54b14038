"""What the outbox dialog shows: the changes that wait, and what a person can do about each. Free of Qt."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import msgspec

from crashdesk.core.crash_groups import NoteAddition
from crashdesk.core.ids import SECOND, ChangeId, Instant
from crashdesk.core.outbox import ChangeState, Lane, ObjectType, QueuedChange
from crashdesk.core.text import Text
from crashdesk.core.users import Approval, Rejection
from crashdesk.ui.dialogs.outbox import user_words, words
from crashdesk.ui.dialogs.outbox.comparing import Comparison, can_insist, comparisons_of


class Standing(enum.StrEnum):
    """Where a change is on its way, as a person has to know it."""

    HELD = "held"
    BLOCKED = "blocked"
    WAITING = "waiting"
    RETRYING = "retrying"
    SENDING = "sending"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    REFUSED = "refused"


class Offer(enum.StrEnum):
    """What a person can do about a change."""

    UNDO = "undo"
    SEND_MINE = "send_mine"
    DISCARD = "discard"


class OutboxItem(msgspec.Struct, frozen=True):
    """One change that waits.

    Attributes:
        sentence: what it does.
        standing_words: the standing in words, with what is left of a time.
        reason: why the server refused it.
        note: the text of a note, or what was said with a decision; it exists nowhere else.
        comparisons: what met what, for a conflict.
        falls_back: what discarding does.
    """

    id: ChangeId
    sentence: Text
    made_at: Instant
    standing: Standing
    standing_words: Text
    offers: tuple[Offer, ...] = ()
    reason: Text | None = None
    note: str = ""
    comparisons: tuple[Comparison, ...] = ()
    falls_back: Text | None = None

    @property
    def needs_person(self) -> bool:
        """Whether nothing happens to it until somebody decides."""
        return self.standing in {Standing.CONFLICT, Standing.REFUSED}


class OutboxState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        items: None until they have been read; those that need a person first, else in order.
        busy: those that are being acted upon.
        said: what became of the last action, and whether that is bad news.
    """

    items: tuple[OutboxItem, ...] | None = None
    busy: frozenset[ChangeId] = frozenset()
    said: Text | None = None
    is_trouble: bool = False

    @property
    def is_timed(self) -> bool:
        """Whether what is shown changes with the time alone."""
        return any(item.standing in {Standing.HELD, Standing.RETRYING} for item in self.items or ())


def items_of(entries: Sequence[QueuedChange], now: Instant) -> tuple[OutboxItem, ...]:
    """Return the items of these entries, which are in the order of queueing."""
    lanes: set[Lane] = set()
    items: list[OutboxItem] = []
    for entry in entries:
        items.append(_item_of(entry, now, is_head=entry.lane not in lanes))
        lanes.add(entry.lane)
    return tuple(sorted(items, key=lambda item: not item.needs_person))


def _item_of(entry: QueuedChange, now: Instant, *, is_head: bool) -> OutboxItem:
    standing = _standing(entry, now, is_head=is_head)
    return OutboxItem(
        id=entry.id,
        sentence=entry.sentence,
        made_at=entry.made_at,
        standing=standing,
        standing_words=_standing_words(standing, entry, now),
        offers=_offers(standing, entry),
        reason=entry.problem,
        note=_note(entry),
        comparisons=comparisons_of(entry) if standing is Standing.CONFLICT else (),
        falls_back=_falls_back(standing, entry),
    )


def _standing(entry: QueuedChange, now: Instant, *, is_head: bool) -> Standing:
    fixed = {
        ChangeState.SENDING: Standing.SENDING,
        ChangeState.UNKNOWN: Standing.UNKNOWN,
        ChangeState.CONFLICT: Standing.CONFLICT,
        ChangeState.REJECTED: Standing.REFUSED,
    }
    if entry.state in fixed:
        return fixed[entry.state]
    if entry.send_at > now:
        return Standing.RETRYING if entry.attempts else Standing.HELD
    return Standing.WAITING if is_head else Standing.BLOCKED


_WORDS = {
    Standing.HELD: words.HELD,
    Standing.BLOCKED: words.BLOCKED,
    Standing.WAITING: words.WAITING,
    Standing.RETRYING: words.RETRYING,
    Standing.SENDING: words.SENDING,
    Standing.UNKNOWN: words.UNKNOWN,
    Standing.CONFLICT: words.CONFLICT,
    Standing.REFUSED: words.REFUSED,
}


def _standing_words(standing: Standing, entry: QueuedChange, now: Instant) -> Text:
    said = _WORDS[standing]
    if standing in {Standing.HELD, Standing.RETRYING}:
        return said(n=-(-(entry.send_at - now) // SECOND))  # rounded up: never "for 0 s"
    return said


def _offers(standing: Standing, entry: QueuedChange) -> tuple[Offer, ...]:
    if standing is Standing.CONFLICT:
        return (Offer.SEND_MINE, Offer.DISCARD) if can_insist(entry) else (Offer.DISCARD,)
    if standing is Standing.REFUSED:
        return (Offer.DISCARD,)
    was_never_sent = entry.state is ChangeState.WAITING and not entry.attempts
    return (Offer.UNDO,) if was_never_sent else ()


def _note(entry: QueuedChange) -> str:
    match entry.change:
        case NoteAddition(text=text) | Approval(note=text) | Rejection(reason=text):
            return text
        case _:
            return ""


def _falls_back(standing: Standing, entry: QueuedChange) -> Text | None:
    is_about_user = entry.lane.type is ObjectType.USER
    match standing:
        case Standing.CONFLICT:
            return words.FALLS_BACK_TO_THEIRS if can_insist(entry) else user_words.DECIDED_ONCE
        case Standing.REFUSED if isinstance(entry.change, NoteAddition):
            return words.NOTE_GOES
        case Standing.REFUSED:
            return user_words.FELL_BACK if is_about_user else words.FELL_BACK
        case _:
            return None

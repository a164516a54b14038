"""What the outbox dialog shows: the changes that wait, and what a person can do about each. Free of Qt."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence

import msgspec

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    GroupChange,
    NoteAddition,
    SeverityChange,
    StatusChange,
    apply_change,
)
from crashdesk.core.ids import SECOND, ChangeId, Instant
from crashdesk.core.outbox import ChangeState, Lane, QueuedChange
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.outbox import words


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


class Comparison(msgspec.Struct, frozen=True):
    """One field in three versions: when it was decided, on the server now, and as decided."""

    field: Text
    base: Text
    theirs: Text
    mine: Text


class OutboxItem(msgspec.Struct, frozen=True):
    """One change that waits.

    Attributes:
        sentence: what it does.
        standing_words: the standing in words, with what is left of a time.
        reason: why the server refused it.
        note: the text of a note, which exists nowhere else.
        comparison: what met what, for a conflict.
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
    comparison: Comparison | None = None
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


def revision_of_theirs(entry: QueuedChange) -> int | None:
    """Return the revision of the server's object at a conflict, None where there was none."""
    theirs = _group(entry.theirs)
    return theirs.revision if theirs else None


def _item_of(entry: QueuedChange, now: Instant, *, is_head: bool) -> OutboxItem:
    standing = _standing(entry, now, is_head=is_head)
    is_note = isinstance(entry.change, NoteAddition)
    falls_back = None
    if standing is Standing.CONFLICT:
        falls_back = words.FALLS_BACK_TO_THEIRS
    elif standing is Standing.REFUSED:
        falls_back = words.NOTE_GOES if is_note else words.FELL_BACK
    return OutboxItem(
        id=entry.id,
        sentence=entry.sentence,
        made_at=entry.made_at,
        standing=standing,
        standing_words=_standing_words(standing, entry, now),
        offers=_offers(standing, entry),
        reason=entry.problem,
        note=entry.change.text if isinstance(entry.change, NoteAddition) else "",
        comparison=_comparison(entry) if standing is Standing.CONFLICT else None,
        falls_back=falls_back,
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
        return (Offer.SEND_MINE, Offer.DISCARD)
    if standing is Standing.REFUSED:
        return (Offer.DISCARD,)
    was_never_sent = entry.state is ChangeState.WAITING and not entry.attempts
    return (Offer.UNDO,) if was_never_sent else ()


def _comparison(entry: QueuedChange) -> Comparison | None:
    base, theirs = _group(entry.base), _group(entry.theirs)
    found = _field_of(entry.change)
    if found is None or theirs is None:
        return None
    field, said = found
    return Comparison(
        field,
        base=said(base) if base else words.NOT_KNOWN,
        theirs=said(theirs),
        mine=said(apply_change(theirs, entry.change)),
    )


def _field_of(change: GroupChange) -> tuple[Text, Callable[[CrashGroup], Text]] | None:
    """Return the field that a change sets, and how its value is said."""
    match change:
        case StatusChange():
            return words.STATUS, words.status_words
        case SeverityChange():
            return words.SEVERITY, words.severity_words
        case AssigneeChange():
            return words.ASSIGNEE, words.assignee_words
        case NoteAddition():
            return None


def _group(body: bytes) -> CrashGroup | None:
    return msgspec.json.decode(body, type=CrashGroup) if body else None

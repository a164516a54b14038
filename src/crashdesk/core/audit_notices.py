"""What entries of the audit log say about the log itself: removed bodies and new signing keys. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from crashdesk.core.audit import AuditEntry, Missing

ERASED, PURGED, KEY_CHANGED = "audit.erased", "audit.purged", "audit.key_changed"

Range = tuple[int, int]
"""First and last sequence number, both included."""

_NOTICES = {ERASED: Missing.ERASED, PURGED: Missing.PURGED}


def removal_of(entry: AuditEntry) -> tuple[Missing, tuple[Range, ...]] | None:
    """Return which bodies an entry says were removed, and how; None for other entries.

    Only what lies before the entry can have been removed by then; anything else in it is passed over.
    """
    record = entry.record
    if record is None or record.action not in _NOTICES or record.outcome != "done":
        return None
    listed: object = (record.after or {}).get("seqs")
    items = cast("list[object]", listed) if isinstance(listed, list) else []
    ranges = tuple(_ranges(items, entry.seq))
    return _NOTICES[record.action], ranges


def _ranges(listed: Iterable[object], before: int) -> Iterator[Range]:
    for item in listed:
        match item:
            case [int() as first, int() as last] if (
                1 <= first <= last < before and first is not True and last is not True
            ):
                yield first, last
            case _:
                continue


def new_key_of(entry: AuditEntry) -> tuple[str, str] | None:
    """Return the key that an entry announces and the old key's signature over it; None for others."""
    record = entry.record
    if record is None or record.action != KEY_CHANGED or record.after is None:
        return None
    public_key, signature = record.after.get("public_key"), record.after.get("signature")
    if isinstance(public_key, str) and isinstance(signature, str):
        return public_key, signature
    return None


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return ascending ranges without overlap that cover the same numbers."""
    whole: list[Range] = []
    for first, last in sorted(ranges):
        if whole and first <= whole[-1][1] + 1:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return tuple(whole)


def outside(ranges: Iterable[Range], last: int) -> Iterator[Range]:
    """Yield the ranges from 1 to `last` that the ascending, merged `ranges` leave out."""
    due = 1
    for low, high in ranges:
        if due < low:
            yield due, min(low - 1, last)
        due = high + 1
        if due > last:
            return
    yield due, last


def covers(ranges: Iterable[Range], seq: int) -> bool:
    """Tell whether one of `ranges` has a number."""
    return any(first <= seq <= last for first, last in ranges)

"""What an entry of the audit log changed, field by field."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import cast

import msgspec

from crashdesk.core.audit_values import Render, value_words

MOST_ROWS = 300
"""Rows of one difference; what somebody reads has a few."""
_DEEPEST = 12
"""Levels of nesting that become rows of their own; what lies deeper is one value."""


class Change(enum.StrEnum):
    """What happened to a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


class DifferenceRow(msgspec.Struct, frozen=True):
    """One field.

    Attributes:
        path: its name, with a dot before each part of something nested: `owner.role`, `rules[2]`.
        before, after: in words and in full; None where the field is not on that side.
    """

    path: str
    before: str | None
    after: str | None

    @property
    def change(self) -> Change:
        """What happened to the field."""
        if self.before is None:
            return Change.ADDED
        if self.after is None:
            return Change.REMOVED
        return Change.SAME if self.before == self.after else Change.CHANGED


def difference(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None, render: Render = str
) -> tuple[DifferenceRow, ...]:
    """Return what changed between two states, at most `MOST_ROWS` of it, in the order of the fields."""
    old, new = dict(_leaves(before or {}, "", 0)), dict(_leaves(after or {}, "", 0))
    rows = [
        DifferenceRow(path, _words(old, path, render), _words(new, path, render))
        for path in dict.fromkeys([*old, *new])
    ]
    return tuple(rows[:MOST_ROWS])


def _words(values: Mapping[str, object], path: str, render: Render) -> str | None:
    if path not in values:
        return None
    value = values[path]
    if not isinstance(value, tuple):
        return value_words(path, value, render)
    parts = cast("tuple[object, ...]", value) or (None,)
    return ", ".join(value_words(path, part, render) for part in parts)


def _leaves(value: object, path: str, depth: int) -> Iterator[tuple[str, object]]:
    """Yield what lies at the ends of a nested value; a list of plain values is one end, as a tuple."""
    named = _named(value)
    if named is not None:
        yield path, named
        return
    if isinstance(value, Mapping) and depth < _DEEPEST and (value or not path):
        for name, inner in cast("Mapping[str, object]", value).items():
            yield from _leaves(inner, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        parts = cast("list[object]", value)
        if any(isinstance(part, list | Mapping) for part in parts):
            for number, inner in enumerate(parts):
                yield from _leaves(inner, f"{path}[{number}]", depth + 1)
        else:
            yield path, tuple(parts)
    else:
        yield path, _plain(cast("object", value))


def _named(value: object) -> str | None:
    """Return a reference to somebody or something as one text."""
    match value:
        case {"id": str() as known, "label": str() as label} if len(cast("Mapping[str, object]", value)) == 2:
            return f"{label} ({known})" if label else known
        case _:
            return None


def _plain(value: object) -> object:
    """Return what lies too deep as its JSON."""
    is_nested = isinstance(value, list | Mapping)
    return msgspec.json.encode(cast("object", value)).decode() if is_nested else value

"""What can be typed next in a filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from crashdesk.core.query.ast import Field, FieldKind, TextValue
from crashdesk.core.query.lexer import closing_quote
from crashdesk.core.query.times import UNITS
from crashdesk.core.query.unparse import quote, write_text
from crashdesk.core.query.values import ORDERED
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

Suggest = Callable[[str, str], Sequence[str]]
"""`(field name, prefix)` to values worth offering besides those that the field declares."""

SIGNS = {
    "<": QT_TRANSLATE_NOOP("Filter", "less than"),
    "<=": QT_TRANSLATE_NOOP("Filter", "at most"),
    ">": QT_TRANSLATE_NOOP("Filter", "more than"),
    ">=": QT_TRANSLATE_NOOP("Filter", "at least"),
}
UNIT_NAMES = {
    "s": QT_TRANSLATE_NOOP("Filter", "seconds"),
    "m": QT_TRANSLATE_NOOP("Filter", "minutes"),
    "h": QT_TRANSLATE_NOOP("Filter", "hours"),
    "d": QT_TRANSLATE_NOOP("Filter", "days"),
    "w": QT_TRANSLATE_NOOP("Filter", "weeks"),
}
KIND_HINTS = {
    FieldKind.CHOICE: QT_TRANSLATE_NOOP("Filter", "one of {values}"),
    FieldKind.TEXT: QT_TRANSLATE_NOOP("Filter", "text, * stands for anything"),
    FieldKind.NUMBER: QT_TRANSLATE_NOOP("Filter", "a number, as in >100 or 10..20"),
    FieldKind.VERSION: QT_TRANSLATE_NOOP("Filter", "a version, as in >=2.1"),
    FieldKind.INSTANT: QT_TRANSLATE_NOOP("Filter", "a date or time, as in >=2026-11-01 or today"),
    FieldKind.AGE: QT_TRANSLATE_NOOP("Filter", "a span of time, as in <24h"),
    FieldKind.FLAG: QT_TRANSLATE_NOOP("Filter", "one of {values}"),
    FieldKind.PERSON: QT_TRANSLATE_NOOP("Filter", "a person, me or nobody"),
}
VALUE_HINT = QT_TRANSLATE_NOOP("Filter", "value of {field}")

_OWN_WORDS = {FieldKind.PERSON: ("me", "nobody"), FieldKind.INSTANT: ("today", "yesterday")}
_MANY = 50
"""Proposals at most: nobody reads on, they type."""


class Completion(msgspec.Struct, frozen=True):
    """One proposal.

    Attributes:
        insert: what takes the place of the text from `start` to `end`.
        label: what to show; a value from a server is hostile text.
    """

    insert: str
    label: str
    hint: Text


class Completions(msgspec.Struct, frozen=True):
    """Proposals for the text between `start` and `end`.

    Attributes:
        field: whose value is being typed, empty while a name is.
        prefix: the beginning of that value or name, as typed.
    """

    start: int
    end: int
    items: tuple[Completion, ...]
    field: str = ""
    prefix: str = ""


def complete(text: str, cursor: int, fields: Sequence[Field], suggest: Suggest) -> Completions:
    """Propose what fits at `cursor`. Never raises, also where `parse` would."""
    cursor = max(0, min(cursor, len(text)))
    start = _term_start(text, cursor)
    name, colon, _ = text[start:cursor].partition(":")
    if not colon:
        return _names(text, start, cursor, fields)
    field = next((field for field in fields if field.name.casefold() == name.casefold()), None)
    if field is None:
        return Completions(cursor, cursor, ())
    return _values(text, start + len(name) + 1, cursor, field, suggest)


def _term_start(text: str, cursor: int) -> int:
    """Return where the term around the cursor begins, after its minus signs."""
    start = at = 0
    while at < cursor:
        if text[at] == '"':
            closed = closing_quote(text, at)
            if closed is None or closed >= cursor:
                break
            at = closed
        elif text[at].isspace():
            start = at + 1
        at += 1
    while start < cursor and text[start] == "-":
        start += 1
    return start


def _names(text: str, start: int, cursor: int, fields: Sequence[Field]) -> Completions:
    prefix = text[start:cursor].casefold()
    if prefix.startswith('"'):
        return Completions(cursor, cursor, ())
    items = [
        Completion(f"{field.name}:", f"{field.name}:", _hint(field))
        for field in fields
        if field.name.startswith(prefix)
    ]
    if prefix:
        items += [
            Completion(insert, insert, VALUE_HINT(field=field.name))
            for field in fields
            for value in field.values
            if value.casefold().startswith(prefix)
            and (insert := f"{field.name}:{write_text(TextValue(value))}")
        ]
    end = cursor
    while end < len(text) and not text[end].isspace() and text[end] != ":":
        end += 1
    end += text[end : end + 1] == ":"
    return Completions(start, end, tuple(items[:_MANY]), prefix=text[start:cursor])


def _hint(field: Field) -> Text:
    hint = KIND_HINTS[field.kind]
    return hint(values=", ".join(field.values)) if "{values}" in hint.source else hint


def _values(text: str, first: int, cursor: int, field: Field, suggest: Suggest) -> Completions:
    start = _value_start(text, first, cursor)
    sign = next((sign for sign in (">=", "<=", ">", "<", "=") if text.startswith(sign, start, cursor)), "")
    start += len(sign)
    typed = text[start:cursor]
    prefix = typed.removeprefix('"')
    wanted = (*_OWN_WORDS.get(field.kind, ()), *field.values, *suggest(field.name, prefix))
    items = [
        Completion(_written(value, typed), value, VALUE_HINT(field=field.name))
        for value in dict.fromkeys(wanted)
        if value and value.casefold().startswith(prefix.casefold())
    ]
    if not typed and not sign and field.kind in ORDERED:
        items += [Completion(sign, sign, hint) for sign, hint in SIGNS.items()]
    if field.kind is FieldKind.AGE and prefix[-1:].isdecimal():
        items += [Completion(prefix + unit, prefix + unit, UNIT_NAMES[unit]) for unit in reversed(UNITS)]
    return Completions(start, _value_end(text, start, cursor), tuple(items[:_MANY]), field.name, prefix)


def _value_start(text: str, first: int, cursor: int) -> int:
    """Return where the value around the cursor begins in a comma list that begins at `first`."""
    start = at = first
    while at < cursor:
        if text[at] == '"':
            closed = closing_quote(text, at)
            if closed is None or closed >= cursor:
                break
            at = closed
        elif text[at] == ",":
            start = at + 1
        at += 1
    return start


def _value_end(text: str, start: int, cursor: int) -> int:
    if text.startswith('"', start):
        closed = closing_quote(text, start)
        return cursor if closed is None else max(cursor, closed + 1)
    end = cursor
    while end < len(text) and not text[end].isspace() and text[end] != ",":
        end += 1
    return end


def _written(value: str, typed: str) -> str:
    return quote(value) if typed.startswith('"') else write_text(TextValue(value))

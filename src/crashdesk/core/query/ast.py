"""What a filter means, after parsing: one tree for every tab, for local and for remote search."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import Instant


class Comparison(enum.StrEnum):
    """How a term compares its field with its value. Equality is the default of a qualifier."""

    EQ = "="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class TextValue(msgspec.Struct, frozen=True, tag="text"):
    """A word or quoted phrase; `*` inside an unquoted word stands for any text (`has_wildcard`)."""

    text: str
    has_wildcard: bool = False


class NumberValue(msgspec.Struct, frozen=True, tag="number"):
    """A number."""

    number: float


class VersionValue(msgspec.Struct, frozen=True, tag="version"):
    """A version, compared by `core.versions.version_key`."""

    version: str


class InstantValue(msgspec.Struct, frozen=True, tag="instant"):
    """A point in time. A date means the UTC day: `end` is the instant just after it."""

    start: Instant
    end: Instant


class AgeValue(msgspec.Struct, frozen=True, tag="age"):
    """A span back from now; `age:<24h` means younger than that, so later than now minus 24 h."""

    ms: int


Value = TextValue | NumberValue | VersionValue | InstantValue | AgeValue


class Term(msgspec.Struct, frozen=True, tag="term"):
    """`field:value` with a comparison. Flags (`is:open`, `has:note`) are terms of their field with EQ.

    `start` and `end` are character positions in the typed text.
    """

    field: str
    comparison: Comparison
    value: Value
    start: int = 0
    end: int = 0


class FreeText(msgspec.Struct, frozen=True, tag="free_text"):
    """A word or phrase to be found anywhere in the searchable text of a row."""

    value: TextValue
    start: int = 0
    end: int = 0


class Not(msgspec.Struct, frozen=True, tag="not"):
    """Everything that `inner` does not match."""

    inner: Node


class And(msgspec.Struct, frozen=True, tag="and"):
    """All of `items`; an empty one matches everything. A range `a..b` is one of two terms, GE and LE."""

    items: tuple[Node, ...]


class Or(msgspec.Struct, frozen=True, tag="or"):
    """Any of `items`, of which there are at least two. `severity:high,critical` is one of two terms."""

    items: tuple[Node, ...]


Node = Term | FreeText | Not | And | Or

EVERYTHING = And(())


class FieldKind(enum.StrEnum):
    """How the values of a field are written and compared."""

    CHOICE = "choice"
    """One of `values`; comparison orders them as listed."""
    TEXT = "text"
    """Substring, case-insensitive; `*` anchors to the whole value."""
    NUMBER = "number"
    VERSION = "version"
    INSTANT = "instant"
    AGE = "age"
    FLAG = "flag"
    """One of `values`, each a yes/no property: `is:regressed`."""
    PERSON = "person"
    """A name or e-mail address; `me` is the person signed in, `nobody` is unset."""


class Field(msgspec.Struct, frozen=True):
    """A qualifier that a tab offers.

    Attributes:
        name: as typed before the colon.
        column: the store column (for FLAG: unused, each value names its own condition there).
        values: what may follow, for CHOICE and FLAG, and suggestions for others.
    """

    name: str
    kind: FieldKind
    column: str = ""
    values: tuple[str, ...] = ()

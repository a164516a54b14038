"""Columns of a table as data: what a cell holds, how it is drawn, sorted and spoken. Free of Qt."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.people import Person
from crashdesk.core.text import Text

Row = TypeVar("Row")


class CellKind(enum.StrEnum):
    """How a cell is drawn; in brackets what its column's `value` returns."""

    TEXT = "text"
    """Text of a stranger (`str` or `Labelled`)."""
    CODE = "code"
    """The same in a fixed-width font."""
    NUMBER = "number"
    """A count, right-aligned (`int`)."""
    TREND = "trend"
    """A relative change (`float`, 0.5 meaning half as much again)."""
    TIME = "time"
    """How long ago (`Instant`)."""
    MOMENT = "moment"
    """Date and time to the second, in this computer's zone (`Moment`)."""
    BADGE = "badge"
    """A word in a coloured pill and a remark (`Badge`)."""
    LEVEL = "level"
    """A rank out of several (`Level`)."""
    SPARKLINE = "sparkline"
    """A small bar chart (`tuple[int, ...]`)."""
    PERSON = "person"
    """Somebody (`Person`)."""


class Tone(enum.StrEnum):
    """What a colour is to say; the theme decides which colour that is."""

    NEUTRAL = "neutral"
    MUTED = "muted"
    ACCENT = "accent"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Badge(msgspec.Struct, frozen=True):
    """A word in a pill. `remark` stands beside it in quiet text, as the exit of a status does."""

    text: Text
    tone: Tone = Tone.NEUTRAL
    remark: Text | None = None
    tooltip: Text | None = None


class Level(msgspec.Struct, frozen=True):
    """A rank from 1 to 4, drawn as bars so that it does not hang on colour alone."""

    text: Text
    rank: int
    tone: Tone


class Labelled(msgspec.Struct, frozen=True):
    """Text of a stranger followed by badges of ours."""

    text: str
    badges: tuple[Badge, ...] = ()


class Moment(msgspec.Struct, frozen=True):
    """An instant that is shown as date and time of day, where one reads what followed what."""

    at: Instant


CellValue = str | int | float | Badge | Level | Labelled | Moment | Person | tuple[int, ...] | None


class Align(enum.StrEnum):
    """The edge that a column's text stands at."""

    START = "start"
    END = "end"


class Column(msgspec.Struct, Generic[Row], frozen=True):
    """One column.

    Attributes:
        id: stable; layouts are saved under it.
        value: the cell of a row; None draws nothing.
        sort: the store column that orders by it, empty when it cannot be sorted by.
        width: pixels at first, at 100 % scaling.
        visible: whether it is shown before the user has chosen.
        help: what the figure means, for the header's tooltip and the chooser.
        stretches: whether it takes the room that is left over; at most one column of a table does.
        falls: True when the first click sorts descending: for counts and times.
        spoken: the part of the row's sentence for screen readers; None where the column adds nothing.
    """

    id: str
    title: Text
    kind: CellKind
    value: Callable[[Row], CellValue]
    sort: str = ""
    width: int = 100
    visible: bool = True
    help: Text | None = None
    stretches: bool = False
    falls: bool = False
    spoken: Callable[[Row], Text | None] | None = None

    @property
    def align(self) -> Align:
        """Numbers stand at the end so that their digits line up, all else at the start."""
        return Align.END if self.kind in {CellKind.NUMBER, CellKind.TREND} else Align.START


def instant_of(value: CellValue) -> Instant | None:
    """Return a TIME cell's value, None for an empty cell."""
    return Instant(value) if isinstance(value, int) else None

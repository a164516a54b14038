"""How each fault goes on over the fortnight: how often it happens, in which versions, what is decided.

Days are relative to the end of the history, so they are negative.
"""

from __future__ import annotations

import msgspec

from crashdesk_server.wire.crash_groups import CrashGroupPatch, IgnoreInput, ResolutionInput

FIRST_DAY = -13.9


class Limit(msgspec.Struct, frozen=True):
    """From a day on, the newest version the fault happens in; "" for none, None for all."""

    day: float
    newest: str | None


class Decision(msgspec.Struct, frozen=True):
    """What somebody does to a group on a day.

    Attributes:
        who: 0 is the admin, 1 and 2 are the operators.
        patch: the change; absent for a note alone.
        ignore_days: for ignoring until a time, how many days after the end of the history.
        assign_to: whom to assign, counted as `who`.
    """

    day: float
    who: int
    patch: CrashGroupPatch | None = None
    note: str = ""
    ignore_days: int | None = None
    assign_to: int | None = None


class Course(msgspec.Struct, frozen=True):
    """One fault's fortnight: reports a day at its beginning and end, limits of versions, and decisions."""

    from_per_day: float
    to_per_day: float
    limits: tuple[Limit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    first_day: float = FIRST_DAY

    def newest_on(self, day: float) -> str | None:
        """Return the limit that holds on a day."""
        held = [limit.newest for limit in self.limits if limit.day <= day]
        return held[-1] if held else None


def _resolve(day: float, who: int, kind: ResolutionInput, note: str = "") -> Decision:
    return Decision(day, who, CrashGroupPatch(status="resolved", resolution=kind), note)


def _ignore(day: float, who: int, exit_: IgnoreInput, note: str = "") -> Decision:
    return Decision(day, who, CrashGroupPatch(status="ignored", ignore=exit_), note)


_FIXED_TOO_EARLY = Course(
    9,
    6,
    (Limit(FIRST_DAY, "2.1.0"), Limit(-4.2, None)),
    (
        Decision(-11.3, 1, note="Reproduced with an empty profile. The state is read before it is written."),
        _resolve(-8.6, 1, ResolutionInput("version", "2.1.1"), "Fixed by reading the state later."),
    ),
)
_STAYS_FIXED = Course(
    7, 3, (Limit(-4.6, "2.1.1"),), (_resolve(-4.5, 2, ResolutionInput("version", "2.2.0")),)
)
_FIXED_IN_THE_NEXT = Course(
    3, 5, (Limit(-3.2, "2.2.0"),), (_resolve(-1.9, 2, ResolutionInput("next"), "Merged, goes out next."),)
)
_FIXED_NOW = Course(5, 2, (Limit(-2.2, ""),), (_resolve(-2.1, 1, ResolutionInput("now")),))
_IGNORED_UNTIL_COUNT = Course(
    2, 4, (), (_ignore(-1.4, 1, IgnoreInput("count", count=100), "Only with a full disk. Wait for more."),)
)
_IGNORED_TOO_MANY = Course(
    4, 12, (), (_ignore(-7.5, 2, IgnoreInput("count", count=20), "One machine with bad memory, it seems."),)
)
_IGNORED_UNTIL_TIME = Course(
    2,
    1,
    (),
    (
        Decision(
            -3.5,
            2,
            CrashGroupPatch(status="ignored"),
            "Their certificate is renewed next week.",
            ignore_days=6,
        ),
    ),
)
_IGNORED_UNTIL_VERSION = Course(
    3, 3, (), (_ignore(-6.0, 1, IgnoreInput("version", version="2.2.1"), "Old exporter, gone after 2.2.1."),)
)
_IGNORED_FOR_EVER = Course(
    1, 1, (), (_ignore(-9.2, 0, IgnoreInput("forever"), "Their own plug-in, not ours."),)
)
_BEING_WORKED_ON = Course(
    1,
    22,
    (),
    (
        Decision(-2.9, 0, CrashGroupPatch(severity="critical"), assign_to=1),
        Decision(-2.8, 1, note="Happens on the second import of the same file. Looking into it."),
        Decision(-0.7, 2, note="Also seen on Windows since 2.2.1."),
    ),
    first_day=-6,
)
_HANDED_OVER = Course(
    5,
    6,
    (),
    (
        Decision(-10.0, 0, assign_to=2),
        Decision(-5.1, 2, note="Needs someone who knows the parser."),
        Decision(-5.0, 2, assign_to=1),
    ),
)
_LOWERED = Course(
    4, 4, (), (Decision(-8.0, 1, CrashGroupPatch(severity="low"), "Caught and shown to the user anyway."),)
)
_REOPENED_BY_HAND = Course(
    2,
    2,
    (Limit(-7.4, "2.0.3"),),
    (
        _resolve(-7.3, 2, ResolutionInput("next")),
        Decision(-3.3, 1, CrashGroupPatch(status="open"), "Not fixed: it is only rarer now."),
    ),
)

COURSES = (
    _FIXED_TOO_EARLY,
    _BEING_WORKED_ON,
    _IGNORED_UNTIL_COUNT,
    Course(1, 14, first_day=-4),
    _STAYS_FIXED,
    _HANDED_OVER,
    _IGNORED_UNTIL_TIME,
    Course(0.4, 0.4),
    _FIXED_IN_THE_NEXT,
    _LOWERED,
    _IGNORED_TOO_MANY,
    Course(18, 2),
    _FIXED_NOW,
    _IGNORED_UNTIL_VERSION,
    Course(3, 3),
    _REOPENED_BY_HAND,
    _IGNORED_FOR_EVER,
    Course(0, 30, first_day=-1.5),
    Course(6, 6, (Limit(FIRST_DAY, "2.1.1"),)),
    Course(0.3, 0.6, first_day=-9),
)
"""Handed out to the recordings in turn."""

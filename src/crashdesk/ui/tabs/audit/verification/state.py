"""Whether the log holds together, as the strip above the list says it. Free of Qt."""

from __future__ import annotations

import enum
from collections.abc import Callable

import msgspec

from crashdesk.core.audit import Finding, FindingKind, Verification
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import absolute, grouped, local
from crashdesk.ui.tabs.audit.actions import ACKNOWLEDGE, COMPARE, EXPLAIN, SHOW_BREAK

CODE_DIGITS = 8
"""Digits of a head that two people compare by phone: 32 bits, which nobody meets by chance."""
Render = Callable[[Text], str]


class Mood(enum.StrEnum):
    """How the strip looks."""

    CALM = "calm"
    BUSY = "busy"
    WAITING = "waiting"
    """Nothing is wrong and nothing is proven yet."""
    ALARM = "alarm"


class CheckState(msgspec.Struct, frozen=True):
    """What is known about the log, and what is being done to know more.

    Attributes:
        others: findings besides the first one.
        reading: entries here and entries there are, while the log is being fetched.
        comparing: entries compared and to be compared, while everything is compared with the server.
        now: when this was put together, which decides between a time of day and a date.
    """

    verification: Verification = Verification()
    others: int = 0
    link: Link = Link.CONNECTING
    reading: tuple[int, int] | None = None
    comparing: tuple[int, int] | None = None
    problem: Text | None = None
    now: Instant = Instant(0)


class Strip(msgspec.Struct, frozen=True):
    """The strip, ready to be shown.

    Attributes:
        code: the short code of the head, empty while nothing is verified.
        progress: done and all, while something runs.
        buttons: the actions offered in it, with what stands on them.
    """

    mood: Mood
    words: Text
    more: Text | None = None
    code: str = ""
    progress: tuple[int, int] | None = None
    buttons: tuple[tuple[ActionId, Text], ...] = ()


_VERIFIED = QT_TRANSLATE_NOOP("Audit", "Verified: all {count} entries follow from each other")
_VERIFIED_ONE = QT_TRANSLATE_NOOP("Audit", "Verified: the first entry begins the log")
_SIGNED_ALL = QT_TRANSLATE_NOOP("Audit", "signed by the server at {time}")
_SIGNED_TO = QT_TRANSLATE_NOOP("Audit", "signed by the server up to no. {seq} at {time}")
_NOT_SIGNED = QT_TRANSLATE_NOOP("Audit", "the server has signed nothing yet")
_AS_OF = QT_TRANSLATE_NOOP("Audit", "{words}. Offline: as of {time}")
_NOTHING = QT_TRANSLATE_NOOP("Audit", "The log has no entries yet; there is nothing to verify")
_NOT_YET = QT_TRANSLATE_NOOP("Audit", "Not verified yet: the log has not been fetched")
_NOT_YET_WHY = QT_TRANSLATE_NOOP("Audit", "Not verified yet: {why}")
_READING = QT_TRANSLATE_NOOP("Audit", "Fetching the log and verifying it")
_COMPARING = QT_TRANSLATE_NOOP("Audit", "Comparing everything with the server")
_DONE_OF = QT_TRANSLATE_NOOP("Audit", "{done} of {all}")
_TROUBLE = QT_TRANSLATE_NOOP("Audit", "{words}. It cannot be read just now: {why}")
_ALARMS = {
    FindingKind.BODY_CHANGED: QT_TRANSLATE_NOOP("Audit", "Entry {seq} was changed after it was written"),
    FindingKind.CHAIN_BROKEN: QT_TRANSLATE_NOOP(
        "Audit", "Entry {seq} does not follow from the one before it"
    ),
    FindingKind.GAP: QT_TRANSLATE_NOOP("Audit", "Entry {seq} is missing"),
    FindingKind.BODY_GONE: QT_TRANSLATE_NOOP(
        "Audit", "What entry {seq} said is gone, and nothing in the log says who removed it"
    ),
    FindingKind.TRUNCATED: QT_TRANSLATE_NOOP(
        "Audit", "The server's log ends before entry {seq}, which this desk has seen"
    ),
    FindingKind.REWRITTEN: QT_TRANSLATE_NOOP(
        "Audit", "The server shows another entry {seq} than this desk has seen"
    ),
    FindingKind.SIGNATURE_WRONG: QT_TRANSLATE_NOOP(
        "Audit", "The server's signature under its log, up to entry {seq}, is wrong"
    ),
    FindingKind.KEY_CHANGED: QT_TRANSLATE_NOOP(
        "Audit", "Another key than before signs the server's log, from entry {seq} on"
    ),
}
_FOUND_AT = QT_TRANSLATE_NOOP("Audit", "Found at {time}. Verified up to entry {verified}.")
_FOUND_NOTHING = QT_TRANSLATE_NOOP("Audit", "Found at {time}. Nothing before it is verified.")
_AND_OTHERS = QT_TRANSLATE_NOOP("Audit", "{found} It breaks at {n} more place(s).")
_SHOW = QT_TRANSLATE_NOOP("Audit", "Show entry")
_EXPLAIN = QT_TRANSLATE_NOOP("Audit", "What this means")
_SEEN = QT_TRANSLATE_NOOP("Audit", "I have seen this")
_COMPARE = QT_TRANSLATE_NOOP("Audit", "Compare everything")


def code_of(hash_: str) -> str:
    """Return the short code of a head, such as `3F7A-19C2`; empty without one."""
    digits = hash_[:CODE_DIGITS].upper()
    return f"{digits[:4]}-{digits[4:]}" if digits else ""


def with_connection(state: CheckState, connection: ConnectionState, now: Instant) -> CheckState:
    """Take note of the connection."""
    problem = connection.audit_problem
    return msgspec.structs.replace(
        state,
        link=connection.link,
        reading=connection.auditing,
        problem=problem.text if problem else None,
        now=now,
    )


def strip_of(state: CheckState, render: Render) -> Strip:
    """Return what the strip says."""
    finding = state.verification.finding
    if finding is not None:
        return _alarm(state, finding, render)
    if state.comparing is not None:
        return _busy(_COMPARING, state.comparing, state)
    if state.reading is not None and state.reading[0] < state.reading[1]:
        return _busy(_READING, state.reading, state)
    return _calm(state, render)


def alarm_words(finding: Finding) -> Text:
    """Say what is wrong with the log, and where."""
    return _ALARMS[finding.kind](seq=grouped(finding.seq))


def _alarm(state: CheckState, finding: Finding, render: Render) -> Strip:
    time = _time(finding.found_at, state.now)
    verified = state.verification.verified_to
    found = _FOUND_AT(time=time, verified=grouped(verified)) if verified else _FOUND_NOTHING(time=time)
    more = _AND_OTHERS(state.others, found=render(found)) if state.others else found
    return Strip(
        Mood.ALARM,
        alarm_words(finding),
        more,
        code_of(state.verification.head_hash),
        state.comparing,
        ((SHOW_BREAK, _SHOW), (EXPLAIN, _EXPLAIN), (ACKNOWLEDGE, _SEEN)),
    )


def _busy(words: Text, progress: tuple[int, int], state: CheckState) -> Strip:
    done = _DONE_OF(done=grouped(progress[0]), all=grouped(progress[1]))
    return Strip(Mood.BUSY, words, done, code_of(state.verification.head_hash), progress)


def _calm(state: CheckState, render: Render) -> Strip:
    known = state.verification
    explain = (EXPLAIN, _EXPLAIN)
    if not known.verified_to:
        return Strip(Mood.WAITING, _unverified(state, render), buttons=(explain,))
    first = _VERIFIED_ONE if known.verified_to == 1 else _VERIFIED(count=grouped(known.verified_to))
    words = first
    if state.problem is not None:
        words = _TROUBLE(words=render(first), why=render(state.problem))
    elif state.link is not Link.ONLINE and known.checked_at is not None:
        words = _AS_OF(words=render(first), time=_time(known.checked_at, state.now))
    return Strip(
        Mood.CALM,
        words,
        _signed(state),
        code_of(known.head_hash),
        buttons=(explain, (COMPARE, _COMPARE)) if state.link is Link.ONLINE else (explain,),
    )


def _unverified(state: CheckState, render: Render) -> Text:
    if state.problem is not None:
        return _NOT_YET_WHY(why=render(state.problem))
    return _NOTHING if state.verification.checked_at is not None else _NOT_YET


def _signed(state: CheckState) -> Text:
    known = state.verification
    if known.signed_at is None or not known.signed_to:
        return _NOT_SIGNED
    time = _time(known.signed_at, state.now)
    if known.signed_to >= known.verified_to:
        return _SIGNED_ALL(time=time)
    return _SIGNED_TO(seq=grouped(known.signed_to), time=time)


def _time(at: Instant, now: Instant) -> str:
    """Write the time of day for today, else date and time."""
    moment = local(at)
    return f"{moment:%H:%M}" if moment.date() == local(now).date() else absolute(at)[:16]

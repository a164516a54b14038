"""The timeline in words: what an entry tells, and what a status hung on. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.crash_reports import ActivityEntry
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line

_SENTENCES = {
    "created": QT_TRANSLATE_NOOP("CrashDetail", "First report, from version {after}"),
    "status_changed": QT_TRANSLATE_NOOP("CrashDetail", "changed the status from {before} to {after}"),
    "severity_changed": QT_TRANSLATE_NOOP("CrashDetail", "changed the severity from {before} to {after}"),
    "assigned": QT_TRANSLATE_NOOP("CrashDetail", "handed the group from {before} to {after}"),
    "resolution_changed": QT_TRANSLATE_NOOP("CrashDetail", "changed the fix from {before} to {after}"),
    "regressed": QT_TRANSLATE_NOOP("CrashDetail", "Came back in {after} after it was resolved ({before})"),
    "ignore_ended": QT_TRANSLATE_NOOP("CrashDetail", "The ignoring ended ({before})"),
    "note": QT_TRANSLATE_NOOP("CrashDetail", "wrote a note"),
}
_BARE_SENTENCES = {
    "created": QT_TRANSLATE_NOOP("CrashDetail", "First report"),
    "regressed": QT_TRANSLATE_NOOP("CrashDetail", "Came back after it was resolved"),
    "ignore_ended": QT_TRANSLATE_NOOP("CrashDetail", "The ignoring ended"),
}
"""Where the server tells neither what was nor what is."""
_UNKNOWN = QT_TRANSLATE_NOOP("CrashDetail", "{kind}: {before} → {after}")
_NOBODY = QT_TRANSLATE_NOOP("CrashDetail", "nobody")
_NOTHING = QT_TRANSLATE_NOOP("CrashDetail", "nothing")
_VALUE_CHARACTERS = 60
NOTE_PENDING = QT_TRANSLATE_NOOP("CrashDetail", "waiting to be sent")

_STATES = {
    "open": QT_TRANSLATE_NOOP("CrashDetail", "open"),
    "resolved": QT_TRANSLATE_NOOP("CrashDetail", "resolved"),
    "resolved now": QT_TRANSLATE_NOOP("CrashDetail", "resolved"),
    "resolved next": QT_TRANSLATE_NOOP("CrashDetail", "resolved in the next version"),
    "resolved version": QT_TRANSLATE_NOOP("CrashDetail", "resolved in {exit}"),
    "ignored": QT_TRANSLATE_NOOP("CrashDetail", "ignored"),
    "ignored forever": QT_TRANSLATE_NOOP("CrashDetail", "ignored for ever"),
    "ignored time": QT_TRANSLATE_NOOP("CrashDetail", "ignored until {exit}"),
    "ignored count": QT_TRANSLATE_NOOP("CrashDetail", "ignored for {exit} more reports"),
    "ignored version": QT_TRANSLATE_NOOP("CrashDetail", "ignored up to version {exit}"),
}
"""Statuses with their exit as the API writes them: status, kind of exit, and what it is."""

Render = Callable[[Text], str]


def sentence_of(entry: ActivityEntry, render: Render = str) -> Text:
    """Say what an activity entry tells, without its author; `render` puts the parts of it into words."""
    if not entry.before and not entry.after and entry.kind in _BARE_SENTENCES:
        return _BARE_SENTENCES[entry.kind]
    missing = render(_NOBODY if entry.kind == "assigned" else _NOTHING)
    before, after = (_value(value, entry.kind, render) or missing for value in (entry.before, entry.after))
    known = _SENTENCES.get(entry.kind)
    if known is None:
        return _UNKNOWN(kind=visible_line(entry.kind, _VALUE_CHARACTERS), before=before, after=after)
    return known(before=before, after=after)


def _value(value: str, kind: str, render: Render) -> str:
    shown = visible_line(value, _VALUE_CHARACTERS)
    if kind in {"severity_changed", "assigned", "created"}:
        return shown
    status, _, rest = shown.partition(" ")
    exit_kind, _, what = rest.partition(" ")
    known = _STATES.get(f"{status} {exit_kind}".rstrip())
    return render(known(exit=what)) if known else shown

"""What is decided about groups, as entries of the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crashdesk_server.audit.record import Origin, Target, record
from crashdesk_server.crashes.lifecycle import Event, EventKind, describe
from crashdesk_server.crashes.rows import lifecycle_of
from crashdesk_server.crashes.telling import tell_of_event
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.wire.crash_groups import PersonRef

NOTE_LENGTH = 200
"""Characters of a note that go into the log: enough to know it again; the whole lies in the timeline."""
_FIELDS: Mapping[EventKind, str] = {
    "status_changed": "status",
    "resolution_changed": "status",
    "severity_changed": "severity",
    "ignore_ended": "status",
}
BY_RULE: frozenset[EventKind] = frozenset({"regressed", "ignore_ended"})
"""What a report does to a decision. That groups begin and grow worse is no decision: anybody can post."""


def record_events(tx: Transaction, origin: Origin, group: Mapping[Any, Any], events: Iterable[Event]) -> None:
    """Record what became of a group, an entry for each event; `group` is its row."""
    for event in events:
        before, after = _states(event)
        _record(tx, origin, group, event.kind, before, after)
        tell_of_event(tx, group, event)


def record_assignment(
    tx: Transaction,
    origin: Origin,
    group: Mapping[Any, Any],
    before: PersonRef | None,
    after: PersonRef | None,
) -> None:
    """Record that a group went from one person, or nobody, to another."""
    _record(tx, origin, group, "assigned", {"assignee": _person(before)}, {"assignee": _person(after)})


def record_note(tx: Transaction, origin: Origin, group: Mapping[Any, Any], text: str) -> None:
    """Record that a note was written, with its beginning."""
    short = text if len(text) <= NOTE_LENGTH else text[: NOTE_LENGTH - 1] + "…"
    _record(tx, origin, group, "note_added", None, {"note": short})


def record_deletion(tx: Transaction, origin: Origin, group: Mapping[Any, Any], samples: int) -> None:
    """Record that a group was removed with so many samples."""
    gone = {"status": describe(lifecycle_of(group)), "reports": group["count"], "samples": samples}
    _record(tx, origin, group, "deleted", gone, None)


def _states(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    if event.kind == "regressed":
        return {"status": event.before}, {"status": "open", "version": event.after}
    field = _FIELDS[event.kind]
    return {field: event.before}, {field: event.after}


def _person(person: PersonRef | None) -> dict[str, str] | None:
    return person and {"id": person.id, "label": person.label}


def _record(
    tx: Transaction,
    origin: Origin,
    group: Mapping[Any, Any],
    what: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    target = Target("crash_group", group["id"], group["title"])
    action, project_id = f"crash_group.{what}", group["project_id"]
    record(tx, origin, action, target, before=before, after=after, project_id=project_id)

"""Everything that a webhook can be told of, each with an example."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from crashdesk_server.wire.webhooks import EventType

CRASH_CREATED = "crash_group.created"
CRASH_REGRESSED = "crash_group.regressed"
CRASH_STATUS = "crash_group.status_changed"
USER_PENDING = "user.pending"
USER_APPROVED = "user.approved"
WEBHOOK_DISABLED = "webhook.disabled"
TASK_FAILED = "task.failed"

_GROUP = {
    "id": "grp_01m7q5cqg0naspb4yqwf395q3n",
    "title": "TypeError: cannot read properties of undefined (reading 'rows')",
    "kind": "exception",
    "severity": "high",
    "status": "open",
    "version": "2.4.1",
}
_USER = {"id": "usr_01m7q5cqg0ctd5581hgxvc807w", "email": "lena@example.org", "name": "Lena Hoffmann"}
_DATA: Mapping[str, tuple[str, Mapping[str, object]]] = {
    CRASH_CREATED: ("A crash was reported that is like no other before.", {"crash_group": _GROUP}),
    CRASH_REGRESSED: (
        "A crash came back after it was resolved.",
        {"crash_group": _GROUP, "resolved_in": "2.4.0"},
    ),
    CRASH_STATUS: (
        "Somebody, or a rule, changed the status of a crash group.",
        {"crash_group": _GROUP | {"status": "resolved"}, "before": "open", "after": "resolved now"},
    ),
    USER_PENDING: ("Somebody asks to be let in.", {"user": _USER}),
    USER_APPROVED: ("Somebody was let in.", {"user": _USER | {"role": "viewer"}, "by": "Mira Okafor"}),
    WEBHOOK_DISABLED: (
        "The server disabled another webhook by itself.",
        {
            "webhook": {"id": "whk_01m7q5cqg0ctd5581hgxvc807w", "name": "Old pager"},
            "reason": "20 deliveries in a row failed.",
        },
    ),
    TASK_FAILED: (
        "A job of a background task failed and will not be tried again.",
        {
            "task": "usage.forget",
            "job_id": "job_01m7q5cqg0naspb4yqwf395q3n",
            "attempt": 4,
            "error": "OperationalError: database is locked",
        },
    ),
}


def body_of(event: str, event_id: str, timestamp: str, data: Mapping[str, object]) -> str:
    """Return the body of an event, as it is sent and signed."""
    return msgspec.json.encode({"id": event_id, "type": event, "timestamp": timestamp, "data": data}).decode()


def example_of(event: str) -> str:
    """Return an example of an event's body. Raises `KeyError` for one that does not exist."""
    return body_of(event, "evt_01m7q5cqg0naspb4yqwf395q3n", "2026-11-25T08:30:00.000Z", _DATA[event][1])


EVENT_TYPES = tuple(
    EventType(name, meaning, name == TASK_FAILED, msgspec.Raw(example_of(name).encode()))
    for name, (meaning, _) in _DATA.items()
)
NAMES = frozenset(_DATA)


def is_of_people(event: str) -> bool:
    """Tell whether an event names somebody, so that one needs the right to see accounts."""
    return event.startswith("user.")

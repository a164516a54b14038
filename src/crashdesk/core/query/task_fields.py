"""The qualifiers by which tasks, queues and jobs are filtered."""

from __future__ import annotations

from crashdesk.core.query.ast import Field, FieldKind
from crashdesk.core.tasks import JobState

_STATES = tuple(state.value for state in JobState)
_TUNED = ("overridden", "paused", "leased", "drifting", "busy", "failing")

TASK_FIELDS = (
    Field("is", FieldKind.FLAG, values=(*_TUNED, "regular", "switched-off")),
    Field("name", FieldKind.TEXT, "name"),
    Field("queue", FieldKind.TEXT, "queue"),
    Field("waiting", FieldKind.NUMBER, "waiting"),
    Field("running", FieldKind.NUMBER, "running"),
    Field("failed", FieldKind.NUMBER, "failed"),
    Field("until", FieldKind.INSTANT, "lease_until"),
    Field("last-run", FieldKind.INSTANT, "last_run_at"),
    Field("idle", FieldKind.AGE, "last_run_at"),
)
"""`is:drifting` are those that run by other values than they should, `is:switched-off` lack a middleware."""

QUEUE_FIELDS = (
    Field("is", FieldKind.FLAG, values=_TUNED),
    Field("name", FieldKind.TEXT, "name"),
    Field("waiting", FieldKind.NUMBER, "waiting"),
    Field("running", FieldKind.NUMBER, "running"),
    Field("failed", FieldKind.NUMBER, "failed"),
)

JOB_FIELDS = (
    Field("is", FieldKind.FLAG, values=(*_STATES, "retried")),
    Field("state", FieldKind.CHOICE, "state", _STATES),
    Field("task", FieldKind.TEXT, "task"),
    Field("queue", FieldKind.TEXT, "queue"),
    Field("subject", FieldKind.TEXT, "subject"),
    Field("error", FieldKind.TEXT, "errors"),
    Field("attempt", FieldKind.NUMBER, "attempt"),
    Field("duration", FieldKind.NUMBER, "duration_ms"),
    Field("created", FieldKind.INSTANT, "created_at"),
    Field("due", FieldKind.INSTANT, "due_at"),
    Field("age", FieldKind.AGE, "created_at"),
)
"""`duration` is in milliseconds."""

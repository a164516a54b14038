"""Tables of background work. Times are milliseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from crashdesk_server.storage.schema import metadata

job = Table(
    "job",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("args", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("owner", Text, nullable=False),
    Column("lease_until", BigInteger),
    Column("errors", Text, nullable=False),
    Column("result", Text, nullable=False),
)
"""`args` is a JSON object, `errors` a JSON list of wire `JobError`s.

Jobs of one lane share a small number of places, so that a lane that is slow leaves room for the others.
`owner` names the process that runs a job, until `lease_until` at most: then another one may take it.
"""
Index("job_by_lane", job.c.task, job.c.state, job.c.lane, job.c.due_at, job.c.id)
Index("job_by_state", job.c.state, job.c.due_at)
Index("job_by_task", job.c.task, job.c.id)

task_state = Table(
    "task_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("override", Text),
    Column("expires_at", BigInteger),
    Column("switched_off", Text, nullable=False),
    Column("last_run_at", BigInteger),
    Column("last_duration_ms", BigInteger),
    Column("last_error", Text, nullable=False),
)
"""`override` is a wire `TaskOverride` as JSON, `switched_off` a JSON list of middleware names."""

queue_state = Table(
    "queue_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("override", Text),
    Column("expires_at", BigInteger),
)
"""`override` is a wire `QueueOverride` as JSON."""

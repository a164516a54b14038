"""Asking for background work, in the transaction of whatever calls for it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import insert

from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.tasks.tables import job


def enqueue(
    tx: Transaction,
    ids: Ids,
    task: str,
    queue: str,
    *,
    args: Mapping[str, object] | None = None,
    due_at: int | None = None,
    subject: str = "",
    lane: str = "",
) -> str:
    """Add a job, which begins after the commit at the earliest.

    Args:
        tx: the job is kept if and only if it is.
        ids: makes the job's id.
        task: the name of a declared task.
        queue: the one that the task is declared in.
        args: what the task gets, as JSON.
        due_at: not before then; at once if None.
        subject: what it is about, for people.
        lane: jobs of one lane share few places.

    Returns:
        The id of the job.
    """
    identifier = ids.new("job")
    tx.execute(
        insert(job).values(
            id=identifier,
            project_id=DEFAULT_PROJECT,
            task=task,
            queue=queue,
            lane=lane,
            subject=subject,
            args=msgspec.json.encode(args or {}).decode(),
            state="waiting",
            attempt=0,
            created_at=tx.now,
            due_at=tx.now if due_at is None else due_at,
            owner="",
            errors="[]",
            result="",
        )
    )
    tx.stir()
    return identifier

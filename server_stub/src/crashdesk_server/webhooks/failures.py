"""Telling webhooks of jobs that gave up."""

from __future__ import annotations

from crashdesk_server.tasks.declaring import Work
from crashdesk_server.webhooks.emitting import DELIVER, emit
from crashdesk_server.webhooks.events import TASK_FAILED


async def tell_failure(work: Work, error: str) -> None:
    """Emit `task.failed`. Not of delivering itself: that would make the next one."""
    if work.task.name == DELIVER:
        return
    data = {"task": work.task.name, "job_id": work.job_id, "attempt": work.attempt, "error": error}
    await work.database.write(lambda tx: emit(tx, TASK_FAILED, data, task=work.task.name))

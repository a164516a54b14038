"""The jobs of one task or queue, replaced by what the server has just listed."""

from __future__ import annotations

from crashdesk.core.ids import QueueName, TaskName
from crashdesk.core.outbox import ObjectType
from crashdesk.core.tasks import Job
from crashdesk.store.folding import fold
from crashdesk.store.objects import drop, find, put
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.writer import Transaction


def replace(
    transaction: Transaction, jobs: tuple[Job, ...], *, task: TaskName | None, queue: QueueName | None
) -> None:
    """Write the jobs that differ from what is stored, and drop those of the task or queue that went."""
    column, name = ("task", task) if task is not None else ("queue", queue)
    table = TABLES[ObjectType.JOB].name
    rows = transaction.execute(
        f"SELECT object.id FROM object JOIN {table} ON {table}.n = object.n WHERE {table}.{column} = ?",
        (fold(name or ""),),
    ).fetchall()
    listed = {job.id for job in jobs}
    gone = [str(row[0]) for row in rows if row[0] not in listed]
    if gone:
        drop(transaction, ObjectType.JOB, gone)
    connection = transaction.connection
    put(transaction, ObjectType.JOB, [job for job in jobs if find(connection, ObjectType.JOB, job.id) != job])

"""What is done to a log, and what a desk makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.audit_samples import Log, a_body
from tests.support.audit_server import AuditDesk
from tests.support.store_builders import SENTENCE

from crashdesk.core.audit import AuditEntry, Finding, FindingKind, Verification, entry_id
from crashdesk.core.outbox import ObjectType
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.store.audit import StoreAudit
from crashdesk.store.objects import drop as drop_objects

Broken = tuple[FindingKind, int] | None


def named(found: Verification) -> Broken:
    return (found.finding.kind, found.finding.seq) if found.finding else None


async def seqs(desk: AuditDesk) -> list[int]:
    query = TableQuery(ObjectType.AUDIT_ENTRY, sort=(SortKey("seq"),))
    view = await desk.store.tables.open_view(query)
    await view.ready()
    rows = await view.page(0)
    await view.close()
    return [row.seq for row in rows if isinstance(row, AuditEntry)]


async def entry(desk: AuditDesk, seq: int) -> AuditEntry:
    found = await desk.store.tables.get(ObjectType.AUDIT_ENTRY, entry_id(seq))
    assert isinstance(found, AuditEntry)
    return found


async def acknowledge(desk: AuditDesk) -> Finding:
    (found, *_) = await desk.store.audit.findings()
    await desk.store.audit.acknowledge(found, SENTENCE)
    return found


async def erase_entries(desk: AuditDesk) -> None:
    audit: Any = desk.store.audit
    assert isinstance(audit, StoreAudit)
    ids = [entry_id(seq) for seq in await seqs(desk)]
    await audit._writer.write(
        lambda transaction: drop_objects(transaction, ObjectType.AUDIT_ENTRY, ids), kept=True
    )


Tamper = Callable[[Log], None]


def change(log: Log) -> None:
    log.links[11].body = a_body(12, reason="other")


def change_and_rehash(log: Log) -> None:
    change(log)
    log.rehash(12)


def drop(log: Log) -> None:
    del log.links[11]


def drop_and_rehash(log: Log) -> None:
    drop(log)
    log.rehash(12)


def insert(log: Log) -> None:
    log.links.insert(11, Log().grow(40).links[-1])
    for seq, found in enumerate(log.links, 1):
        found.seq = seq


def insert_and_rehash(log: Log) -> None:
    insert(log)
    log.rehash(12)


def swap(log: Log) -> None:
    one, other = log.links[11], log.links[17]
    one.body, other.body = other.body, one.body


def swap_and_rehash(log: Log) -> None:
    swap(log)
    log.rehash(12)


def truncate(log: Log) -> None:
    del log.links[11:]


def roll_back_and_go_on(log: Log) -> None:
    truncate(log)
    for _ in range(25):
        log.add(reason="another history")


def remove_a_body(log: Log) -> None:
    log.remove_body(12, "erased")


def removal(log: Log, action: str, *ranges: tuple[int, int]) -> None:
    """Remove bodies as the server does: in one transaction with the entry that says so."""
    for first, last in ranges:
        for seq in range(first, last + 1):
            log.remove_body(seq, action.partition(".")[2])
    log.add(action=action, before=None, after={"seqs": [list(span) for span in ranges]})

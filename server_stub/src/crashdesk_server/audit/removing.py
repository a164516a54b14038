"""Removing bodies from the log: personal data on demand, everything old by retention.

The chain stays whole: it holds the hashes of the bodies. What was removed is named by an entry of its own,
which is never removed, so that a reader can tell removal from tampering.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import func, or_, select, update

from crashdesk_server.audit.canonical import ITEMS
from crashdesk_server.audit.record import SYSTEM, record
from crashdesk_server.clock import DAY
from crashdesk_server.storage.schema import audit
from crashdesk_server.storage.transaction import Snapshot, Transaction

_STAY = ("audit.erased", "audit.purged", "audit.key_changed")
"""Without these nobody could tell any more why a body is missing or another key signs."""
_AT_ONCE = 5_000
"""Entries that one run of retention removes: the writer thread is not held for long."""
Span = tuple[int, int]


def entries_about(snapshot: Snapshot, words: Sequence[str]) -> list[int]:
    """Return the numbers of the entries whose body has any of some words, such as an id or an address."""
    found = [func.instr(audit.c.body, word.encode()) > 0 for word in words]
    rows = snapshot.execute(select(audit.c.seq).where(or_(*found)).order_by(audit.c.seq))
    return list(rows.scalars())


def erase(tx: Transaction, seqs: Iterable[int], reason: str) -> int:
    """Remove the bodies of entries for good and say so in the log; returns how many had one."""
    return _remove(tx, sorted(set(seqs)), "erased", reason)


def purge_old(tx: Transaction, days: int) -> int:
    """Remove what is older than retention keeps, a part of it at a time; returns how many entries."""
    old = (
        select(audit.c.seq)
        .where(audit.c.at < tx.now - days * DAY, audit.c.body.is_not(None))
        .order_by(audit.c.at)
        .limit(_AT_ONCE)
    )
    return _remove(tx, sorted(tx.execute(old).scalars()), "purged", f"older than {days} days")


def _remove(tx: Transaction, seqs: Sequence[int], how: Literal["erased", "purged"], reason: str) -> int:
    removed: list[int] = []
    for seq in seqs:
        here = (audit.c.seq == seq) & audit.c.body.is_not(None) & audit.c.action.not_in(_STAY)
        emptied = {"body": None, "missing": how, "actor_id": "", "target_id": ""}
        if tx.execute(update(audit).where(here).values(**emptied)).rowcount:
            removed.append(seq)
    spans = _spans(removed)
    for start in range(0, len(spans), ITEMS):
        named = [list(span) for span in spans[start : start + ITEMS]]
        record(tx, SYSTEM, f"audit.{how}", after={"seqs": named}, reason=reason)
    return len(removed)


def _spans(seqs: Sequence[int]) -> list[Span]:
    spans: list[Span] = []
    for seq in seqs:
        if spans and spans[-1][1] == seq - 1:
            spans[-1] = (spans[-1][0], seq)
        else:
            spans.append((seq, seq))
    return spans

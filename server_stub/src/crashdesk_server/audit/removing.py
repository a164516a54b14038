"""Removing bodies from the log: personal data on demand, everything old by retention.

The chain stays whole: it holds the hashes of the bodies. What was removed is named by an entry of its own,
which is never removed, so that a reader can tell removal from tampering.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import LargeBinary, cast, func, literal, or_, select, update

from crashdesk_server.audit.canonical import ITEMS
from crashdesk_server.audit.record import SYSTEM, Origin, record
from crashdesk_server.clock import DAY
from crashdesk_server.storage.schema import api_keys, audit, users
from crashdesk_server.storage.transaction import Snapshot, Transaction

_STAY = ("audit.erased", "audit.purged", "audit.key_changed")
"""Without these nobody could tell any more why a body is missing or another key signs."""
_AT_ONCE = 5_000
"""Entries that one run of retention removes: the writer thread is not held for long."""
Span = tuple[int, int]


def names_of_user(snapshot: Snapshot, user_id: str) -> set[str]:
    """Return what a user is named by in the log: their id, those of their keys, and their address."""
    names = {user_id}
    made = (audit.c.action == "api_key.created") & (audit.c.actor_id == user_id)
    names.update(snapshot.execute(select(audit.c.target_id).where(made)).scalars())
    names.update(snapshot.execute(select(api_keys.c.id).where(api_keys.c.user_id == user_id)).scalars())
    names.update(snapshot.execute(select(users.c.email).where(users.c.id == user_id)).scalars())
    return names - {""}


def entries_about(snapshot: Snapshot, words: Sequence[str]) -> list[int]:
    """Return the numbers of the entries of whose body one of some words is a whole string, not a part."""
    needles = [cast(literal(json.dumps(word, ensure_ascii=False).encode()), LargeBinary) for word in words]
    found = [func.instr(audit.c.body, needle) > 0 for needle in needles]
    if not found:
        return []
    rows = snapshot.execute(select(audit.c.seq).where(or_(*found)).order_by(audit.c.seq))
    return list(rows.scalars())


def erase(tx: Transaction, origin: Origin, seqs: Iterable[int], reason: str) -> list[int]:
    """Remove the bodies of entries for good and say so in the log; returns which had one."""
    return _remove(tx, origin, sorted(set(seqs)), "erased", reason)


def purge_old(tx: Transaction, days: int) -> int:
    """Remove what is older than retention keeps, a part of it at a time; returns how many entries.

    Whole days go, in UTC: each run that removes something adds an entry, which must not happen each minute.
    """
    first_kept = (tx.now // DAY - days) * DAY
    old = (
        select(audit.c.seq)
        .where(audit.c.at < first_kept, audit.c.body.is_not(None), audit.c.action.not_in(_STAY))
        .order_by(audit.c.at)
        .limit(_AT_ONCE)
    )
    seqs = sorted(tx.execute(old).scalars())
    return len(_remove(tx, SYSTEM, seqs, "purged", f"older than {days} days"))


def _remove(
    tx: Transaction, origin: Origin, seqs: Sequence[int], how: Literal["erased", "purged"], reason: str
) -> list[int]:
    removed: list[int] = []
    for seq in seqs:
        here = (audit.c.seq == seq) & audit.c.body.is_not(None) & audit.c.action.not_in(_STAY)
        emptied = {"body": None, "missing": how, "actor_id": "", "target_id": ""}
        if tx.execute(update(audit).where(here).values(**emptied)).rowcount:
            removed.append(seq)
    spans = _spans(removed)
    for start in range(0, len(spans), ITEMS):
        named = [list(span) for span in spans[start : start + ITEMS]]
        record(tx, origin, f"audit.{how}", after={"seqs": named}, reason=reason)
    if removed:
        tx.scrub()
    return removed


def _spans(seqs: Sequence[int]) -> list[Span]:
    spans: list[Span] = []
    for seq in seqs:
        if spans and spans[-1][1] == seq - 1:
            spans[-1] = (spans[-1][0], seq)
        else:
            spans.append((seq, seq))
    return spans

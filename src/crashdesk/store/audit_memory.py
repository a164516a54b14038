"""What this desk remembers of the audit log, within a transaction: place, signed heads, keys, findings."""

from __future__ import annotations

from crashdesk.core.audit import Checkpoint, Finding, FindingKind, Missing, Verification, entry_id
from crashdesk.core.audit_chain import Head
from crashdesk.core.audit_notices import Range, merged
from crashdesk.core.ids import DAY, Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.store_ports import NO_ROW
from crashdesk.store.driver import Connection, Row
from crashdesk.store.objects import decode
from crashdesk.store.writer import Transaction

AUDIT = ObjectType.AUDIT_ENTRY

_ABOUT_SIGNATURES = ("signature_wrong", "key_changed")
"""Findings about the signature leave the chain of entries as it is."""


def attachment(connection: Connection) -> Head:
    """Return what the next entry has to follow from; the beginning when no entries are here (any more)."""
    row = connection.execute("SELECT seq, hash FROM audit_state").fetchone()
    if row is None or _last_entry(connection) == 0:
        return Head()
    return Head(_number(row, 0), str(row[1]))


def attach(transaction: Transaction, head: Head) -> None:
    """Remember what the next entry has to follow from."""
    transaction.execute(
        "INSERT INTO audit_state (one, seq, hash, signed_to) VALUES (1, ?, ?, 0) "
        "ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
        (head.seq, head.hash),
    )
    transaction.changed(AUDIT, NO_ROW)


def last_seen(connection: Connection) -> int:
    """Return the highest sequence number that this desk knows to have existed."""
    row = connection.execute("SELECT max(seq) FROM audit_head").fetchone()
    signed = _number(row, 0) if row and row[0] is not None else 0
    return max(signed, _last_entry(connection))


def hash_at(connection: Connection, seq: int) -> str:
    """Return the hash that was seen at a place, empty when it is not known."""
    if seq == 0:
        return Head().hash
    row = connection.execute(
        "SELECT body FROM object WHERE type = ? AND id = ?", (AUDIT.value, entry_id(seq))
    ).fetchone()
    if row is not None:
        return decode(AUDIT, row[0]).hash  # type: ignore[union-attr] - of that type
    row = connection.execute("SELECT hash FROM audit_head WHERE seq = ?", (seq,)).fetchone()
    return str(row[0]) if row else ""


def known_between(connection: Connection, low: int, high: int) -> int | None:
    """Return a place between two others (both excluded) with a known hash, near the middle if possible."""
    middle = (low + high) // 2
    for query, span in (
        ("SELECT min(seq) FROM audit_entry WHERE seq >= ? AND seq < ?", (middle, high)),
        ("SELECT max(seq) FROM audit_entry WHERE seq > ? AND seq < ?", (low, middle)),
        ("SELECT min(seq) FROM audit_head WHERE seq >= ? AND seq < ?", (middle, high)),
        ("SELECT max(seq) FROM audit_head WHERE seq > ? AND seq < ?", (low, middle)),
    ):
        row = connection.execute(query, span).fetchone()
        if row and isinstance(row[0], int) and row[0] > low:
            return row[0]
    return None


def verification(connection: Connection) -> Verification:
    """Return what is known about the log's integrity."""
    row = connection.execute("SELECT checked_at, signed_to, signed_at FROM audit_state").fetchone()
    checked_at, signed_to, signed_at = row or (None, 0, None)
    found = open_findings(connection)
    verified = attachment(connection)
    broken = [finding.seq for finding in found if finding.kind.value not in _ABOUT_SIGNATURES]
    if broken and min(broken) <= verified.seq:
        seq = max(min(broken) - 1, 0)
        verified = Head(seq, hash_at(connection, seq))
    assert isinstance(signed_to, int)
    return Verification(
        verified_to=verified.seq,
        head_hash=verified.hash if verified.seq else "",
        checked_at=_instant(checked_at),
        signed_to=signed_to,
        signed_at=_instant(signed_at),
        public_key=pinned_key(connection),
        finding=found[0] if found else None,
    )


def add_finding(transaction: Transaction, finding: Finding) -> None:
    """Remember a break. One that a person has acknowledged already does not come back."""
    transaction.execute(
        "INSERT OR IGNORE INTO audit_finding (kind, seq, found_at, expected, found) VALUES (?, ?, ?, ?, ?)",
        (finding.kind.value, finding.seq, finding.found_at, finding.expected, finding.found),
    )
    transaction.changed(AUDIT, NO_ROW)


def is_open(connection: Connection, *kinds: FindingKind) -> bool:
    """Tell whether a break of one of these kinds waits for somebody to read it."""
    return any(finding.kind in kinds for finding in open_findings(connection))


def is_known(connection: Connection, finding: Finding) -> bool:
    """Tell whether a break was found before, acknowledged or not."""
    query = "SELECT 1 FROM audit_finding WHERE kind = ? AND seq = ? AND expected = ? AND found = ?"
    parameters = (finding.kind.value, finding.seq, finding.expected, finding.found)
    return connection.execute(query, parameters).fetchone() is not None


def open_findings(connection: Connection) -> tuple[Finding, ...]:
    """Return what nobody has acknowledged yet, the first place first."""
    rows = connection.execute(
        "SELECT kind, seq, found_at, expected, found FROM audit_finding "
        "WHERE acknowledged_at IS NULL ORDER BY seq, n"
    ).fetchall()
    return tuple(
        Finding(FindingKind(row[0]), _number(row, 1), Instant(_number(row, 2)), str(row[3]), str(row[4]))
        for row in rows
    )


def acknowledge_from(transaction: Transaction, finding: Finding, now: Instant, *, later_too: bool) -> None:
    """Mark a break as read; `later_too` for all that were found after its place."""
    transaction.execute(
        "UPDATE audit_finding SET acknowledged_at = ? WHERE acknowledged_at IS NULL "
        "AND ((kind = ? AND seq = ? AND expected = ? AND found = ?) "
        "OR (? AND seq >= ? AND kind NOT IN ('signature_wrong', 'key_changed')))",
        (
            now,
            finding.kind.value,
            finding.seq,
            finding.expected,
            finding.found,
            int(later_too),
            finding.seq,
        ),
    )
    transaction.changed(AUDIT, NO_ROW)


def pinned_key(connection: Connection) -> str:
    """Return the signing key that is believed, empty before the first checkpoint."""
    row = connection.execute(
        "SELECT public_key FROM audit_key WHERE in_use ORDER BY n DESC LIMIT 1"
    ).fetchone()
    return str(row[0]) if row else ""


def announced_keys(connection: Connection) -> tuple[str, ...]:
    """Return the keys that are announced to follow the pinned one, in order."""
    rows = connection.execute(
        "SELECT public_key FROM audit_key WHERE n > (SELECT max(n) FROM audit_key WHERE in_use) ORDER BY n"
    ).fetchall()
    return tuple(str(row[0]) for row in rows)


def announce_key(transaction: Transaction, public_key: str, now: Instant, announced_by: int) -> None:
    """Remember a key that will be believed once something is signed with it.

    Not before: the server writes the announcement first and goes on signing with the old key for a moment.
    """
    transaction.execute(
        "INSERT INTO audit_key (public_key, known_at, announced_by, in_use) VALUES (?, ?, ?, 0)",
        (public_key, now, announced_by),
    )


def pin_key(transaction: Transaction, public_key: str, now: Instant) -> None:
    """Believe a key from now on, and none of those before it."""
    if public_key in announced_keys(transaction.connection):
        transaction.execute(
            "UPDATE audit_key SET in_use = 1 WHERE n = (SELECT max(n) FROM audit_key WHERE public_key = ?)",
            (public_key,),
        )
    else:
        transaction.execute(
            "INSERT INTO audit_key (public_key, known_at, in_use) VALUES (?, ?, 1)", (public_key, now)
        )


def add_head(transaction: Transaction, signed: Checkpoint, now: Instant) -> None:
    """Remember a signed head for good: of the last day every one, of the days before the last of each."""
    transaction.execute(
        "INSERT OR IGNORE INTO audit_head VALUES (?, ?, ?, ?, ?, ?)",
        (signed.seq, signed.hash, now, signed.time, signed.public_key, signed.signature),
    )
    transaction.execute(
        f"DELETE FROM audit_head WHERE seen_at < ? AND seq NOT IN "
        f"(SELECT max(seq) FROM audit_head GROUP BY seen_at / {DAY})",
        (now - DAY,),
    )
    transaction.execute(
        "UPDATE audit_state SET signed_to = ?, signed_at = ?",
        (signed.seq, now),
    )


def mark_checked(transaction: Transaction, now: Instant) -> None:
    """Remember that the server's log was compared with what this desk knows of it."""
    attach(transaction, attachment(transaction.connection))
    transaction.execute("UPDATE audit_state SET checked_at = ?", (now,))


def add_removal(transaction: Transaction, missing: Missing, ranges: tuple[Range, ...], named_by: int) -> None:
    """Remember which bodies the log says were removed."""
    transaction.executemany(
        "INSERT OR IGNORE INTO audit_removal VALUES (?, ?, ?, ?)",
        [(missing.value, first, last, named_by) for first, last in ranges],
    )


def removals(connection: Connection) -> tuple[Range, ...]:
    """Return which bodies the log says were removed, ascending."""
    rows = connection.execute("SELECT first, last FROM audit_removal").fetchall()
    return merged((_number(row, 0), _number(row, 1)) for row in rows)


def _last_entry(connection: Connection) -> int:
    row = connection.execute("SELECT max(id) FROM object WHERE type = ?", (AUDIT.value,)).fetchone()
    return int(str(row[0])) if row and row[0] is not None else 0


def _number(row: Row, place: int) -> int:
    value = row[place]
    assert isinstance(value, int)
    return value


def _instant(value: object) -> Instant | None:
    return Instant(value) if isinstance(value, int) else None

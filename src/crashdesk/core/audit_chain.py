"""The chain of the audit log: whether entries follow from each other, and from what was seen before. Pure.

`hash = SHA-256(hash of the entry before ‖ seq as 8 bytes ‖ SHA-256 of the body)`; before the first entry
stand 32 zero bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from crashdesk.core.audit import AuditEntry, Checkpoint, Finding, FindingKind, Missing
from crashdesk.core.ids import Instant

ZERO_HASH = "00" * 32
"""What the first entry follows from."""


class VerifySignature(Protocol):
    """Checks Ed25519 signatures."""

    def __call__(self, public_key: str, signature: str, signed: bytes) -> bool:
        """Tell whether `signature` (128 hex digits) over `signed` was made with `public_key` (64)."""
        ...


class Head(msgspec.Struct, frozen=True):
    """A place in the log and the hash of everything up to it."""

    seq: int = 0
    hash: str = ZERO_HASH


def link_hash(previous: str, seq: int, body_hash: str) -> str:
    """Return the hash of an entry. Raises `ValueError` for what is no hexadecimal."""
    link = bytes.fromhex(previous) + seq.to_bytes(8, "big") + bytes.fromhex(body_hash)
    return hashlib.sha256(link).hexdigest()


def follow(head: Head, entries: Sequence[AuditEntry], now: Instant) -> tuple[Head, Finding | None]:
    """Verify that ascending `entries` follow from `head`.

    Returns the new head, which is the hash that the last entry claims, and the first break. After a
    break it goes on from what is claimed, so that what follows can be verified, too.
    """
    found: Finding | None = None
    for index, entry in enumerate(entries):
        if found is None:
            following = entries[index + 1] if index + 1 < len(entries) else None
            found = _break_at(head, entry, following, now)
        head = Head(entry.seq, entry.hash)
    return head, found


def _break_at(head: Head, entry: AuditEntry, following: AuditEntry | None, now: Instant) -> Finding | None:
    due = head.seq + 1
    if entry.seq != due:
        return Finding(FindingKind.GAP, due, now, str(due), str(entry.seq))
    expected = link_hash(head.hash, due, entry.body_hash)
    if entry.hash == expected:
        return None
    # Where the next entry rests on the hash that this one claims, the chain is whole and the body is not.
    is_whole = following is None or following.hash == link_hash(entry.hash, due + 1, following.body_hash)
    kind = FindingKind.BODY_CHANGED if entry.body and is_whole else FindingKind.CHAIN_BROKEN
    return Finding(kind, due, now, expected, entry.hash)


def differences(
    ours: Sequence[AuditEntry], theirs: Mapping[int, AuditEntry], last_of_theirs: int, now: Instant
) -> Iterator[Finding]:
    """Compare what this desk has seen with what the server shows at the same places, ascending.

    `theirs` are hashes, those of bodies computed from the bodies as they are now. A body that is gone
    there and not here is `BODY_GONE`: whether the log says so is for the caller to know.
    """
    for mine in ours:
        their = theirs.get(mine.seq)
        if their is None:
            kind = FindingKind.TRUNCATED if mine.seq > last_of_theirs else FindingKind.GAP
            yield Finding(kind, mine.seq, now, mine.hash)
        elif their.hash != mine.hash:
            yield Finding(FindingKind.REWRITTEN, mine.seq, now, mine.hash, their.hash)
        elif their.body_hash != mine.body_hash:
            yield Finding(FindingKind.BODY_CHANGED, mine.seq, now, mine.body_hash, their.body_hash)
        elif mine.body and their.missing in (Missing.ERASED, Missing.PURGED):
            yield Finding(FindingKind.BODY_GONE, mine.seq, now, mine.body_hash)


def signed_bytes(checkpoint: Checkpoint) -> bytes:
    """Return what the signature of a checkpoint covers."""
    members = (checkpoint.server_id, checkpoint.seq, checkpoint.hash, checkpoint.time)
    return b"crashdesk audit checkpoint v1\n" + "".join(f"{member}\n" for member in members).encode()


def announcement_bytes(server_id: str, public_key: str) -> bytes:
    """Return what the old key signs to announce a new one."""
    return f"crashdesk audit key v1\n{server_id}\n{public_key}\n".encode()

"""The audit log: what was done on a server, by whom, and what proves that the log was not rewritten."""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.people import Actor


class Missing(enum.StrEnum):
    """Why the body of an entry is not here."""

    NONE = ""
    HIDDEN = "hidden"
    """This person may not see it."""
    ERASED = "erased"
    """Personal data was removed; an entry of the log names it."""
    PURGED = "purged"
    """Removed by retention before this desk saw it; an entry of the log names it."""


class Target(msgspec.Struct, frozen=True):
    """What something was done to. `label` is text of strangers."""

    type: str
    id: str
    label: str


class AuditRecord(msgspec.Struct, frozen=True):
    """What an entry says.

    Attributes:
        action: `<type>.<past participle>`, such as `user.approved`.
        before, after: only what changed, by field; secret fields read "changed".
        outcome: `done` or `refused`.
        ip, user_agent: where from, as the server saw it.
    """

    at: Instant
    actor: Actor
    action: str
    target: Target | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""
    request_id: str = ""
    ip: str = ""
    user_agent: str = ""
    outcome: str = "done"


class AuditEntry(msgspec.Struct, frozen=True):
    """One link of the chain, as this desk keeps it.

    Attributes:
        id: `seq` in decimal, padded to 19 digits, so that ids sort like the log.
        hash: of the whole log up to here, 64 hex digits.
        body_hash: SHA-256 of the body, 64 hex digits.
        body: UTF-8 JSON exactly as hashed, empty when it is missing.
        record: what the body says; None when it is missing or is not what an entry looks like.
    """

    id: str
    seq: int
    hash: str
    body_hash: str
    body: str = ""
    missing: Missing = Missing.NONE
    record: AuditRecord | None = None


def entry_id(seq: int) -> str:
    """Return the id of the entry with a sequence number."""
    return f"{seq:019}"


class AuditPage(msgspec.Struct, frozen=True):
    """Consecutive entries as the server gave them, ascending."""

    entries: tuple[AuditEntry, ...]


class Checkpoint(msgspec.Struct, frozen=True):
    """The server's signed word on the head of its log. `time` is kept as it was signed."""

    server_id: str
    seq: int
    hash: str
    time: str
    public_key: str
    signature: str


class FindingKind(enum.StrEnum):
    """In which way a log is not what it should be."""

    BODY_CHANGED = "body_changed"
    """The body does not have the hash that the chain holds."""
    CHAIN_BROKEN = "chain_broken"
    """An entry does not follow from the one before it."""
    GAP = "gap"
    """A sequence number is not where it should be."""
    BODY_GONE = "body_gone"
    """A body is missing and no entry says that it was erased or purged."""
    TRUNCATED = "truncated"
    """The server has fewer entries than this desk has seen."""
    REWRITTEN = "rewritten"
    """The server shows another entry than this desk has seen at the same place."""
    SIGNATURE_WRONG = "signature_wrong"
    """The checkpoint was not signed by the key that it names."""
    KEY_CHANGED = "key_changed"
    """Another key signs than the one this desk has pinned, and no entry announced it."""


class Finding(msgspec.Struct, frozen=True):
    """The first place at which the log contradicts itself or this desk's memory of it."""

    kind: FindingKind
    seq: int
    found_at: Instant
    expected: str = ""
    found: str = ""


class Verification(msgspec.Struct, frozen=True):
    """What this desk knows about the log's integrity.

    Attributes:
        verified_to: all entries up to here follow from each other and from what was seen before; 0 for none.
        head_hash: the hash there; its first characters let two people compare by phone.
        checked_at: when the server's log was last compared.
        signed_to, signed_at: the latest checkpoint with a good signature.
        public_key: the pinned key, empty before the first checkpoint.
        finding: the first break, None while everything fits.
    """

    verified_to: int = 0
    head_hash: str = ""
    checked_at: Instant | None = None
    signed_to: int = 0
    signed_at: Instant | None = None
    public_key: str = ""
    finding: Finding | None = None


class Compared(msgspec.Struct, frozen=True):
    """What comparing some entries with the server's log has shown.

    Attributes:
        next_seq: where to go on comparing.
        finding: the first difference that was not known before.
    """

    next_seq: int
    finding: Finding | None = None

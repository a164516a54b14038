"""An audit log as a server keeps it, made without any code of the desk."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from crashdesk.core.audit import AuditEntry, AuditPage, Missing, entry_id
from crashdesk.core.audit_body import read_record
from crashdesk.core.changes import Undecoded

ZERO = bytes(32)


def canonical(body: object) -> bytes:
    """Return JSON as the contract has it: sorted keys, no white space, UTF-8."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def a_body(seq: int, **members: Any) -> bytes:
    """Return the body of an entry; what is not named is ordinary and differs by `seq`."""
    minute, hour = seq % 60, seq // 60 % 24
    ordinary: dict[str, Any] = {
        "at": f"2026-11-{1 + seq // 1440 % 28:02}T{hour:02}:{minute:02}:00.000Z",
        "actor": {"id": "usr_1", "kind": "user", "label": "Ada"},
        "action": "user.role_changed",
        "target": {"id": f"usr_{seq}", "label": f"Person {seq}", "type": "user"},
        "before": {"role": "viewer"},
        "after": {"role": "operator"},
        "reason": "",
        "request_id": f"req_{seq}",
        "ip": "192.0.2.7",
        "user_agent": "CrashDesk",
        "outcome": "done",
        "salt": f"{seq:032x}",
    }
    return canonical({**ordinary, **members})


def link(previous: bytes, seq: int, body_hash: bytes) -> bytes:
    """Return the hash of an entry."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + body_hash).digest()


@dataclass
class Link:
    """One entry of a log: as a tamperer may change it, part by part."""

    seq: int
    hash: bytes
    body_hash: bytes
    body: bytes | None
    missing: str = ""

    def line(self, *, bodies: bool = True) -> bytes:
        """Return it as the server sends it."""
        head: dict[str, object] = {"seq": self.seq, "hash": self.hash.hex()}
        if not bodies:
            now = hashlib.sha256(self.body).hexdigest() if self.body is not None else self.body_hash.hex()
            head["body_hash"] = now
            return canonical(head | ({"missing": self.missing} if self.missing else {}))
        if self.body is None:
            return canonical(head | {"body_hash": self.body_hash.hex(), "missing": self.missing})
        return b'{"seq":%d,"hash":"%s","body":%s}' % (self.seq, self.hash.hex().encode(), self.body)

    def entry(self, *, bodies: bool = True) -> AuditEntry:
        """Return it as the connector gives it."""
        body = (self.body or b"") if bodies else b""
        return AuditEntry(
            id=entry_id(self.seq),
            seq=self.seq,
            hash=self.hash.hex(),
            body_hash=(hashlib.sha256(self.body).digest() if self.body is not None else self.body_hash).hex(),
            body=body.decode(),
            missing=Missing(self.missing),
            record=read_record(body) if body else None,
        )


@dataclass
class Log:
    """A log that holds together, until a test tampers with its links."""

    links: list[Link] = field(default_factory=list)

    @property
    def head(self) -> bytes:
        """The hash of all of it."""
        return self.links[-1].hash if self.links else ZERO

    def add(self, body: bytes | None = None, **members: Any) -> Link:
        """Append an entry."""
        seq = len(self.links) + 1
        raw = a_body(seq, **members) if body is None else body
        body_hash = hashlib.sha256(raw).digest()
        self.links.append(Link(seq, link(self.head, seq, body_hash), body_hash, raw))
        return self.links[-1]

    def grow(self, count: int) -> Log:
        """Append `count` ordinary entries."""
        for _ in range(count):
            self.add()
        return self

    def rehash(self, first: int = 1) -> None:
        """Make the chain fit again from `first` on, as somebody does who rewrites it well."""
        previous = self.links[first - 2].hash if first > 1 else ZERO
        for number, found in enumerate(self.links[first - 1 :], first):
            found.seq = number
            found.body_hash = hashlib.sha256(found.body).digest() if found.body else found.body_hash
            found.hash = previous = link(previous, number, found.body_hash)

    def remove_body(self, seq: int, missing: str) -> None:
        """Remove a body as erasing and retention do."""
        found = self.links[seq - 1]
        found.body, found.missing = None, missing

    def entries(self, after: int = 0) -> tuple[AuditEntry, ...]:
        """Return the entries after `after` as the connector gives them."""
        return tuple(found.entry() for found in self.links if found.seq > after)


def audit_page(*entries: AuditEntry) -> Undecoded[AuditPage]:
    """Return a page for the store."""
    page = AuditPage(entries)
    return Undecoded(b"", lambda _body: page)

"""Entries as the API shows them.

The log is read when somebody is in doubt, so nothing here trusts what the database holds: whatever was done
to a row, it is answered as it is and does not follow from the row before.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.audit.queries import AuditQuery, columns, select_entries
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.schema import audit
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.paging import MAX_BYTES
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.audit import AuditLine, AuditPage

LARGEST_SEQ = 2**63 - 1
_OVERHEAD = 200
"""Bytes of a line beside its body, at most."""
_REASONS = ("erased", "purged")


def read_page(snapshot: Snapshot, principal: Principal, query: AuditQuery) -> AuditPage:
    """Return a page of the log. Raises `ProblemError` as `select_entries`."""
    rows = snapshot.execute(select_entries(query, principal)).all()
    lines = [line_of(row, principal, bodies=query.bodies) for row in rows[: query.limit]]
    fitting = tuple(_fitting(lines))
    first = snapshot.execute(select(func.min(audit.c.seq))).scalar() or 0
    head = read_head(snapshot.connection).audit_seq
    return AuditPage(fitting, first, head, len(rows) > len(fitting))


def read_entry(snapshot: Snapshot, principal: Principal, number: str) -> AuditLine:
    """Return one entry. Raises `ProblemError`, 404 if there is none of this number."""
    seq = int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0
    if not 0 < seq <= LARGEST_SEQ:
        raise ProblemError(problems.NOT_FOUND)
    row = snapshot.execute(select(*columns()).where(audit.c.seq == seq)).first()
    if row is None:
        raise ProblemError(problems.NOT_FOUND)
    return line_of(row, principal, bodies=True)


def line_of(row: Row[*tuple[Any, ...]], principal: Principal, *, bodies: bool) -> AuditLine:
    """Return an entry as a caller may see it; without its body, what that hashes to now."""
    end = row.hash.hex()
    if row.body is None:
        missing = row.missing if row.missing in _REASONS else msgspec.UNSET
        return AuditLine(row.seq, end, body_hash=row.body_hash.hex(), missing=missing)
    body_hash = sha256(row.body).hexdigest()
    if row.project_id is not None and row.project_id not in principal.projects:
        return AuditLine(row.seq, end, body_hash=body_hash, missing="hidden")
    if bodies and _is_one_line_of_json(row.body):
        return AuditLine(row.seq, end, body=msgspec.Raw(row.body))
    return AuditLine(row.seq, end, body_hash=body_hash)


def _is_one_line_of_json(body: bytes) -> bool:
    """Tell whether a body can stand within a line: one that was tampered with must not spoil the others."""
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return b"\n" not in body


def _fitting(lines: list[AuditLine]) -> Iterable[AuditLine]:
    """Return the first lines that together are not too large to be read whole; at least one."""
    size = 0
    for number, line in enumerate(lines):
        size += _OVERHEAD + (len(bytes(line.body)) if isinstance(line.body, msgspec.Raw) else 0)
        if size > MAX_BYTES and number:
            return
        yield line

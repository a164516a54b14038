"""The audit log of our server. Decoding of pages runs in the store's writer thread."""

from __future__ import annotations

import hashlib
import re

import msgspec

from crashdesk.connectors.crashdesk import routes
from crashdesk.connectors.crashdesk.wire_audit import AuditCheckpoint, AuditLine
from crashdesk.core.audit import AuditEntry, AuditPage, Checkpoint, Missing, entry_id
from crashdesk.core.audit_body import read_record
from crashdesk.core.changes import Undecoded
from crashdesk.core.errors import AnswerUnusable
from crashdesk.http.answer import decode
from crashdesk.http.door import Door

_LINE = msgspec.json.Decoder(AuditLine)
_CHECKPOINT = msgspec.json.Decoder(AuditCheckpoint)
_HASH = re.compile(r"[0-9a-f]{64}")
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
"""Strings, to be passed over, and brackets outside of them."""
_DEEPEST = 100
"""Levels of nesting in a body; our server takes 64. What is deeper could not be read out of the store."""
_LAST_SEQ = 2**63 - 1
"""As far as the chain counts in eight bytes and the store in one column."""


class AuditLog:
    """`client.audit`: see `AuditApi`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def after(self, seq: int) -> Undecoded[AuditPage]:
        """Fetch the entries after `seq`, ascending; an empty page means that there are no more."""
        answer = await self._door.send(routes.audit_after(seq))
        return Undecoded(answer.body, decode_entries)

    async def hashes_after(self, seq: int) -> Undecoded[AuditPage]:
        """As `after`, without bodies: what the server's log hashes to now."""
        answer = await self._door.send(routes.audit_hashes_after(seq))
        return Undecoded(answer.body, decode_hashes)

    async def entry(self, seq: int) -> AuditEntry:
        """Fetch one entry. Raises `NotFound`."""
        answer = await self._door.send(routes.audit_entry(seq))
        return _entry(decode(answer.body, _LINE, answer.name), answer.name)

    async def checkpoint(self) -> Checkpoint:
        """Fetch the signed head."""
        answer = await self._door.send(routes.audit_checkpoint())
        said = decode(answer.body, _CHECKPOINT, answer.name)
        if not 0 <= said.seq <= _LAST_SEQ or not _HASH.fullmatch(said.hash):
            raise AnswerUnusable(detail=f"{answer.name}: no head of a log", request_id=answer.request_id)
        return Checkpoint(said.server_id, said.seq, said.hash, said.time, said.public_key, said.signature)

    async def tell_export(self, query: str, count: int, form: str, *, idempotency_key: str) -> None:
        """Have the server note that somebody exported `count` entries as `form`."""
        await self._door.send(routes.tell_audit_export(query, count, form, idempotency_key=idempotency_key))


def decode_entries(body: bytes) -> AuditPage:
    """Decode lines with bodies. A body that is nothing this desk can read is an entry all the same.

    Raises:
        AnswerUnusable: a line is no JSON or no link of a chain; the detail names it.
    """
    return AuditPage(tuple(_entry(line, where) for line, where in _lines(body)))


def decode_hashes(body: bytes) -> AuditPage:
    """Decode lines without bodies. Raises `AnswerUnusable`."""
    return AuditPage(
        tuple(
            AuditEntry(
                entry_id(line.seq),
                line.seq,
                line.hash,
                _body_hash(line, where),
                missing=_missing(line.missing) if line.missing else Missing.NONE,
            )
            for line, where in _lines(body)
        )
    )


def _lines(body: bytes) -> list[tuple[AuditLine, str]]:
    lines: list[tuple[AuditLine, str]] = []
    for number, text in enumerate(body.split(b"\n"), 1):
        if text.strip():
            where = f"GET /audit: line {number}"
            lines.append((decode(text, _LINE, where), where))
    return lines


def _entry(line: AuditLine, where: str) -> AuditEntry:
    raw = bytes(line.body)
    if not raw:
        missing = _missing(line.missing)
        return AuditEntry(entry_id(line.seq), line.seq, line.hash, _body_hash(line, where), missing=missing)
    _check_link(line, where)
    body = _text(raw, where)
    body_hash = hashlib.sha256(raw).hexdigest()
    return AuditEntry(entry_id(line.seq), line.seq, line.hash, body_hash, body=body, record=read_record(raw))


def _text(raw: bytes, where: str) -> str:
    try:
        body = raw.decode()
    except UnicodeDecodeError as problem:
        raise AnswerUnusable(detail=f"{where}: {problem}") from problem
    if "\0" in body or _is_deeper(body):
        raise AnswerUnusable(detail=f"{where}: a body that cannot be kept")
    return body


def _is_deeper(body: str) -> bool:
    """Tell whether a JSON text is nested too deeply. Most have not even so many brackets."""
    if body.count("{") + body.count("[") <= _DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(body):
        if bracket[0] == '"':
            continue
        if bracket in "[{":
            depth += 1
            if depth > _DEEPEST:
                return True
        else:
            depth -= 1
    return False


def _body_hash(line: AuditLine, where: str) -> str:
    _check_link(line, where)
    if not _HASH.fullmatch(line.body_hash):
        raise AnswerUnusable(detail=f"{where}: neither a body nor its hash")
    return line.body_hash


def _check_link(line: AuditLine, where: str) -> None:
    if not 1 <= line.seq <= _LAST_SEQ or not _HASH.fullmatch(line.hash):
        raise AnswerUnusable(detail=f"{where}: not a link of a chain")


def _missing(said: str) -> Missing:
    """A reason that this desk does not know has to be announced in the log, like an erasure."""
    return Missing(said) if said in _REASONS else Missing.ERASED


_REASONS = frozenset(reason.value for reason in Missing if reason)

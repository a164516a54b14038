"""Reading what an audit entry says. The bytes are a stranger's: whatever they are, nothing is raised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from crashdesk.core.audit import AuditRecord, Target
from crashdesk.core.ids import LATEST, Instant
from crashdesk.core.people import Actor


class _Actor(msgspec.Struct):
    kind: str
    label: str = ""
    id: str | None = None


class _Target(msgspec.Struct):
    type: str
    id: str = ""
    label: str = ""


class _Body(msgspec.Struct):
    """The body of `GET /audit`, tolerant of keys that a newer server has added."""

    at: datetime
    actor: _Actor
    action: str
    target: _Target | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str | None = None
    request_id: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    outcome: str = "done"


_DECODER = msgspec.json.Decoder(_Body)


def _refuse(number: str) -> float:
    raise ValueError(f"{number} is no whole number")


_PLAIN = msgspec.json.Decoder(float_hook=_refuse)
_CANONICAL = msgspec.json.Encoder(order="sorted")


def is_canonical(body: bytes) -> bool:
    """Tell whether bytes are JSON in the one form that the log has: sorted, dense, without fractions.

    Other forms can be read in two ways, as one that names a key twice. Raises nothing.
    """
    try:
        return _CANONICAL.encode(_PLAIN.decode(body)) == body
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False


def read_record(body: bytes) -> AuditRecord | None:
    """Return what a body says, None when it is not what an entry looks like. Runs in any thread."""
    if not is_canonical(body):
        return None
    try:
        said = _DECODER.decode(body)
        at = max(0, min(round(said.at.timestamp() * 1000), LATEST))
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return None
    target = said.target
    return AuditRecord(
        at=Instant(at),
        actor=Actor(said.actor.kind, said.actor.label, said.actor.id or ""),
        action=said.action,
        target=Target(target.type, target.id, target.label) if target else None,
        before=said.before,
        after=said.after,
        reason=said.reason or "",
        request_id=said.request_id or "",
        ip=said.ip or "",
        user_agent=said.user_agent or "",
        outcome=said.outcome,
    )

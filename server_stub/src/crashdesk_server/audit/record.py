"""Recording what is done: one entry of the audit log, in the transaction of its effect."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import msgspec

from crashdesk_server.audit import canonical
from crashdesk_server.audit.seen import note_seen
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.chain import Link
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web.call import Call
from crashdesk_server.web.request_log import trace_of

_LABEL = 254
"""Characters of a label or a User-Agent: as much as an e-mail address can have."""


class Target(msgspec.Struct, frozen=True):
    """What something is done to, as people name it at that time."""

    type: str
    id: str
    label: str = ""


class Origin(msgspec.Struct, frozen=True):
    """Who does something, and from where.

    Attributes:
        actor_kind: `user`, `api_key`, `system` or `anonymous`.
        ip, user_agent: as the request has them; empty for the system.
    """

    actor_id: str
    actor_kind: str
    actor_label: str
    request_id: str = ""
    ip: str = ""
    user_agent: str = ""


SYSTEM = Origin("", "system", "system")
"""A rule of the server, its start, or its command line."""


def origin_of(call: Call) -> Origin:
    """Return who makes a request."""
    principal = call.principal
    return Origin(
        actor_id=principal.id,
        actor_kind=principal.kind,
        actor_label=principal.label,
        request_id=trace_of(call.request).request_id,
        ip=call.address,
        user_agent=call.request.headers.get("User-Agent", "")[:_LABEL],
    )


def record(
    tx: Transaction,
    origin: Origin,
    action: str,
    target: Target | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    outcome: str = "done",
    quiet: bool = False,
    project_id: str | None = None,
) -> None:
    """Append an entry, which is kept if and only if the transaction is.

    Args:
        tx: the transaction of the effect.
        origin: who does it.
        action: `<type>.<past participle>`.
        target: what it is done to.
        before: only what changed, as it was; secret fields as "changed".
        after: the same as it is now.
        reason: in the words of whoever does it.
        outcome: `done` or `refused`.
        quiet: it alone makes no new change token, so that reading does not cause hints to read again.
        project_id: whose rights it falls under; None for what belongs to no project.
    """
    columns = {
        "project_id": project_id,
        "at": tx.now,
        "actor_id": origin.actor_id,
        "actor_kind": origin.actor_kind,
        "action": action,
        "target_type": target.type if target else "",
        "target_id": target.id[:_LABEL] if target else "",
        "outcome": outcome,
    }
    said = {"action": action, "before": before, "after": after, "reason": reason, "outcome": outcome}
    tx.audit(Link(canonical.encode(said | _circumstances(tx.now, origin, target)), columns), quiet=quiet)


def record_once(tx: Transaction, origin: Origin, credential: str, collection: str, action: str) -> bool:
    """Record quietly that personal data is read, once for each session or key and collection.

    Returns:
        Whether an entry was written.
    """
    if not note_seen(tx, credential, collection):
        return False
    record(tx, origin, action, quiet=True)
    return True


def _circumstances(now: int, origin: Origin, target: Target | None) -> dict[str, Any]:
    """Return the members of a body that do not depend on what was done."""
    return {
        "actor": {
            "id": origin.actor_id,
            "kind": origin.actor_kind,
            "label": origin.actor_label[:_LABEL],
        },
        "at": to_rfc3339(now),
        "ip": origin.ip[:_LABEL],
        "request_id": origin.request_id,
        "salt": secrets.token_hex(16),
        "target": target and {"id": target.id[:_LABEL], "label": target.label[:_LABEL], "type": target.type},
        "user_agent": origin.user_agent[:_LABEL],
    }

"""The timeline of a group: what people and rules did, and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, insert, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.crashes.lifecycle import Event
from crashdesk_server.crashes.tables import crash_activity
from crashdesk_server.ids import Ids
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.wire.crash_groups import Activity, ActorRef

KIND = "crash_activity"
"""The type of a line in the change feed."""


class Timeline:
    """Appends lines within a transaction; they are never rewritten."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def line(
        self, group: Mapping[Any, Any], at: int, actor: ActorRef, event: Event, note: str | None = None
    ) -> dict[str, Any]:
        """Return the row of a new line of a group; `note` is the text where it is one."""
        return {
            "id": self._ids.new("act"),
            "project_id": group["project_id"],
            "group_id": group["id"],
            "at": at,
            "actor_id": actor.id,
            "actor_kind": actor.kind,
            "actor_label": actor.label,
            "kind": event.kind,
            "before": event.before,
            "after": event.after,
            "note": note,
        }

    def append(self, tx: Transaction, lines: Sequence[Mapping[str, Any]]) -> None:
        """Write lines and tell the change feed."""
        if lines:
            tx.execute(insert(crash_activity), lines)
        for line in lines:
            tx.touch(KIND, line["id"], line["project_id"])


def actor_of(principal: Principal) -> ActorRef:
    """Return who acts, as a timeline names them for good."""
    if principal.kind == "anonymous":
        return ActorRef("", "anonymous", "")
    return ActorRef(principal.id, principal.kind, principal.label)


def load_activity(snapshot: Snapshot, principal: Principal, ids: Sequence[str]) -> Mapping[str, Activity]:
    """Return the visible ones of some lines by id."""
    statement = visible(principal, select(crash_activity).where(crash_activity.c.id.in_(ids)))
    return {row["id"]: build_activity(row) for row in snapshot.execute(statement).mappings()}


def build_activity(row: RowMapping) -> Activity:
    """Return a line of its row."""
    return Activity(
        id=row["id"],
        group_id=row["group_id"],
        at=to_rfc3339(row["at"]),
        actor=ActorRef(row["actor_id"], row["actor_kind"], row["actor_label"]),
        kind=row["kind"],
        before=row["before"],
        after=row["after"],
        note=row["note"],
    )

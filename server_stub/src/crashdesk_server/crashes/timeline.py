"""Rows of the timeline of a group."""

from __future__ import annotations

from typing import Any

from crashdesk_server.crashes.lifecycle import Event
from crashdesk_server.wire.crash_groups import ActorRef

KIND = "crash_activity"
"""The type of a line in the change feed."""
ID_PREFIX = "act"


class Line:
    """Where and when lines are added: one group, one moment, one actor."""

    def __init__(self, group_id: str, project_id: str, at: int, actor: ActorRef) -> None:
        self._common = {
            "project_id": project_id,
            "group_id": group_id,
            "at": at,
            "actor_id": actor.id,
            "actor_kind": actor.kind,
            "actor_label": actor.label,
        }

    def row(self, identifier: str, event: Event, note: str | None = None) -> dict[str, Any]:
        """Return the row of an event; `note` is the text where it is one."""
        return {
            **self._common,
            "id": identifier,
            "kind": event.kind,
            "before": event.before,
            "after": event.after,
            "note": note,
        }

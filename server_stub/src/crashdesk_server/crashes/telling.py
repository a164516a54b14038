"""Telling webhooks of what becomes of crash groups. Those of development builds are nobody's business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crashdesk_server.crashes.lifecycle import SEVERITIES, Event
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.webhooks.emitting import emit
from crashdesk_server.webhooks.events import CRASH_CREATED, CRASH_REGRESSED, CRASH_STATUS


def tell_of_event(tx: Transaction, group: Mapping[Any, Any], event: Event) -> None:
    """Emit what an event of a group's timeline means to others, if anything; `group` is its row."""
    if group["development"]:
        return
    match event.kind:
        case "created":
            emit(tx, CRASH_CREATED, {"crash_group": group_data(group)}, project_id=group["project_id"])
        case "regressed":
            told = group_data(group) | {"status": "open", "version": event.after or ""}
            data = {"crash_group": told, "resolved_in": (event.before or "").rpartition(" ")[2]}
            emit(tx, CRASH_REGRESSED, data, project_id=group["project_id"])
        case "status_changed" | "ignore_ended":
            after = event.after or "open"
            told = group_data(group) | {"status": after.partition(" ")[0]}
            data = {"crash_group": told, "before": event.before, "after": after}
            emit(tx, CRASH_STATUS, data, project_id=group["project_id"])
        case _:
            return


def group_data(group: Mapping[Any, Any]) -> dict[str, object]:
    """Return what is told of a group."""
    return {
        "id": group["id"],
        "title": group["title"],
        "kind": group["kind"],
        "severity": SEVERITIES[int(group["severity"])],
        "status": group["status"],
        "version": group["last_version"],
    }

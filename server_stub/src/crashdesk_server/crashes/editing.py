"""Writes what people decide about groups, each decision with its line in the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import delete, func, select, update

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.audit.record import SYSTEM as BY_SYSTEM
from crashdesk_server.audit.record import Origin
from crashdesk_server.crashes import auditing
from crashdesk_server.crashes.changing import apply_patch
from crashdesk_server.crashes.lifecycle import SYSTEM, Event, end_ignoring
from crashdesk_server.crashes.reading import GroupRow, person_refs
from crashdesk_server.crashes.rows import lifecycle_columns, lifecycle_of
from crashdesk_server.crashes.tables import crash_activity, crash_group, crash_report, group_facet, group_hour
from crashdesk_server.crashes.timeline import KIND, Timeline, actor_of, build_activity
from crashdesk_server.ids import Ids
from crashdesk_server.ingest.budget import UNLIMITED, Budget
from crashdesk_server.storage.schema import users
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web.problems import invalid
from crashdesk_server.wire.crash_groups import Activity, CrashGroupPatch, DeletedGroup, PersonRef


class Editor:
    """Carries out decisions within a transaction, on rows that were read in it through `visible()`."""

    def __init__(self, ids: Ids) -> None:
        self._timeline = Timeline(ids)

    def change(
        self, tx: Transaction, principal: Principal, origin: Origin, row: GroupRow, patch: CrashGroupPatch
    ) -> bool:
        """Apply a checked request; False if the group is so already, then nothing is written.

        Raises:
            ProblemError: 422 if it doesn't fit the group's status, or names nobody to assign it to.
        """
        actor = actor_of(principal)
        outcome = apply_patch(lifecycle_of(row), patch, actor, tx.now)
        events = list(outcome.events)
        columns: dict[str, Any] = lifecycle_columns(outcome.state)
        if not isinstance(patch.assignee_id, msgspec.UnsetType) and patch.assignee_id != row["assignee_id"]:
            columns["assignee_id"] = patch.assignee_id
            events.append(_assign(tx, origin, row, patch.assignee_id))
        if not events:
            return False
        auditing.record_events(tx, origin, row, outcome.events)
        self._update(tx, principal, row, {**columns, "revision": row["revision"] + 1})
        self._timeline.append(tx, [self._timeline.line(row, tx.now, actor, event) for event in events])
        return True

    def unassign_all(self, tx: Transaction, principal: Principal, origin: Origin, user_id: str) -> None:
        """Take all groups of a person from them, before their account is deleted."""
        theirs = select(crash_group).where(crash_group.c.assignee_id == user_id)
        for row in tx.execute(visible(principal, theirs)).mappings().all():
            self.change(tx, principal, origin, row, CrashGroupPatch(assignee_id=None))

    def note(
        self, tx: Transaction, principal: Principal, origin: Origin, row: GroupRow, text: str
    ) -> Activity:
        """Append a note. The revision stays, so that a note neither meets nor makes a conflict."""
        line = self._timeline.line(row, tx.now, actor_of(principal), Event("note"), text)
        self._timeline.append(tx, [line])
        self._update(tx, principal, row, {"notes": crash_group.c.notes + 1})
        auditing.record_note(tx, origin, row, text)
        written = select(crash_activity).where(crash_activity.c.id == line["id"])
        return build_activity(tx.execute(visible(principal, written)).mappings().one())

    def delete(self, tx: Transaction, principal: Principal, origin: Origin, row: GroupRow) -> DeletedGroup:
        """Remove a group with its samples, timeline and counts."""
        identifier, project_id = row["id"], row["project_id"]
        size = select(func.coalesce(func.sum(crash_report.c.bytes), 0)).where(
            crash_report.c.group_id == identifier
        )
        freed = int(tx.execute(visible(principal, size)).scalar_one())
        samples = self._delete_all(tx, principal, crash_report, "crash_report", identifier)
        self._delete_all(tx, principal, crash_activity, KIND, identifier)
        for table in (group_hour, group_facet):
            tx.execute(visible(principal, delete(table).where(table.c.group_id == identifier)))
        tx.execute(visible(principal, delete(crash_group).where(crash_group.c.id == identifier)))
        tx.bury("crash_group", identifier, project_id)
        budget = Budget(tx, UNLIMITED, tx.now, project_id)
        budget.return_bytes(freed)
        budget.save()
        auditing.record_deletion(tx, origin, row, samples)
        return DeletedGroup(identifier, row["count"], samples)

    def open_due(self, tx: Transaction) -> None:
        """Open the groups that were ignored until a time that has come."""
        due = select(crash_group).where(crash_group.c.ignored_until <= tx.now)
        for row in tx.execute(due).mappings().all():
            outcome = end_ignoring(lifecycle_of(row))
            columns = {**lifecycle_columns(outcome.state), "revision": row["revision"] + 1}
            tx.execute(update(crash_group).where(crash_group.c.id == row["id"]).values(**columns))
            tx.touch("crash_group", row["id"], row["project_id"])
            lines = [self._timeline.line(row, tx.now, SYSTEM, event) for event in outcome.events]
            self._timeline.append(tx, lines)
            auditing.record_events(tx, BY_SYSTEM, row, outcome.events)

    def _update(self, tx: Transaction, principal: Principal, row: GroupRow, columns: dict[str, Any]) -> None:
        statement = update(crash_group).where(crash_group.c.id == row["id"]).values(**columns)
        tx.execute(visible(principal, statement))
        tx.touch("crash_group", row["id"], row["project_id"])

    def _delete_all(self, tx: Transaction, principal: Principal, table: Any, kind: str, group_id: str) -> int:
        statement = (
            delete(table).where(table.c.group_id == group_id).returning(table.c.id, table.c.project_id)
        )
        gone = tx.execute(visible(principal, statement)).all()
        for row in gone:
            tx.bury(kind, row.id, row.project_id)
        return len(gone)


def _assign(tx: Transaction, origin: Origin, row: GroupRow, after: str | None) -> Event:
    """Record who gets a group, and return it as an event."""
    before: str | None = row["assignee_id"]
    people = person_refs(tx, [identifier for identifier in (before, after) if identifier])
    if after is not None:
        may = select(users.c.id).where(users.c.id == after, users.c.enabled, users.c.role != "pending")
        if tx.execute(may).first() is None:
            raise invalid("#/assignee_id", "unknown-person", "Nobody with this id can be assigned.")
    former, present = _ref(people, before), _ref(people, after)
    auditing.record_assignment(tx, origin, row, former, present)
    return Event("assigned", former and former.label, present and present.label)


def _ref(people: Mapping[str, PersonRef], identifier: str | None) -> PersonRef | None:
    """Return a person who may have been deleted, or None for nobody."""
    if identifier is None:
        return None
    return people.get(identifier, PersonRef(identifier, identifier))

"""Crash groups on our server."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from crashdesk.connectors.crashdesk import feed, mapping, routes, wire
from crashdesk.connectors.crashdesk.mapping import require_asked, rfc3339
from crashdesk.core.changes import Undecoded
from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    GroupChange,
    Ignore,
    IgnoreUntil,
    NoteAddition,
    Resolution,
    ResolvedIn,
    SeverityChange,
    StatusChange,
)
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics
from crashdesk.core.ids import GroupId, Instant, ReportId
from crashdesk.http.answer import Answer, decode
from crashdesk.http.door import Door
from crashdesk.http.request import Request

_GROUP = msgspec.json.Decoder(wire.CrashGroup)
_ACTIVITY = msgspec.json.Decoder(wire.Activity)
_DELETED = msgspec.json.Decoder(wire.DeletedGroup)
_FACETS = msgspec.json.Decoder(wire.Facets)
_HISTOGRAM = msgspec.json.Decoder(wire.Histogram)


class CrashGroups:
    """`client.crash_groups`: see `CrashGroupsApi` for what each call promises."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, group_id: GroupId) -> CrashGroup:
        """Fetch one group. Raises `NotFound`."""
        answer = await self._door.send(routes.group(group_id))
        return _group(answer, group_id)

    async def change(
        self, group_id: GroupId, change: GroupChange, *, revision: int, idempotency_key: str
    ) -> CrashGroup | ActivityEntry:
        """Apply one change; a note answers with its entry. Raises `ChangedMeanwhile`, `OutcomeUnknown`."""
        if isinstance(change, NoteAddition):
            request = routes.add_note(group_id, change.text, idempotency_key=idempotency_key)
            answer = await self._door.send(request)
            entry = mapping.activity(decode(answer.body, _ACTIVITY, answer.name))
            require_asked(entry.group_id, group_id, answer.name)
            return entry
        answer = await self._door.send(
            routes.patch_group(group_id, patch_of(change), revision=revision, idempotency_key=idempotency_key)
        )
        return _group(answer, group_id)

    async def delete(self, group_id: GroupId, *, revision: int, idempotency_key: str) -> int:
        """Delete the group and return how many reports it counted."""
        answer = await self._door.send(
            routes.delete_group(group_id, revision=revision, idempotency_key=idempotency_key)
        )
        return decode(answer.body, _DELETED, answer.name).reports

    async def report(self, group_id: GroupId, report_id: ReportId) -> Undecoded[CrashReport]:
        """Fetch one sample with its content."""
        answer = await self._door.send(routes.report(group_id, report_id))

        def decoded(body: bytes) -> CrashReport:
            report = feed.decode_report(body)
            require_asked(report.id, report_id, answer.name)
            require_asked(report.group_id, group_id, answer.name)
            return report

        return Undecoded(answer.body, decoded)

    async def statistics(self, group_id: GroupId) -> GroupStatistics:
        """Fetch facets and both histograms, side by side."""
        facets, day, fortnight = await self._send_together(
            routes.facets(group_id),
            routes.histogram(group_id, "day"),
            routes.histogram(group_id, "fortnight"),
        )
        return mapping.statistics(
            group_id,
            decode(facets.body, _FACETS, facets.name),
            decode(day.body, _HISTOGRAM, day.name),
            decode(fortnight.body, _HISTOGRAM, fortnight.name),
        )

    async def _send_together(self, *requests: Request) -> list[Answer]:
        """Send reads side by side; when one fails, the others are stopped."""
        tasks = [asyncio.create_task(self._door.send(request)) for request in requests]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _group(answer: Answer, group_id: GroupId) -> CrashGroup:
    group = mapping.crash_group(decode(answer.body, _GROUP, answer.name))
    require_asked(group.id, group_id, answer.name)
    return group


def patch_of(change: StatusChange | SeverityChange | AssigneeChange) -> dict[str, Any]:
    """Return the body of the PATCH that carries out `change`; fields that are absent stay as they are."""
    match change:
        case StatusChange():
            fields: dict[str, Any] = {"status": change.status.value}
            if change.resolution:
                fields["resolution"] = _resolution(change.resolution)
            if change.ignore:
                fields["ignore"] = _ignore(change.ignore)
            return fields
        case SeverityChange():
            return {"severity": change.severity.value}
        case AssigneeChange():
            return {"assignee_id": change.person.id if change.person else None}


def _resolution(resolution: Resolution) -> dict[str, Any]:
    named = resolution.kind is ResolvedIn.VERSION
    return {"kind": resolution.kind.value} | ({"version": resolution.version} if named else {})


def _ignore(ignore: Ignore) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": ignore.kind.value}
    match ignore.kind:
        case IgnoreUntil.TIME:
            fields["until"] = rfc3339(ignore.until or Instant(0))
        case IgnoreUntil.COUNT:
            fields["count"] = ignore.count
        case IgnoreUntil.VERSION:
            fields["version"] = ignore.version
        case IgnoreUntil.FOREVER:
            pass
    return fields

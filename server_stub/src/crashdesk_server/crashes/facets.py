"""What is counted over all reports of a group, by field and value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crashdesk_server.ingest.arrival import Arrival

MAX_VALUES = 50
"""Distinct values of one field of a group; reports with further ones are counted together."""

FIELDS = ("version", "platform", "os_version", "channel", "source", "language")


class FacetTally:
    """Counts one group's values within a batch, knowing which ones have rows already."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self._known: dict[str, set[str]] = {field: set() for field in FIELDS}
        for field, value in known:
            self._known[field].add(value)
        self._counts: dict[tuple[str, str, bool], list[int]] = {}

    @property
    def versions(self) -> int:
        """How many versions are known, at most `MAX_VALUES`."""
        return len(self._known["version"])

    def add(self, arrival: Arrival) -> None:
        """Count a report."""
        report = arrival.report
        self._count("version", report.version, arrival.received_at)
        self._count("platform", arrival.platform, arrival.received_at)
        self._count("channel", report.channel, arrival.received_at)
        self._count("source", report.source, arrival.received_at)
        self._count("language", report.language, arrival.received_at)
        os_version = report.device.os_version if report.device else ""
        self._count("os_version", os_version or "", arrival.received_at)

    def rows(self, group_id: str, project_id: str) -> Iterable[dict[str, Any]]:
        """Yield what is to be added to the table."""
        for (field, value, is_rest), (count, first_seen) in self._counts.items():
            yield {
                "group_id": group_id,
                "field": field,
                "value": value,
                "is_rest": is_rest,
                "project_id": project_id,
                "count": count,
                "first_seen": first_seen,
            }

    def _count(self, field: str, value: str, at: int) -> None:
        if not value:
            return
        known = self._known[field]
        if value not in known and len(known) >= MAX_VALUES:
            key = (field, "", True)
        else:
            known.add(value)
            key = (field, value, False)
        self._counts.setdefault(key, [0, at])[0] += 1

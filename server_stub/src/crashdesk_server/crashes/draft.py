"""One group while a batch of reports is folded into it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from crashdesk_server.clock import HOUR
from crashdesk_server.crashes.facets import FacetTally
from crashdesk_server.crashes.lifecycle import Event, Lifecycle, receive
from crashdesk_server.crashes.rows import lifecycle_columns, lifecycle_of
from crashdesk_server.crashes.samples import Sample
from crashdesk_server.ingest.arrival import Arrival
from crashdesk_server.storage.schema import DEFAULT_PROJECT

MAX_PLATFORMS = 20
"""Platforms named with a group; reports can claim any number."""


class Draft:
    """A group's row, its samples and what is new about them.

    Attributes:
        row: the columns of the group; those of the lifecycle are written by `columns`.
        samples: kept so far, in the order of arrival, with those of this batch at the end.
        fresh: the arrivals of this batch that are samples, by id.
        events: what happened and when.
        hours: reports by hour since 1970.
    """

    def __init__(
        self, row: dict[str, Any], state: Lifecycle, samples: list[Sample], facets: FacetTally
    ) -> None:
        self.row = row
        self.samples = samples
        self.facets = facets
        self.fresh: dict[str, Arrival] = {}
        self.events: list[tuple[int, Event]] = []
        self.hours: Counter[int] = Counter()
        self._state = state
        self._platforms: list[str] = msgspec.json.decode(row["platforms"], type=list[str])

    @classmethod
    def stored(cls, row: Mapping[Any, Any], samples: list[Sample], known: Iterable[tuple[str, str]]) -> Draft:
        """Continue a group that exists; `known` are the pairs of field and value that were counted."""
        return cls(dict(row), lifecycle_of(row), samples, FacetTally(known))

    @classmethod
    def begun(cls, identifier: str, arrival: Arrival) -> Draft:
        """Begin a group with its first report, which is still to be taken."""
        state = Lifecycle(severity=arrival.severity, newest_version=arrival.report.version)
        draft = cls(_first_row(identifier, arrival), state, [], FacetTally())
        draft.events.append((arrival.received_at, Event("created")))
        return draft

    @property
    def id(self) -> str:
        """The group's."""
        return self.row["id"]

    def count(self, arrival: Arrival) -> None:
        """Count a report and let it act on the status."""
        report = arrival.report
        outcome = receive(self._state, report.version, arrival.severity, arrival.received_at)
        self._state = outcome.state
        self.events.extend((arrival.received_at, event) for event in outcome.events)
        self.row["revision"] += bool(outcome.events)
        self.row["count"] += 1
        self.row["last_seen"] = max(self.row["last_seen"], arrival.received_at)
        self.row["last_version"] = report.version
        self.hours[arrival.received_at // HOUR] += 1
        self.facets.add(arrival)
        if arrival.platform not in self._platforms and len(self._platforms) < MAX_PLATFORMS:
            self._platforms.append(arrival.platform)

    def keep(self, identifier: str, arrival: Arrival) -> None:
        """Add a report to the samples, from which it may be pruned before anything is written."""
        self.samples.append(Sample(identifier, arrival.report.version, arrival.platform, arrival.bytes))
        self.fresh[identifier] = arrival

    def columns(self) -> dict[str, Any]:
        """Return the whole row as it is to be written, once the samples are pruned."""
        return {
            **self.row,
            **lifecycle_columns(self._state),
            "platforms": msgspec.json.encode(self._platforms).decode(),
            "versions": self.facets.versions,
            "first_report_id": self.samples[0].id if self.samples else "",
            "latest_report_id": self.samples[-1].id if self.samples else "",
            "reports_kept": len(self.samples),
        }


def _first_row(identifier: str, arrival: Arrival) -> dict[str, Any]:
    heading = arrival.heading
    return {
        "id": identifier,
        "project_id": DEFAULT_PROJECT,
        "fingerprint": arrival.fingerprint,
        "revision": 1,
        "kind": heading.kind,
        "source": heading.source,
        "label": heading.label,
        "error_type": heading.error_type,
        "title": heading.title,
        "top_frame": heading.top_frame,
        "search": searchable(
            heading.title, heading.error_type, heading.top_frame, heading.label, arrival.fingerprint
        ),
        "development": heading.development,
        "assignee_id": None,
        "count": 0,
        "first_seen": arrival.received_at,
        "last_seen": arrival.received_at,
        "first_version": arrival.report.version,
        "last_version": arrival.report.version,
        "platforms": "[]",
        "notes": 0,
    }


def searchable(*texts: str) -> str:
    """Return texts in the form in which they are compared: NFKC, casefolded, a line each."""
    return "\n".join(unicodedata.normalize("NFKC", text).casefold() for text in texts if text)

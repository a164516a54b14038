"""Single crash reports, and what is counted over all reports of a group."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import GroupId, Instant, ReportId
from crashdesk.core.people import Actor


class Breadcrumb(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that happened before the crash. `at` is milliseconds in the sender's own clock."""

    at: int | None = None
    category: str = ""
    message: str = ""


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """The machine the program ran on, as far as the report says."""

    os_version: str = ""
    cpu: str = ""
    cores: int | None = None
    ram_gb: float | None = None


class ReportContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the sender wrote. Anybody can post a report: all of it is hostile text."""

    message: str
    source: str = ""
    label: str = ""
    error_type: str = ""
    error_message: str = ""
    stack: str = ""
    component_stack: str = ""
    top_frame: str = ""
    language: str = ""
    view: str = ""
    occurred_at: str = ""
    device: Device = Device()
    breadcrumbs: tuple[Breadcrumb, ...] = ()


class CrashReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One kept sample of a group.

    Attributes:
        content: None until the body has been fetched into the store.
        first, latest: whether it is the group's first or latest report.
    """

    id: ReportId
    group_id: GroupId
    received_at: Instant
    kind: str
    version: str
    os: str
    arch: str
    channel: str = ""
    build_commit: str = ""
    bytes: int = 0
    first: bool = False
    latest: bool = False
    content: ReportContent | None = None


class ActivityEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a group's timeline: what somebody or a rule did, or a note.

    Attributes:
        kind: created, status_changed, severity_changed, assigned, resolution_changed, regressed,
            ignore_ended or note. Unknown kinds are shown by their name.
        before, after: the value in words of the API, empty where there is none.
        note: the text of a note.
        pending: a note of this desk that awaits the server.
    """

    id: str
    group_id: GroupId
    at: Instant
    actor: Actor
    kind: str
    before: str = ""
    after: str = ""
    note: str = ""
    pending: bool = False


class FacetValue(msgspec.Struct, frozen=True):
    """One value of a field and how many reports had it."""

    value: str
    count: int


class Facet(msgspec.Struct, frozen=True):
    """The distribution of one field over all reports of a group; `other` counts the values left out."""

    field: str
    values: tuple[FacetValue, ...]
    other: int = 0


class VersionMark(msgspec.Struct, frozen=True):
    """When a version was first seen in a group."""

    version: str
    first_seen: Instant


class Histogram(msgspec.Struct, frozen=True):
    """Reports per bucket of `bucket_ms`, the first one beginning at `start`."""

    start: Instant
    bucket_ms: int
    counts: tuple[int, ...]
    versions: tuple[VersionMark, ...] = ()


class GroupStatistics(msgspec.Struct, frozen=True):
    """Facets and histograms of one group and when the server computed them."""

    group_id: GroupId
    computed_at: Instant
    facets: tuple[Facet, ...]
    day: Histogram
    fortnight: Histogram

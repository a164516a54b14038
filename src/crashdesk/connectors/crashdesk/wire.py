"""What our server sends, as far as this desk reads it.

Unknown fields are passed over. What a newer server may add a value to (statuses, kinds) is a plain string
here and is interpreted by `mapping`. Everything else is strict: a wrong type names its place.
Lists that are drawn are no longer than can be: each limit is several times what our server sends.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec

from crashdesk.core.ids import DAY

Time = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""Counts and revisions: never negative, and exact in every language that reads JSON."""
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Meta(msgspec.Struct, frozen=True):
    """Answer of `GET /meta`."""

    kind: str
    server_id: Id
    name: str
    version: str
    capabilities: tuple[str, ...]
    auth_methods: tuple[str, ...]
    setup_required: bool
    time: Time
    registration: str = "closed"


class User(msgspec.Struct, frozen=True):
    """Whose a session or key is."""

    id: Id
    email: str
    name: str = ""


class Session(msgspec.Struct, frozen=True):
    """Answer of `POST /session`, `GET /session` and `POST /setup`."""

    user: User
    via: str
    role: str
    permissions: tuple[str, ...]
    csrf_token: str | None = None
    expires_at: Time | None = None
    absolute_expires_at: Time | None = None


class Actor(msgspec.Struct, frozen=True):
    """Who did something."""

    id: str
    kind: str
    label: str


class Assignee(msgspec.Struct, frozen=True):
    """Whose business a group is."""

    id: Id
    label: str


class Resolution(msgspec.Struct, frozen=True):
    """The fix of a group."""

    kind: str
    version: str | None = None
    at: Time | None = None
    by: Actor | None = None


class Ignore(msgspec.Struct, frozen=True):
    """What ends the ignoring of a group."""

    kind: str
    until: Time | None = None
    count: Count | None = None
    remaining: Count | None = None
    version: str | None = None
    at: Time | None = None
    by: Actor | None = None


class CrashGroup(msgspec.Struct, frozen=True):
    """One fault."""

    id: Id
    project_id: str
    revision: Count
    fingerprint: str
    kind: str
    source: str
    label: str
    error_type: str
    title: str
    top_frame: str
    development: bool
    status: str
    resolution: Resolution | None
    ignore: Ignore | None
    severity: str
    severity_is_manual: bool
    assignee: Assignee | None
    regressed_at: Time | None
    regressed_in: str | None
    regressions: Count
    count: Count
    last_day: Count
    daily: Annotated[tuple[Count, ...], msgspec.Meta(max_length=400)]
    daily_until: Time
    first_seen: Time
    last_seen: Time
    first_version: str
    last_version: str
    platforms: tuple[str, ...]
    versions: Count
    reports_kept: Count
    notes: Count


class ReportSummary(msgspec.Struct, frozen=True):
    """One kept report without its body."""

    id: Id
    group_id: Id
    received_at: Time
    kind: str
    version: str
    os: str
    arch: str
    channel: str
    build_commit: str
    bytes: Count
    first: bool
    latest: bool


class Device(msgspec.Struct, frozen=True):
    """The sender's machine."""

    os_version: str | None = None
    cpu: str | None = None
    cores: Count | None = None
    ram_gb: float | None = None


class Breadcrumb(msgspec.Struct, frozen=True):
    """What happened before a crash."""

    t: Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | None = None
    cat: str | None = None
    msg: str | None = None


class Report(ReportSummary, frozen=True):
    """One kept report with its body."""

    message: str
    source: str
    label: str
    error_type: str
    error_message: str
    stack: str
    component_stack: str
    top_frame: str
    language: str
    view: str
    occurred_at: str
    device: Device | None
    breadcrumbs: tuple[Breadcrumb, ...]


class Activity(msgspec.Struct, frozen=True):
    """One line of a group's timeline."""

    id: Id
    group_id: Id
    at: Time
    actor: Actor
    kind: str
    before: str | None
    after: str | None
    note: str | None


class Person(msgspec.Struct, frozen=True):
    """Somebody who can be named."""

    id: Id
    label: str
    role: str
    enabled: bool


class Change(msgspec.Struct, frozen=True):
    """The latest state of one object, null for one that is gone."""

    type: str
    id: Id
    object: msgspec.Raw


class Changes(msgspec.Struct, frozen=True):
    """Answer of `GET /changes`."""

    items: tuple[Change, ...]
    next_token: Annotated[str, msgspec.Meta(min_length=1)]
    has_more: bool


class Hint(msgspec.Struct, frozen=True):
    """The data of an event of `GET /events`."""

    token: str


class FacetValue(msgspec.Struct, frozen=True):
    """One value of a field."""

    value: str
    count: Count


class Facet(msgspec.Struct, frozen=True):
    """The distribution of one field."""

    field: str
    values: Annotated[tuple[FacetValue, ...], msgspec.Meta(max_length=250)]
    other: Count


class Facets(msgspec.Struct, frozen=True):
    """Answer of `GET /crash-groups/{id}/facets`."""

    computed_at: Time
    facets: Annotated[tuple[Facet, ...], msgspec.Meta(max_length=50)]


class VersionMark(msgspec.Struct, frozen=True):
    """When a version was first seen."""

    version: str
    first_seen: Time


class Histogram(msgspec.Struct, frozen=True):
    """Answer of `GET /crash-groups/{id}/histogram`."""

    computed_at: Time
    start: Time
    bucket_ms: Annotated[int, msgspec.Meta(ge=1, le=366 * DAY)]
    counts: Annotated[tuple[Count, ...], msgspec.Meta(max_length=400)]
    versions: Annotated[tuple[VersionMark, ...], msgspec.Meta(max_length=1_000)]


class DeletedGroup(msgspec.Struct, frozen=True):
    """Answer of `DELETE /crash-groups/{id}`."""

    reports: Count


class UsageDay(msgspec.Struct, frozen=True):
    """One day."""

    day: date
    installs: Count
    opens: Count


class UsageShare(msgspec.Struct, frozen=True):
    """One version or platform."""

    name: str
    installs: Count
    opens: Count


class Usage(msgspec.Struct, frozen=True):
    """Answer of `GET /usage`."""

    computed_at: Time
    days: Annotated[tuple[UsageDay, ...], msgspec.Meta(max_length=4_000)]
    versions: Annotated[tuple[UsageShare, ...], msgspec.Meta(max_length=5_000)]
    platforms: Annotated[tuple[UsageShare, ...], msgspec.Meta(max_length=5_000)]

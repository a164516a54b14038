"""Crash groups, their reports, notes, activity and statistics."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from crashdesk_server.wire.page import BulkItem
from crashdesk_server.wire.session import Time

Status = Literal["open", "resolved", "ignored"]
Severity = Literal["low", "medium", "high", "critical"]
Version = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class ActorRef(msgspec.Struct, frozen=True):
    """Who did something; `id` is empty for the system and for nobody."""

    id: str
    kind: Literal["user", "api_key", "system", "anonymous"]
    label: str


class PersonRef(msgspec.Struct, frozen=True):
    """An assignee."""

    id: str
    label: str


class Resolution(msgspec.Struct, frozen=True):
    """The fix. `version` is the named one, else the newest one seen when it was resolved."""

    kind: Literal["now", "next", "version"]
    version: str | None
    at: Time
    by: ActorRef


class Ignore(msgspec.Struct, frozen=True):
    """What ends the ignoring: `until` a time, `count` (`remaining` of it) reports, or a newer `version`."""

    kind: Literal["forever", "time", "count", "version"]
    until: Time | None
    count: int | None
    remaining: int | None
    version: str | None
    at: Time
    by: ActorRef


class CrashGroup(msgspec.Struct, frozen=True):
    """One fault. `daily` counts 14 UTC days, oldest first, the last being that of `daily_until`."""

    id: str
    project_id: str
    revision: int
    fingerprint: str
    kind: str
    source: str
    label: str
    error_type: str
    title: str
    top_frame: str
    development: bool
    status: Status
    resolution: Resolution | None
    ignore: Ignore | None
    severity: Severity
    severity_is_manual: bool
    assignee: PersonRef | None
    regressed_at: Time | None
    regressed_in: str | None
    regressions: int
    count: int
    last_day: int
    daily: tuple[int, ...]
    daily_until: Time
    first_seen: Time
    last_seen: Time
    first_version: str
    last_version: str
    platforms: tuple[str, ...]
    versions: int
    reports_kept: int
    notes: int


class ResolutionInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a group is resolved; `version` belongs to the kind of that name alone."""

    kind: Literal["now", "next", "version"]
    version: Version | None = None


class IgnoreInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What shall end the ignoring; exactly the field of its kind is given."""

    kind: Literal["forever", "time", "count", "version"]
    until: Time | None = None
    count: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    version: Version | None = None


class CrashGroupPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `PATCH /crash-groups/{id}`; what is absent stays.

    `resolution` goes with status resolved (given or already so; the default is `now`), `ignore` with ignored
    (default `forever`). `assignee_id: null` clears the assignee.
    """

    status: Status | msgspec.UnsetType = msgspec.UNSET
    resolution: ResolutionInput | msgspec.UnsetType = msgspec.UNSET
    ignore: IgnoreInput | msgspec.UnsetType = msgspec.UNSET
    severity: Severity | msgspec.UnsetType = msgspec.UNSET
    assignee_id: str | msgspec.UnsetType | None = msgspec.UNSET


class NoteInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /crash-groups/{id}/notes`; answered 201 with the new `Activity`."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]


class Activity(msgspec.Struct, frozen=True):
    """One line of a group's timeline; `note` is the text of a note and null otherwise."""

    id: str
    group_id: str
    at: Time
    actor: ActorRef
    kind: Literal[
        "created",
        "status_changed",
        "severity_changed",
        "assigned",
        "resolution_changed",
        "regressed",
        "ignore_ended",
        "note",
    ]
    before: str | None
    after: str | None
    note: str | None


class Breadcrumb(msgspec.Struct, frozen=True, omit_defaults=True):
    """As received, redacted."""

    t: int | None = None
    cat: str | None = None
    msg: str | None = None


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """As received: the machine of the sender."""

    os_version: str | None = None
    cpu: str | None = None
    cores: int | None = None
    ram_gb: float | None = None


class ReportSummary(msgspec.Struct, frozen=True):
    """One kept sample without its body. `bytes` is the size of the body as received."""

    id: str
    group_id: str
    received_at: Time
    kind: str
    version: str
    os: str
    arch: str
    channel: str
    build_commit: str
    bytes: int
    first: bool
    latest: bool


class Report(ReportSummary, frozen=True):
    """One kept sample with its body."""

    message: str
    source: str
    label: str
    error_type: str
    error_message: str
    stack: str
    component_stack: str
    top_frame: str
    fingerprint_hint: str
    language: str
    view: str
    occurred_at: str
    device: Device | None
    breadcrumbs: tuple[Breadcrumb, ...]


class FacetValue(msgspec.Struct, frozen=True):
    """One value and how many reports of the group had it."""

    value: str
    count: int


class Facet(msgspec.Struct, frozen=True):
    """The distribution of one field over all reports ever received; `other` counts values left out."""

    field: Literal["version", "platform", "os_version", "channel", "source", "language"]
    values: tuple[FacetValue, ...]
    other: int


class Facets(msgspec.Struct, frozen=True):
    """Answer of `GET /crash-groups/{id}/facets`."""

    computed_at: Time
    facets: tuple[Facet, ...]


class VersionMark(msgspec.Struct, frozen=True):
    """When a version was first seen in the group."""

    version: str
    first_seen: Time


class Histogram(msgspec.Struct, frozen=True):
    """Answer of `GET /crash-groups/{id}/histogram?range=day|fortnight`: 24 hours or 14 days of buckets."""

    computed_at: Time
    start: Time
    bucket_ms: Annotated[int, msgspec.Meta(ge=1, le=86_400_000, description="an hour, or a day")]
    counts: tuple[int, ...]
    versions: tuple[VersionMark, ...]


class ActionParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of a bulk action; which ones are needed depends on the action."""

    resolution: ResolutionInput | None = None
    ignore: IgnoreInput | None = None
    severity: Severity | None = None
    assignee_id: str | None = None
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)] | None = None


class CrashGroupActions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /crash-groups/actions`; answered with `BulkResults`."""

    action: Literal["resolve", "reopen", "ignore", "severity", "assign", "note", "delete"]
    items: Annotated[tuple[BulkItem, ...], msgspec.Meta(min_length=1, max_length=1000)]
    params: ActionParams = ActionParams()


class DeletedGroup(msgspec.Struct, frozen=True):
    """Answer of `DELETE /crash-groups/{id}`: how many reports were ever counted and how many samples went."""

    id: str
    reports: int
    samples: int

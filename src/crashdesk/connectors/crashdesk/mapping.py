"""From what our server sends to the domain. Pure."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import TypeVar

from crashdesk.connectors.crashdesk import wire, wire_users
from crashdesk.core import crash_groups, crash_reports, people, usage, users
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.ids import LATEST, GroupId, Instant, ReportId, UserId

E = TypeVar("E", bound=enum.StrEnum)


def instant(time: datetime) -> Instant:
    """Return an instant in milliseconds, the nearest from 1970 to 9999: no crash was before or is later."""
    return Instant(max(0, min(round(time.timestamp() * 1000), LATEST)))


def instant_or_none(time: datetime | None) -> Instant | None:
    """Return an instant, None for none."""
    return None if time is None else instant(time)


def rfc3339(time: Instant) -> str:
    """Write an instant as our server reads it: RFC 3339 in UTC with milliseconds."""
    seconds, milliseconds = divmod(time, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"


def require_asked(found: str, asked: str, where: str) -> None:
    """Refuse another object than was asked for: it would be stored as if it were that one."""
    if found != asked:
        raise AnswerUnusable(detail=f"{where}: {asked[:80]!r} was asked for, {found[:80]!r} came")


def known(value: str, otherwise: E) -> E:
    """Return the enum value, `otherwise` for one that a newer server has invented."""
    try:
        return type(otherwise)(value)
    except ValueError:
        return otherwise


def crash_group(group: wire.CrashGroup) -> crash_groups.CrashGroup:
    """Map one group. An unknown status counts as open, so that nothing that needs a look is hidden."""
    return crash_groups.CrashGroup(
        id=GroupId(group.id),
        revision=group.revision,
        fingerprint=group.fingerprint,
        kind=group.kind,
        title=group.title,
        status=known(group.status, crash_groups.Status.OPEN),
        severity=known(group.severity, crash_groups.Severity.MEDIUM),
        count=group.count,
        first_seen=instant(group.first_seen),
        last_seen=instant(group.last_seen),
        first_version=group.first_version,
        last_version=group.last_version,
        project_id=group.project_id,
        source=group.source,
        label=group.label,
        error_type=group.error_type,
        top_frame=group.top_frame,
        development=group.development,
        resolution=_resolution(group.resolution) if group.resolution else None,
        ignore=_ignore(group.ignore) if group.ignore else None,
        severity_is_manual=group.severity_is_manual,
        assignee=_assignee(group.assignee) if group.assignee else None,
        regressed_at=instant_or_none(group.regressed_at),
        regressed_in=group.regressed_in,
        regressions=group.regressions,
        last_day=group.last_day,
        daily=group.daily,
        daily_until=instant(group.daily_until),
        platforms=group.platforms,
        versions=group.versions,
        reports_kept=group.reports_kept,
        notes=group.notes,
    )


def _resolution(resolution: wire.Resolution) -> crash_groups.Resolution:
    return crash_groups.Resolution(
        kind=known(resolution.kind, crash_groups.ResolvedIn.NOW),
        version=resolution.version,
        at=instant_or_none(resolution.at),
        by=actor(resolution.by) if resolution.by else None,
    )


def _ignore(ignore: wire.Ignore) -> crash_groups.Ignore:
    return crash_groups.Ignore(
        kind=known(ignore.kind, crash_groups.IgnoreUntil.FOREVER),
        until=instant_or_none(ignore.until),
        count=ignore.count,
        remaining=ignore.remaining,
        version=ignore.version,
        at=instant_or_none(ignore.at),
        by=actor(ignore.by) if ignore.by else None,
    )


def _assignee(assignee: wire.Assignee) -> people.Person:
    return people.Person(UserId(assignee.id), assignee.label)


def actor(who: wire.Actor) -> people.Actor:
    """Map an author; unknown kinds stay as they are."""
    return people.Actor(who.kind, who.label, who.id)


def person(somebody: wire.Person) -> people.Person:
    """Map a person."""
    return people.Person(UserId(somebody.id), somebody.label, somebody.role, somebody.enabled)


def user(account: wire_users.User) -> users.User:
    """Map one account. An unknown state counts as disabled: nothing can be queued about it then."""
    return users.User(
        id=UserId(account.id),
        revision=account.revision,
        email=account.email,
        name=account.name,
        state=known(account.state, users.UserState.DISABLED),
        role=account.role,
        permissions=account.permissions,
        registered_at=instant(account.registered_at),
        registered_from=account.registered_from,
        decided_at=instant_or_none(account.decided_at),
        decided_by=actor(account.decided_by) if account.decided_by else None,
        decision_note=account.decision_note,
        last_sign_in_at=instant_or_none(account.last_sign_in_at),
        sessions=account.sessions,
        api_keys=account.api_keys,
    )


def activity(entry: wire.Activity) -> crash_reports.ActivityEntry:
    """Map one line of a timeline."""
    return crash_reports.ActivityEntry(
        id=entry.id,
        group_id=GroupId(entry.group_id),
        at=instant(entry.at),
        actor=actor(entry.actor),
        kind=entry.kind,
        before=entry.before or "",
        after=entry.after or "",
        note=entry.note or "",
    )


def report_summary(
    report: wire.ReportSummary, content: crash_reports.ReportContent | None = None
) -> crash_reports.CrashReport:
    """Map one sample, with its content when it was fetched."""
    return crash_reports.CrashReport(
        id=ReportId(report.id),
        group_id=GroupId(report.group_id),
        received_at=instant(report.received_at),
        kind=report.kind,
        version=report.version,
        os=report.os,
        arch=report.arch,
        channel=report.channel,
        build_commit=report.build_commit,
        bytes=report.bytes,
        first=report.first,
        latest=report.latest,
        content=content,
    )


def report(whole: wire.Report) -> crash_reports.CrashReport:
    """Map one sample with its content."""
    device = whole.device or wire.Device()
    return report_summary(
        whole,
        crash_reports.ReportContent(
            message=whole.message,
            source=whole.source,
            label=whole.label,
            error_type=whole.error_type,
            error_message=whole.error_message,
            stack=whole.stack,
            component_stack=whole.component_stack,
            top_frame=whole.top_frame,
            language=whole.language,
            view=whole.view,
            occurred_at=whole.occurred_at,
            device=crash_reports.Device(
                device.os_version or "", device.cpu or "", device.cores, device.ram_gb
            ),
            breadcrumbs=tuple(
                crash_reports.Breadcrumb(crumb.t, crumb.cat or "", crumb.msg or "")
                for crumb in whole.breadcrumbs
            ),
        ),
    )


def statistics(
    group_id: GroupId, facets: wire.Facets, day: wire.Histogram, fortnight: wire.Histogram
) -> crash_reports.GroupStatistics:
    """Join what was asked in three requests; together they are as old as the oldest of them."""
    return crash_reports.GroupStatistics(
        group_id=group_id,
        computed_at=instant(min(facets.computed_at, day.computed_at, fortnight.computed_at)),
        facets=tuple(
            crash_reports.Facet(
                facet.field,
                tuple(crash_reports.FacetValue(value.value, value.count) for value in facet.values),
                facet.other,
            )
            for facet in facets.facets
        ),
        day=_histogram(day),
        fortnight=_histogram(fortnight),
    )


def _histogram(histogram: wire.Histogram) -> crash_reports.Histogram:
    return crash_reports.Histogram(
        instant(histogram.start),
        histogram.bucket_ms,
        histogram.counts,
        tuple(
            crash_reports.VersionMark(mark.version, instant(mark.first_seen)) for mark in histogram.versions
        ),
    )


def usage_figures(figures: wire.Usage) -> usage.Usage:
    """Map usage figures."""
    return usage.Usage(
        computed_at=instant(figures.computed_at),
        days=tuple(usage.UsageDay(day.day.isoformat(), day.installs, day.opens) for day in figures.days),
        versions=tuple(_share(share) for share in figures.versions),
        platforms=tuple(_share(share) for share in figures.platforms),
    )


def _share(share: wire.UsageShare) -> usage.UsageShare:
    return usage.UsageShare(share.name, share.installs, share.opens)

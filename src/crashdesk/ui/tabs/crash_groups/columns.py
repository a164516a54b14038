"""The columns of the list of crash groups."""

from __future__ import annotations

from crashdesk.core.crash_groups import CrashGroup, Severity, Status
from crashdesk.core.ids import DAY, Instant
from crashdesk.core.tables import SortKey
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import absolute
from crashdesk.ui.kit.column import Badge, CellKind, Column, Labelled, Level, Tone
from crashdesk.ui.tabs.crash_groups.words import SEVERITY_WORDS, STATUS_WORDS, exit_words, title_of

_WEEK = 7
"""Days that the trend compares with as many before them."""

STATUS_TONES = {Status.OPEN: Tone.ACCENT, Status.RESOLVED: Tone.GOOD, Status.IGNORED: Tone.MUTED}
SEVERITY_LEVELS = {
    severity: Level(SEVERITY_WORDS[severity], rank, tone)
    for rank, (severity, tone) in enumerate(
        (
            (Severity.LOW, Tone.MUTED),
            (Severity.MEDIUM, Tone.ACCENT),
            (Severity.HIGH, Tone.WARNING),
            (Severity.CRITICAL, Tone.BAD),
        ),
        start=1,
    )
}
_REGRESSED = QT_TRANSLATE_NOOP("CrashGroups", "regressed")
_REGRESSED_IN = QT_TRANSLATE_NOOP("CrashGroups", "It was resolved and came back in {version}.")
_UNSENT = QT_TRANSLATE_NOOP("CrashGroups", "unsent")
_UNSENT_WHY = QT_TRANSLATE_NOOP("CrashGroups", "Changes of yours to this group have yet to reach the server.")
_DEVELOPMENT = QT_TRANSLATE_NOOP("CrashGroups", "dev build")


def status_badge(group: CrashGroup) -> Badge:
    """Return a group's status with what it hangs on."""
    return Badge(STATUS_WORDS[group.status], STATUS_TONES[group.status], exit_words(group))


def _labelled(group: CrashGroup) -> Labelled:
    badges: list[Badge] = []
    if group.pending:
        badges.append(Badge(_UNSENT, Tone.ACCENT, tooltip=_UNSENT_WHY))
    if group.regressed_at is not None and group.status is Status.OPEN:
        tooltip = _REGRESSED_IN(version=group.regressed_in or "")
        badges.append(Badge(_REGRESSED, Tone.WARNING, tooltip=tooltip))
    if group.development:
        badges.append(Badge(_DEVELOPMENT, Tone.MUTED))
    return Labelled(title_of(group), tuple(badges))


def trend(group: CrashGroup) -> float | None:
    """Return the relative change of the latest week against the one before it.

    None when neither had a report; infinity for a group that first appeared within the latest week.
    """
    recent, before = sum(group.daily[-_WEEK:]), sum(group.daily[-2 * _WEEK : -_WEEK])
    if not recent and not before:
        return None
    if group.daily_until is not None and group.first_seen > group.daily_until - (_WEEK - 1) * DAY:
        return float("inf")
    return (recent - before) / max(1, before)


def _spoken_count(group: CrashGroup) -> Text:
    return QT_TRANSLATE_NOOP("CrashGroups", "{n} report(s)")(group.count)


def _spoken_assignee(group: CrashGroup) -> Text | None:
    person = group.assignee
    return QT_TRANSLATE_NOOP("CrashGroups", "assigned to {person}")(person=person.label) if person else None


def _spoken_marks(group: CrashGroup) -> Text | None:
    if group.regressed_at is not None:
        return QT_TRANSLATE_NOOP("CrashGroups", "regressed in {version}")(version=group.regressed_in or "")
    return None


def _spoken_title(group: CrashGroup) -> Text:
    return QT_TRANSLATE_NOOP("CrashGroups", "{title}")(title=title_of(group))


def _spoken_severity(group: CrashGroup) -> Text:
    return QT_TRANSLATE_NOOP("CrashGroups", "severity {severity}")(
        severity=str(SEVERITY_WORDS[group.severity]).lower()
    )


def _spoken_seen(group: CrashGroup) -> Text:
    return QT_TRANSLATE_NOOP("CrashGroups", "last seen {date}")(date=absolute(Instant(group.last_seen)))


CRASH_GROUP_COLUMNS: tuple[Column[CrashGroup], ...] = (
    Column(
        "status",
        QT_TRANSLATE_NOOP("CrashGroups", "Status"),
        CellKind.BADGE,
        status_badge,
        sort="status",
        width=140,
        help=QT_TRANSLATE_NOOP("CrashGroups", "Open, resolved or ignored, and what ends that"),
        spoken=lambda group: STATUS_WORDS[group.status],
    ),
    Column(
        "severity",
        QT_TRANSLATE_NOOP("CrashGroups", "Severity"),
        CellKind.LEVEL,
        lambda group: SEVERITY_LEVELS[group.severity],
        sort="severity",
        width=88,
        falls=True,
        spoken=_spoken_severity,
    ),
    Column(
        "title",
        QT_TRANSLATE_NOOP("CrashGroups", "Crash"),
        CellKind.TEXT,
        _labelled,
        sort="title",
        width=212,
        stretches=True,
        help=QT_TRANSLATE_NOOP("CrashGroups", "The type of the error and its message"),
        spoken=_spoken_title,
    ),
    Column(
        "count",
        QT_TRANSLATE_NOOP("CrashGroups", "Reports"),
        CellKind.NUMBER,
        lambda group: group.count,
        sort="count",
        width=84,
        falls=True,
        spoken=_spoken_count,
        help=QT_TRANSLATE_NOOP(
            "CrashGroups", "All reports ever received, also those whose samples are no longer kept"
        ),
    ),
    Column(
        "daily",
        QT_TRANSLATE_NOOP("CrashGroups", "14 days"),
        CellKind.SPARKLINE,
        lambda group: group.daily,
        width=92,
        help=QT_TRANSLATE_NOOP("CrashGroups", "Reports per day; today, still growing, in another colour"),
    ),
    Column(
        "last_seen",
        QT_TRANSLATE_NOOP("CrashGroups", "Last seen"),
        CellKind.TIME,
        lambda group: group.last_seen,
        sort="last_seen",
        width=94,
        falls=True,
        spoken=_spoken_seen,
    ),
    Column(
        "assignee",
        QT_TRANSLATE_NOOP("CrashGroups", "Assignee"),
        CellKind.PERSON,
        lambda group: group.assignee,
        sort="assignee_label",
        width=124,
        visible=False,
        spoken=_spoken_assignee,
    ),
    Column(
        "last_version",
        QT_TRANSLATE_NOOP("CrashGroups", "Last version"),
        CellKind.TEXT,
        lambda group: group.last_version,
        sort="last_version",
        width=96,
        visible=False,
        falls=True,
        help=QT_TRANSLATE_NOOP("CrashGroups", "The newest version that reported it"),
    ),
    Column(
        "last_day",
        QT_TRANSLATE_NOOP("CrashGroups", "24 h"),
        CellKind.NUMBER,
        lambda group: group.last_day,
        sort="last_day",
        width=58,
        visible=False,
        falls=True,
        help=QT_TRANSLATE_NOOP("CrashGroups", "Reports in the last 24 hours"),
    ),
    Column(
        "top_frame",
        QT_TRANSLATE_NOOP("CrashGroups", "Top frame"),
        CellKind.CODE,
        lambda group: group.top_frame,
        sort="top_frame",
        width=170,
        visible=False,
        help=QT_TRANSLATE_NOOP("CrashGroups", "The innermost frame of the program's own code"),
    ),
    Column(
        "trend",
        QT_TRANSLATE_NOOP("CrashGroups", "Trend"),
        CellKind.TREND,
        trend,
        width=86,
        visible=False,
        help=QT_TRANSLATE_NOOP("CrashGroups", "Reports of the last 7 days against the 7 days before"),
    ),
    Column(
        "first_seen",
        QT_TRANSLATE_NOOP("CrashGroups", "First seen"),
        CellKind.TIME,
        lambda group: group.first_seen,
        sort="first_seen",
        width=98,
        visible=False,
        falls=True,
    ),
    Column(
        "first_version",
        QT_TRANSLATE_NOOP("CrashGroups", "First version"),
        CellKind.TEXT,
        lambda group: group.first_version,
        sort="first_version",
        width=100,
        visible=False,
        falls=True,
    ),
    Column(
        "regressed_in",
        QT_TRANSLATE_NOOP("CrashGroups", "Regressed in"),
        CellKind.TEXT,
        lambda group: group.regressed_in,
        sort="regressed_at",
        width=108,
        visible=False,
        falls=True,
        spoken=_spoken_marks,
        help=QT_TRANSLATE_NOOP(
            "CrashGroups", "The version in which a resolved crash came back; sorts by when"
        ),
    ),
    Column(
        "notes",
        QT_TRANSLATE_NOOP("CrashGroups", "Notes"),
        CellKind.NUMBER,
        lambda group: group.notes,
        sort="notes",
        width=64,
        visible=False,
        falls=True,
    ),
    Column(
        "platforms",
        QT_TRANSLATE_NOOP("CrashGroups", "Platforms"),
        CellKind.TEXT,
        lambda group: ", ".join(group.platforms),
        sort="platforms",
        width=150,
        visible=False,
    ),
    Column(
        "kind",
        QT_TRANSLATE_NOOP("CrashGroups", "Kind"),
        CellKind.TEXT,
        lambda group: group.kind,
        sort="kind",
        width=90,
        visible=False,
        help=QT_TRANSLATE_NOOP("CrashGroups", "What sort of fault: an exception, a panic, a signal …"),
    ),
    Column(
        "source",
        QT_TRANSLATE_NOOP("CrashGroups", "Source"),
        CellKind.TEXT,
        lambda group: group.source,
        sort="source",
        width=100,
        visible=False,
        help=QT_TRANSLATE_NOOP("CrashGroups", "The part of the program that reported it"),
    ),
    Column(
        "label",
        QT_TRANSLATE_NOOP("CrashGroups", "Label"),
        CellKind.TEXT,
        lambda group: group.label,
        sort="label",
        width=120,
        visible=False,
        help=QT_TRANSLATE_NOOP("CrashGroups", "What the reporting program calls the place"),
    ),
    Column(
        "reports_kept",
        QT_TRANSLATE_NOOP("CrashGroups", "Samples"),
        CellKind.NUMBER,
        lambda group: group.reports_kept,
        sort="reports_kept",
        width=76,
        visible=False,
        falls=True,
        help=QT_TRANSLATE_NOOP("CrashGroups", "Reports whose content the server still keeps"),
    ),
    Column(
        "pending",
        QT_TRANSLATE_NOOP("CrashGroups", "Unsent"),
        CellKind.BADGE,
        lambda group: Badge(_UNSENT, Tone.ACCENT, tooltip=_UNSENT_WHY) if group.pending else None,
        sort="pending",
        width=76,
        visible=False,
        falls=True,
        help=_UNSENT_WHY,
        spoken=lambda group: _UNSENT if group.pending else None,
    ),
)
"""All that is known of a group, in the order that a new user finds them in."""

FIRST_SORT = (SortKey("last_seen", descending=True),)
"""What happened last stands first, until the user sorts otherwise."""

"""What the detail pane shows of one group. Free of Qt."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.alterations import Alteration, group_alterations
from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics, Histogram
from crashdesk.core.ids import DAY, GroupId, Instant, ReportId, UserId


class Fetching(enum.StrEnum):
    """How it stands with something that may have to be fetched first."""

    READY = "ready"
    LOADING = "loading"
    OFFLINE = "offline"
    """Not in the store, and the server cannot be reached."""
    FAILED = "failed"


class Span(enum.StrEnum):
    """The range of the histogram."""

    DAY = "day"
    FORTNIGHT = "fortnight"


class DetailState(msgspec.Struct, frozen=True):
    """The pane for one group; without `group` there is nothing to show.

    Attributes:
        samples: kept samples without content, latest first.
        sample: number of the one shown, counted from the latest.
        report: that sample with its content, None while it is not in the store.
        own_only: whether runs of library frames are folded.
        seen: the group as it was when it was opened, or when the last hint was dismissed.
        seen_entries: the ids of its timeline then.
        altered: what others have changed since; None when they have not.
    """

    group: CrashGroup | None = None
    samples: tuple[CrashReport, ...] = ()
    sample: int = 0
    report: CrashReport | None = None
    sample_fetching: Fetching = Fetching.LOADING
    statistics: GroupStatistics | None = None
    statistics_fetching: Fetching = Fetching.LOADING
    span: Span = Span.FORTNIGHT
    activity: tuple[ActivityEntry, ...] = ()
    own_only: bool = True
    seen: CrashGroup | None = None
    seen_entries: frozenset[str] = frozenset()
    altered: tuple[Alteration, ...] | None = None

    @property
    def sample_id(self) -> ReportId | None:
        """The id of the sample shown."""
        return self.samples[self.sample].id if self.sample < len(self.samples) else None

    @property
    def has_previous(self) -> bool:
        """Whether there is an older sample."""
        return self.sample + 1 < len(self.samples)

    @property
    def has_next(self) -> bool:
        """Whether there is a newer sample."""
        return self.sample > 0

    @property
    def histogram(self) -> Histogram | None:
        """The histogram of the chosen range; without statistics, what the group itself knows of its days."""
        if self.statistics is None:
            return _daily(self.group) if self.group and self.span is Span.FORTNIGHT else None
        return self.statistics.day if self.span is Span.DAY else self.statistics.fortnight


def _daily(group: CrashGroup) -> Histogram | None:
    if group.daily_until is None or not group.daily:
        return None
    today = group.daily_until - group.daily_until % DAY
    return Histogram(Instant(today - (len(group.daily) - 1) * DAY), DAY, group.daily)


def opened(state: DetailState, group: CrashGroup | None) -> DetailState:
    """Show another group, keeping what the person chose about the look."""
    return DetailState(group=group, span=state.span, own_only=state.own_only)


def with_samples(state: DetailState, samples: tuple[CrashReport, ...]) -> DetailState:
    """Take the list of samples; the sample that is being read stays the one shown."""
    shown = state.sample_id
    number = next((number for number, sample in enumerate(samples) if sample.id == shown), None)
    report = None if number is None else state.report
    return msgspec.structs.replace(state, samples=samples, sample=number or 0, report=report)


def with_sample_number(state: DetailState, number: int) -> DetailState:
    """Turn to a sample by its number, counted from the latest; one that does not exist changes nothing."""
    if not 0 <= number < len(state.samples) or number == state.sample:
        return state
    return msgspec.structs.replace(state, sample=number, report=None, sample_fetching=Fetching.LOADING)


def taken_note(state: DetailState) -> DetailState:
    """What is shown has been seen: only what others change from now on is worth a hint."""
    seen_entries = frozenset(entry.id for entry in state.activity)
    return msgspec.structs.replace(state, seen=state.group, seen_entries=seen_entries, altered=None)


def with_alterations(state: DetailState, me: UserId) -> DetailState:
    """Others have changed the group since it was seen: say what."""
    if state.seen is None or state.group is None:
        return state
    new = [entry for entry in state.activity if entry.id not in state.seen_entries]
    altered = group_alterations(state.seen, state.group, new, me)
    return msgspec.structs.replace(state, altered=altered)


def without_alterations(state: DetailState) -> DetailState:
    """What others seemed to have changed turned out to be one's own doing."""
    return state if state.altered is None else msgspec.structs.replace(state, altered=None)


def is_about(state: DetailState, group_id: GroupId) -> bool:
    """Tell whether the pane (still) shows this group."""
    return state.group is not None and state.group.id == group_id

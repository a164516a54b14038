"""Installs and opens by day, version and platform."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.crash_reports import Histogram
from crashdesk.core.ids import DAY, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.usage import Usage, UsageShare
from crashdesk.ui.kit.amounts import grouped, relative
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.histogram_chart import HistogramChart
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.shares import Shares
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.usage.state import Measure, UsageState, amount, ranked

_TITLES = {
    Measure.INSTALLS: QT_TRANSLATE_NOOP("Usage", "Installs"),
    Measure.OPENS: QT_TRANSLATE_NOOP("Usage", "Opens"),
}
_READINGS = {
    Measure.INSTALLS: QT_TRANSLATE_NOOP("Usage", "{when}: {count} install(s)"),
    Measure.OPENS: QT_TRANSLATE_NOOP("Usage", "{when}: {count} open(s)"),
}
_HEADLINES = {
    Measure.INSTALLS: QT_TRANSLATE_NOOP("Usage", "{peak} installs on the busiest of the last {days} days"),
    Measure.OPENS: QT_TRANSLATE_NOOP("Usage", "{total} opens in the last {days} days"),
}
_BY_VERSION = QT_TRANSLATE_NOOP("Usage", "By version")
_BY_PLATFORM = QT_TRANSLATE_NOOP("Usage", "By platform")
_AS_OF = QT_TRANSLATE_NOOP("Usage", "counted {when}")
_AS_OF_OFFLINE = QT_TRANSLATE_NOOP("Usage", "counted {when}, the server cannot be reached")
_LOADING = QT_TRANSLATE_NOOP("Usage", "Fetching usage figures")
_LOADING_MORE = QT_TRANSLATE_NOOP("Usage", "They are kept here from then on.")
_OFFLINE = QT_TRANSLATE_NOOP("Usage", "No usage figures on this computer")
_OFFLINE_MORE = QT_TRANSLATE_NOOP("Usage", "They come as soon as the server can be reached.")
_FAILED = QT_TRANSLATE_NOOP("Usage", "The usage figures could not be fetched")
_FAILED_MORE = QT_TRANSLATE_NOOP("Usage", "The status bar says why.")
_EMPTY = QT_TRANSLATE_NOOP("Usage", "Nobody has opened the program yet")
_EMPTY_MORE = QT_TRANSLATE_NOOP("Usage", "Programs tell the server of a start by POST /v1/ping.")
_SHOWN = 12
"""Versions and platforms shown by name; the rest is summed."""
_OTHERS = QT_TRANSLATE_NOOP("Usage", "all others")


class UsageWidget(QWidget):
    """Shows a `UsageState`.

    Signals:
        measure_chosen: with the `Measure` to count.
    """

    measure_chosen = Signal(object)

    def __init__(self, now: Callable[[], Instant], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._shown: tuple[Usage | None, Measure] | None = None
        self._charts = {measure: HistogramChart(reading=reading) for measure, reading in _READINGS.items()}
        self._headline = PlainLabel(kind="title")
        self._as_of = PlainLabel(kind="muted")
        self._shares = QScrollArea()
        self._shares.setWidgetResizable(True)
        self._shares.setFrameShape(QFrame.Shape.NoFrame)
        self._empty = EmptyState()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._make_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def show_state(self, state: UsageState) -> None:
        """Show `state`."""
        if state.usage is None or state.is_empty:
            self._pages.setCurrentWidget(self._empty)
            self._show_absence(state)
            return
        self._pages.setCurrentIndex(1)
        when = render(relative(state.usage.computed_at, self._now()))
        self._as_of.set_text(render((_AS_OF_OFFLINE if state.offline else _AS_OF)(when=when)))
        if self._shown != (state.usage, state.measure):
            self._shown = (state.usage, state.measure)
            self._show_figures(state.usage, state.measure)

    @property
    def has_figures(self) -> bool:
        """Whether figures are on the screen."""
        return self._pages.currentIndex() == 1

    def _show_figures(self, usage: Usage, measure: Measure) -> None:
        counts = tuple(amount(day, measure) for day in usage.days)
        peak, total = grouped(max(counts, default=0)), grouped(sum(counts))
        self._headline.set_text(render(_HEADLINES[measure](peak=peak, total=total, days=len(counts))))
        self._measures[measure].setChecked(True)
        for each, chart in self._charts.items():
            chart.setVisible(each is measure)
        self._charts[measure].show_histogram(Histogram(_start_of(usage), DAY, counts))
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 8, 12, 12)
        row.setSpacing(32)
        for title, shares in ((_BY_VERSION, usage.versions), (_BY_PLATFORM, usage.platforms)):
            block = QVBoxLayout()
            block.addWidget(Shares(render(title), _rows(shares, measure)))
            block.addStretch(1)
            row.addLayout(block, 1)
        self._shares.setWidget(page)

    def _show_absence(self, state: UsageState) -> None:
        if state.usage is not None:
            self._empty.show_state("usage", _EMPTY, _EMPTY_MORE)
        elif state.offline:
            self._empty.show_state("offline", _OFFLINE, _OFFLINE_MORE)
        elif state.failed and not state.loading:
            self._empty.show_state("error", _FAILED, _FAILED_MORE)
        else:
            self._empty.show_loading(_LOADING, _LOADING_MORE)

    def _make_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 16, 20, 0)
        column.setSpacing(8)
        column.addLayout(self._make_bar())
        column.addWidget(self._headline)
        for chart in self._charts.values():
            column.addWidget(chart)
        column.addWidget(self._shares, 1)
        return page

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(2)
        group = QButtonGroup(self)
        self._measures: dict[Measure, QToolButton] = {}
        for measure, title in _TITLES.items():
            button = QToolButton()
            button.setText(render(title))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, measure=measure: self.measure_chosen.emit(measure))
            group.addButton(button)
            self._measures[measure] = button
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self._as_of)
        return bar


def _rows(shares: tuple[UsageShare, ...], measure: Measure) -> list[tuple[str, int]]:
    rows = [(share.name, amount(share, measure)) for share in ranked(shares, measure)]
    rest = sum(count for _, count in rows[_SHOWN:])
    return [*rows[:_SHOWN], (render(_OTHERS), rest)] if rest else rows[:_SHOWN]


def _start_of(usage: Usage) -> Instant:
    if not usage.days:
        return Instant(0)
    first = datetime.strptime(usage.days[0].day, "%Y-%m-%d").replace(tzinfo=UTC)
    return Instant(int(first.timestamp() * 1000))

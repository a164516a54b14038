"""The detail pane: header, histogram, and below them sample, distribution and timeline."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.amounts import relative
from crashdesk.ui.kit.changed_bar import ChangedBar
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.histogram_chart import HistogramChart
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.crash_groups.detail.facets import FacetsView
from crashdesk.ui.tabs.crash_groups.detail.header import DetailHeader
from crashdesk.ui.tabs.crash_groups.detail.sample import SampleView
from crashdesk.ui.tabs.crash_groups.detail.state import DetailState, Fetching, Span
from crashdesk.ui.tabs.crash_groups.detail.timeline import Timeline
from crashdesk.ui.tabs.crash_groups.detail.upper_part import UpperPart

_NOTHING = QT_TRANSLATE_NOOP("CrashDetail", "No group is open")
_NOTHING_MORE = QT_TRANSLATE_NOOP("CrashDetail", "Choose one in the list; j and k go through it.")
_SAMPLE = QT_TRANSLATE_NOOP("CrashDetail", "Samples")
_DISTRIBUTION = QT_TRANSLATE_NOOP("CrashDetail", "Distribution")
_TIMELINE = QT_TRANSLATE_NOOP("CrashDetail", "Timeline")
_TIMELINE_COUNT = QT_TRANSLATE_NOOP("CrashDetail", "Timeline ({n})")
_DAY = QT_TRANSLATE_NOOP("CrashDetail", "24 hours")
_FORTNIGHT = QT_TRANSLATE_NOOP("CrashDetail", "14 days")
_AS_OF = QT_TRANSLATE_NOOP("CrashDetail", "counted {when}")
_NO_FIGURES = QT_TRANSLATE_NOOP("CrashDetail", "The counts of this group have not been fetched yet.")
_NO_FIGURES_OFFLINE = QT_TRANSLATE_NOOP(
    "CrashDetail", "The counts of this group are not on this computer, and the server cannot be reached."
)
_LEAST_LOWER = 250
"""Pixels of height in which a stack can be read below its two rows of tabs."""
_LOW = 680
"""Below this height of the pane the chart is a low one."""
_CHART_HEIGHT, _LOW_CHART_HEIGHT = 120, 78


class DetailPane(QWidget):
    """Shows a `DetailState`.

    Signals:
        triggered: the id of an action whose button was used.
        span_chosen: with the `Span` for the histogram.
    """

    triggered = Signal(str)
    span_chosen = Signal(object)

    def __init__(
        self,
        specs: tuple[ActionSpec, ...],
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self.changed = ChangedBar()
        self.header = DetailHeader(specs, availability, now)
        self.sample = SampleView(now)
        self.timeline = Timeline(now)
        self._facets = FacetsView()
        self._chart = HistogramChart()
        self._no_figures = PlainLabel(kind="muted", wrap=True)
        self._parts = self._make_parts()
        self.setFocusProxy(self._parts)
        self._empty = EmptyState()
        self._empty.show_state("crash", _NOTHING, _NOTHING_MORE)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._make_page())
        self.header.triggered.connect(self.triggered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def show_state(self, state: DetailState) -> None:
        """Show `state`."""
        if state.group is None:
            self._pages.setCurrentIndex(0)
            return
        self._pages.setCurrentIndex(1)
        self.changed.show_alterations(state.altered)
        self.header.show_group(state.group)
        self.sample.show_state(state)
        self.timeline.show_entries(state.activity)
        count = len(state.activity)
        self._parts.setTabText(2, render(_TIMELINE_COUNT(n=count) if count else _TIMELINE))
        self._show_statistics(state)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Spend height on the sample first."""
        super().resizeEvent(event)
        self._chart.setFixedHeight(_LOW_CHART_HEIGHT if event.size().height() < _LOW else _CHART_HEIGHT)

    def show_timeline(self) -> None:
        """Bring the timeline to the front."""
        self._parts.setCurrentWidget(self.timeline)

    def _show_statistics(self, state: DetailState) -> None:
        self._spans[state.span].setChecked(True)
        histogram, statistics = state.histogram, state.statistics
        self._chart.setVisible(histogram is not None)
        self._no_figures.setVisible(histogram is None)
        self._chart.show_histogram(histogram)
        self._as_of.set_text("")
        if statistics is None:
            offline = state.statistics_fetching is Fetching.OFFLINE
            self._no_figures.set_text(render(_NO_FIGURES_OFFLINE if offline else _NO_FIGURES))
            return
        self._facets.show_facets(statistics.facets)
        self._as_of.set_text(render(_AS_OF(when=render(relative(statistics.computed_at, self._now())))))

    def _make_page(self) -> QWidget:
        upper = QWidget()
        inner = QVBoxLayout(upper)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.header)
        inner.addLayout(self._make_chart_bar())
        figures = QVBoxLayout()
        figures.setContentsMargins(12, 0, 12, 6)
        figures.addWidget(self._chart)
        figures.addWidget(self._no_figures)
        inner.addLayout(figures)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.changed)
        self.upper = UpperPart(upper)
        self._parts.setMinimumHeight(_LEAST_LOWER)
        column.addWidget(self.upper)
        column.addWidget(self._parts, 1)
        return page

    def _make_chart_bar(self) -> QHBoxLayout:
        self._as_of = PlainLabel(kind="muted")
        group = QButtonGroup(self)
        self._spans: dict[Span, QToolButton] = {}
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 0, 12, 2)
        bar.setSpacing(2)
        for span, title in ((Span.DAY, _DAY), (Span.FORTNIGHT, _FORTNIGHT)):
            button = QToolButton()
            button.setText(render(title))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, span=span: self.span_chosen.emit(span))
            group.addButton(button)
            self._spans[span] = button
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self._as_of)
        return bar

    def _make_parts(self) -> QTabWidget:
        parts = _Parts()
        parts.setDocumentMode(True)
        parts.addTab(self.sample, render(_SAMPLE))
        parts.addTab(self._facets, render(_DISTRIBUTION))
        parts.addTab(self.timeline, render(_TIMELINE))
        return parts


class _Parts(QTabWidget):
    """Everything in it scrolls, so it can be as low as its place wants it to be."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Else a layout would take the height for a width as the least one."""
        return False

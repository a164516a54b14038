"""One sample of a group: turning over between samples, its stack, message, breadcrumbs and device."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.crash_copy import trace_of
from crashdesk.core.crash_reports import CrashReport
from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import absolute, relative
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel, PlainTextView, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.crash_groups.detail.stack_view import StackView
from crashdesk.ui.tabs.crash_groups.detail.state import DetailState, Fetching
from crashdesk.ui.tabs.crash_groups.detail.words import breadcrumbs_of, facts_of

_POSITION = QT_TRANSLATE_NOOP("CrashDetail", "{number} of {total}")
_SUMMARY = QT_TRANSLATE_NOOP("CrashDetail", "{version} on {platform}, {when}")
_FIRST = QT_TRANSLATE_NOOP("CrashDetail", "First report")
_OLDER = QT_TRANSLATE_NOOP("CrashDetail", "Older sample")
_NEWER = QT_TRANSLATE_NOOP("CrashDetail", "Newer sample")
_LATEST = QT_TRANSLATE_NOOP("CrashDetail", "Latest report")
_OWN_ONLY = QT_TRANSLATE_NOOP("CrashDetail", "Fold libraries")
_STACK = QT_TRANSLATE_NOOP("CrashDetail", "Stack")
_MESSAGE = QT_TRANSLATE_NOOP("CrashDetail", "Message")
_BREADCRUMBS = QT_TRANSLATE_NOOP("CrashDetail", "Breadcrumbs")
_DEVICE = QT_TRANSLATE_NOOP("CrashDetail", "Device")
_NO_BREADCRUMBS = QT_TRANSLATE_NOOP("CrashDetail", "The report has no breadcrumbs.")
_LOADING = QT_TRANSLATE_NOOP("CrashDetail", "Fetching the sample")
_LOADING_MORE = QT_TRANSLATE_NOOP("CrashDetail", "It is kept here from then on.")
_OFFLINE = QT_TRANSLATE_NOOP("CrashDetail", "This sample is not on this computer")
_OFFLINE_MORE = QT_TRANSLATE_NOOP(
    "CrashDetail",
    "The server cannot be reached. The first and the latest sample of open groups are kept here.",
)
_FAILED = QT_TRANSLATE_NOOP("CrashDetail", "The sample could not be fetched")
_FAILED_MORE = QT_TRANSLATE_NOOP("CrashDetail", "The status bar says why.")
_NONE = QT_TRANSLATE_NOOP("CrashDetail", "No sample is kept")
_NONE_MORE = QT_TRANSLATE_NOOP(
    "CrashDetail", "The server counted this group's reports and keeps none of them."
)
_RETRY = QT_TRANSLATE_NOOP("CrashDetail", "Try again")


class SampleView(QWidget):
    """Shows the sample of a `DetailState`.

    Signals:
        first_requested, older_requested, newer_requested, latest_requested: turn to another sample.
        fold_requested: fold (True) or show (False) the frames of libraries.
        retry_requested: fetch again.
    """

    first_requested = Signal()
    older_requested = Signal()
    newer_requested = Signal()
    latest_requested = Signal()
    fold_requested = Signal(bool)
    retry_requested = Signal()

    def __init__(self, now: Callable[[], Instant], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._stack = StackView()
        self._message = PlainTextView()
        self._breadcrumbs = PlainTextView()
        self._described: CrashReport | None = None
        self._device = QScrollArea()
        self._device.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._device.setWidgetResizable(True)
        self._device.setFrameShape(QFrame.Shape.NoFrame)
        self._empty = EmptyState()
        self._empty.pressed.connect(self.retry_requested)
        self._parts = self._make_parts()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._parts)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_bar())
        column.addWidget(self._pages, 1)

    def show_state(self, state: DetailState) -> None:
        """Show the sample, or why it is not there."""
        self._render_bar(state)
        content = state.report.content if state.report else None
        if state.report is None or content is None:
            self._pages.setCurrentWidget(self._empty)
            self._render_absence(state)
            return
        self._pages.setCurrentWidget(self._parts)
        self._stack.show_stack(trace_of(content), own_only=state.own_only)
        _show(self._message, content.error_message or content.message)
        _show(self._breadcrumbs, breadcrumbs_of(content) or render(_NO_BREADCRUMBS))
        self._show_device(state.report)

    def _show_device(self, report: CrashReport) -> None:
        if report != self._described:
            self._described = report
            self._device.setWidget(_facts_page(report))

    def _make_bar(self) -> FlowLayout:
        self._position = PlainLabel(kind="heading")
        self._summary = ElidedLabel()
        self._fold = QCheckBox(render(_OWN_ONLY))
        self._fold.toggled.connect(self.fold_requested)
        self._buttons = {
            "first": _turner("chevron-first", _FIRST, self.first_requested),
            "older": _turner("chevron-left", _OLDER, self.older_requested),
            "newer": _turner("chevron-right", _NEWER, self.newer_requested),
            "latest": _turner("chevron-last", _LATEST, self.latest_requested),
        }
        turning = QWidget()
        row = QHBoxLayout(turning)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        order = (self._buttons["first"], self._buttons["older"], self._position)
        for part in (*order, self._buttons["newer"], self._buttons["latest"]):
            row.addWidget(part)
        bar = FlowLayout(spacing=8)
        bar.setContentsMargins(8, 6, 12, 4)
        for part in (turning, self._fold, self._summary):
            bar.addWidget(part)
        return bar

    def _make_parts(self) -> QTabWidget:
        parts = QTabWidget()
        parts.setDocumentMode(True)
        for title, widget in (
            (_STACK, self._stack),
            (_MESSAGE, self._message),
            (_BREADCRUMBS, self._breadcrumbs),
            (_DEVICE, self._device),
        ):
            widget.setAccessibleName(render(title))
            parts.addTab(widget, render(title))
        return parts

    def _render_bar(self, state: DetailState) -> None:
        total = len(state.samples)
        # Counted from the first report on, as people do, while the list has the latest one first.
        self._position.set_text(render(_POSITION(number=total - state.sample, total=total)) if total else "")
        for name, enabled in (
            ("first", state.has_previous),
            ("older", state.has_previous),
            ("newer", state.has_next),
            ("latest", state.has_next),
        ):
            self._buttons[name].setEnabled(enabled)
        self._fold.setChecked(state.own_only)
        if state.sample_id is None:
            self._summary.set_text("")
            return
        sample = state.samples[state.sample]
        platform = f"{sample.os}/{sample.arch}"
        when = render(relative(sample.received_at, self._now()))
        self._summary.set_text(render(_SUMMARY(version=sample.version, platform=platform, when=when)))
        set_plain_tooltip(self._summary, absolute(sample.received_at))

    def _render_absence(self, state: DetailState) -> None:
        if not state.samples:
            self._empty.show_state("empty", _NONE, _NONE_MORE)
        elif state.sample_fetching is Fetching.OFFLINE:
            self._empty.show_state("offline", _OFFLINE, _OFFLINE_MORE, _RETRY)
        elif state.sample_fetching is Fetching.FAILED:
            self._empty.show_state("error", _FAILED, _FAILED_MORE, _RETRY)
        else:
            self._empty.show_loading(_LOADING, _LOADING_MORE)


def _turner(icon: str, name: Text, signal: object) -> QToolButton:
    button = QToolButton()
    follow_icon(button, icon)
    name_icon_only(button, render(name))
    button.clicked.connect(signal)  # pyright: ignore[reportArgumentType]
    return button


def _show(view: PlainTextView, text: str) -> None:
    """Replace the text unless it is there already: the place where one reads must not jump."""
    if view.property("shown") != text:
        view.setProperty("shown", text)
        view.set_text(text)


def _facts_page(report: CrashReport) -> QWidget:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(12, 10, 12, 10)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(4)
    for name, value in facts_of(report):
        form.addRow(PlainLabel(render(name), kind="muted"), WrappedText(value))
    return page

"""The detail pane over the real store: whatever arrives and however small the place is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QToolButton, QWidget
from tests.support.crash_group_desk import CrashGroupDesk, crash_group_desk
from tests.support.crash_group_samples import sample_groups
from tests.support.gui_loop import discard, until
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import make_content, make_group, make_report

from crashdesk.core.crash_groups import Status
from crashdesk.core.crash_reports import ActivityEntry
from crashdesk.core.ids import MINUTE, GroupId, Instant
from crashdesk.core.people import Actor
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.crash_groups.detail.state import Fetching

ENDLESS = "https://example.org/" + "a" * 300
MIRA = Actor("user", "Mira Sandoval", "usr_1")


def activity(number: int, **values: object) -> ActivityEntry:
    ordinary: dict[str, object] = {
        "kind": "status_changed",
        "before": "open",
        "after": "resolved",
        "actor": MIRA,
    }
    at = Instant(NOVEMBER - (number + 1) * MINUTE)
    return ActivityEntry(f"act_{number:04}", GroupId("g1"), at, **{**ordinary, **values})  # type: ignore[arg-type]


async def opened(desk: CrashGroupDesk, width: int = 1280, height: int = 700) -> None:
    """Show the tab at a size and open its first group."""
    desk.tab.widget.resize(width, height)
    desk.tab.widget.show()
    await until(lambda: not desk.jobs.running)
    desk.tab.view.table.go_to(0)
    await until(lambda: not desk.jobs.running and desk.tab.details.state.group is not None)


def said(desk: CrashGroupDesk) -> str:
    empty = desk.tab.detail.sample._empty
    return empty.accessibleName() if empty.isVisible() else ""


def bottom(desk: CrashGroupDesk, name: str) -> QToolButton:
    return next(each for each in desk.tab.detail.header.findChildren(QToolButton) if each.text() == name)


def test_a_sample_that_is_not_here_says_so_offline_and_is_fetched_on_demand(run) -> None:
    async def check() -> None:
        async with crash_group_desk(make_group("g1"), make_report("rep_1", "g1")) as desk:
            await opened(desk)
            await until(lambda: "This sample is not on this computer" in said(desk))
            await desk.put(make_report("rep_1", "g1", content=make_content("It broke")))
            button = desk.tab.detail.sample._empty.findChild(QPushButton)
            assert button is not None
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            await until(lambda: desk.tab.details.state.sample_fetching is Fetching.READY)
            assert said(desk) == ""
            assert "at main" in desk.tab.detail.sample._stack.toPlainText()

    run(check())


def test_a_group_without_samples_says_so(run) -> None:
    async def check() -> None:
        async with crash_group_desk(make_group("g1")) as desk:
            await opened(desk)
            await until(lambda: said(desk).startswith("No sample is kept"))

    run(check())


def test_hostile_text_is_plain_wraps_and_makes_nothing_wider(run) -> None:
    async def check() -> None:
        hostile = [group for group in sample_groups(22) if not group.title.isalnum()]
        assert any("<img" in group.title for group in hostile)
        async with crash_group_desk(*hostile, make_group("endless", title="A" * 16_384)) as desk:
            await opened(desk, 980)
            pane = desk.tab.detail
            for row in range(len(hostile) + 1):
                desk.tab.view.table.go_to(row)
                await until(lambda: not desk.jobs.running)
                assert pane.upper.widget().width() <= pane.width()
                assert pane.minimumSizeHint().width() <= 450
            labels = pane.findChildren(QLabel)
            assert labels and all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
            assert pane.header.findChildren(WrappedText)

    run(check())


@pytest.mark.parametrize("width", [330, 640])
def test_every_button_shows_its_whole_name_at_any_width(run, width: int) -> None:
    async def check() -> None:
        async with crash_group_desk(make_group("g1")) as desk:
            await opened(desk, 640)
            pane = desk.tab.detail
            holder = QWidget()
            pane.setParent(holder)
            pane.setGeometry(0, 0, width, 900)
            pane.show()
            holder.show()
            for name in ("Resolve", "Ignore", "Assign", "Severity", "Note"):
                button = bottom(desk, name)
                assert button.width() >= button.sizeHint().width()
                corner = button.mapTo(pane, QPoint(button.width(), button.height()))
                assert corner.x() <= width and corner.y() < pane.upper.height()
            lines = {bottom(desk, name).y() for name in ("Resolve", "Note")}
            assert len(lines) == (2 if width == 330 else 1)
            fold = pane.sample._fold
            assert fold.width() >= fold.sizeHint().width()
            assert fold.mapTo(pane, QPoint(fold.width(), 0)).x() <= width
            desk.tab.view.splitter.set_detail(pane)
            discard(holder)

    run(check())


def test_in_a_low_window_the_sample_keeps_its_room_and_the_rest_scrolls(run) -> None:
    async def check() -> None:
        group = make_group("g1", title="Fault " * 20, daily=(1,) * 14, daily_until=NOVEMBER)
        async with crash_group_desk(group, make_report("rep_1", "g1", content=make_content("x"))) as desk:
            await opened(desk, 1280, 560)
            pane = desk.tab.detail
            assert desk.tab.widget.height() == 560, "the window is not forced to be higher"
            assert pane.sample._stack.viewport().height() >= 100
            assert pane._parts.height() <= 300, "and no more than that"
            assert pane.upper.verticalScrollBar().maximum() > 0
            desk.tab.widget.resize(1280, 1000)
            await until(lambda: pane.upper.verticalScrollBar().maximum() == 0)
            assert pane._chart.height() > 100

    run(check())


def test_a_long_timeline_comes_in_portions_and_its_times_stay_in_sight(run) -> None:
    async def check() -> None:
        entries = [activity(number) for number in range(298)]
        entries += [activity(298, kind="note", note=ENDLESS, before="", after="")]
        entries += [activity(299, kind="created", before="", after="", actor=Actor("system", ""))]
        async with crash_group_desk(make_group("g1"), *entries) as desk:
            await opened(desk, 980)
            pane, timeline = desk.tab.detail, desk.tab.detail.timeline
            pane.show_timeline()
            await until(lambda: pane._parts.tabText(2) == "Timeline (300)")
            scroll = timeline.findChild(QScrollArea)
            assert scroll is not None
            more = [button for button in scroll.findChildren(QPushButton) if "older" in button.text()]
            assert [button.text() for button in more] == ["Show 200 older entries"]
            more[0].click()
            await until(lambda: any(label.text() == "First report" for label in scroll.findChildren(QLabel)))
            assert timeline.text() == ENDLESS
            await until(lambda: scroll.widget().width() == scroll.viewport().width())
            times = [label for label in scroll.findChildren(QLabel) if label.text().endswith("ago")]
            assert len(times) >= 300
            shown = scroll.viewport().width()
            assert all(
                label.mapTo(scroll.widget(), QPoint(label.width(), 0)).x() <= shown
                and label.width() >= label.sizeHint().width()
                for label in times
            )
            note = scroll.findChild(WrappedText)
            assert note is not None and note.height() > 3 * note.fontMetrics().lineSpacing()

    run(check())


def test_what_others_change_meanwhile_is_told_above_it_until_it_is_dismissed(run) -> None:
    async def check() -> None:
        async with crash_group_desk(make_group("g1")) as desk:
            await opened(desk)
            bar = desk.tab.detail.changed
            assert bar.isHidden()
            await desk.put(make_group("g1", count=9))
            await until(lambda: not desk.jobs.running)
            assert bar.isHidden(), "more reports are no change"
            theirs = Actor("user", "Mira <i>", "usr_mira")
            await desk.put(
                make_group("g1", revision=2, status=Status.RESOLVED),
                activity(0, actor=theirs, after="resolved now"),
            )
            await until(bar.isVisible)
            assert bar.text() == "Changed since you opened it: status by Mira <i>"
            assert bottom(desk, "Reopen").isVisible(), "what is shown is the present state"
            QTest.mouseClick(bar.dismiss_button, Qt.MouseButton.LeftButton)
            await until(bar.isHidden)

    run(check())

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from crashdesk.core.crash_reports import Histogram, VersionMark
from crashdesk.core.ids import DAY, HOUR, LATEST, Instant
from crashdesk.ui.kit.histogram_chart import HistogramChart

START = Instant(1_794_960_000_000)
WEEK = Histogram(START, DAY, (0, 3, 12_000, 1), (VersionMark("2.0<b>\u202e", Instant(START + DAY + HOUR)),))


def make_chart(qtbot) -> tuple[HistogramChart, list[str]]:
    chart, read = HistogramChart(), []
    qtbot.addWidget(chart)
    chart.resize(400, 120)
    chart.show_histogram(WEEK)
    chart.read.connect(read.append)
    chart.show()
    return chart, read


def test_bars_are_read_by_keyboard(qtbot):
    chart, read = make_chart(qtbot)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(chart, key)

    assert [words.split(": ", 1)[1].split("\n")[0] for words in read] == [
        "0 reports",
        "1 report",
        "12\u202f000 reports",
        "3 reports",
        "0 reports",
    ]
    assert chart.accessibleDescription() == read[-1]


def test_bars_are_read_under_the_pointer(qtbot):
    chart, read = make_chart(qtbot)
    QTest.mouseMove(chart, QPoint(250, 60))

    assert read[-1].endswith("12\u202f000 reports")


def test_a_version_stands_where_it_began_and_is_harmless(qtbot):
    chart, _ = make_chart(qtbot)

    assert "2.0" not in chart.reading(0)
    assert "first seen: 2.0<b>" in chart.reading(1)
    assert "\u202e" not in chart.reading(1)


def test_hours_are_read_as_spans(qtbot):
    chart, _ = make_chart(qtbot)
    chart.show_histogram(Histogram(START, HOUR, (1,)))

    assert "–" in chart.reading(0)


def test_a_count_never_stands_in_for_a_year(qtbot):
    chart, _ = make_chart(qtbot)
    chart.show_histogram(Histogram(START, DAY, (2026,)))

    assert chart.reading(0) == "2026-11-18: 2\u202f026 reports"


def test_bars_at_the_end_of_time_can_be_drawn_and_read(qtbot):
    chart, _ = make_chart(qtbot)
    for bucket in (HOUR, 366 * DAY):
        chart.show_histogram(Histogram(LATEST, bucket, (1,) * 400))
        chart.grab()
        assert "9999" in chart.reading(399)


def test_nothing_to_show_is_no_error(qtbot):
    chart, _ = make_chart(qtbot)
    for nothing in (None, Histogram(START, DAY, ()), Histogram(START, DAY, (0, 0))):
        chart.show_histogram(nothing)
        chart.grab()
        QTest.keyClick(chart, Qt.Key.Key_Right)

    assert chart.reading(7) == ""


def test_it_can_be_drawn_in_any_size(qtbot):
    chart, _ = make_chart(qtbot)
    for width, height in ((1, 1), (20, 40), (3000, 200)):
        chart.resize(width, height)
        assert not chart.grab().isNull()

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from tests.support.shell_fakes import MemorySettings

from crashdesk.ui.kit.detail_splitter import SIDE_BY_SIDE, DetailSplitter


def make_splitter(qtbot, settings: MemorySettings, width: int) -> DetailSplitter:
    splitter = DetailSplitter(QLabel("rows"), settings, "tab")
    qtbot.addWidget(splitter)
    splitter.set_detail(QLabel("detail"))
    splitter.show_detail(visible=True)
    splitter.resize(width, 700)
    splitter.show()
    return splitter


def test_it_turns_with_the_width(qtbot):
    splitter = make_splitter(qtbot, MemorySettings(), SIDE_BY_SIDE)
    assert splitter.orientation() == Qt.Orientation.Horizontal
    splitter.resize(SIDE_BY_SIDE - 1, 700)
    assert splitter.orientation() == Qt.Orientation.Vertical


def test_sizes_are_remembered_for_each_direction(qtbot):
    settings = MemorySettings()
    first = make_splitter(qtbot, settings, 1400)
    first.moveSplitter(500, 1)
    beside = first.sizes()
    first.resize(800, 700)
    first.moveSplitter(200, 1)
    below = first.sizes()

    assert make_splitter(qtbot, settings, 1400).sizes() == beside
    assert make_splitter(qtbot, settings, 800).sizes() == below


def test_without_details_there_is_no_place_for_them(qtbot):
    splitter = DetailSplitter(QLabel("rows"), MemorySettings(), "tab")
    qtbot.addWidget(splitter)
    splitter.show_detail(visible=True)

    assert splitter.place.isHidden()


def test_a_layout_that_makes_no_sense_is_forgotten(qtbot):
    settings = MemorySettings()
    settings.layouts["tab.beside"] = "much,more"

    assert all(size > 0 for size in make_splitter(qtbot, settings, 1400).sizes())

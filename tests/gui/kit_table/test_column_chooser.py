from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.support.fake_tables import FakeTables
from tests.support.gui_loop import discard
from tests.support.manual_clock import ManualClock
from tests.support.shell_fakes import MemorySettings

from crashdesk.core.text import Text
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.ui.kit.column import CellKind, Column
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.table_model import PagedTableModel

COLUMNS = tuple(Column(name, Text("T", name.upper()), CellKind.TEXT, str, sort=name) for name in "abc")


def make_chooser() -> tuple[RowTable, TableColumns, ColumnChooser]:
    jobs = RunningJobs(lambda *_: None, lambda _: None)
    model = PagedTableModel(RowSource(FakeTables(), jobs, "rows"), COLUMNS)  # type: ignore[arg-type]
    table = RowTable(model, ManualClock(), Text("T", "Rows"))
    model.setParent(table)
    columns = TableColumns(table, model, MemorySettings(), "table", ())
    return table, columns, ColumnChooser(columns, table)


def places(columns: TableColumns) -> list[tuple[str, bool]]:
    return [(place.id, place.visible) for place in columns.layout.places]


def test_space_hides_and_shows(qapp):
    table, columns, chooser = make_chooser()
    chooser.list.setCurrentRow(1)
    QTest.keyClick(chooser.list, Qt.Key.Key_Space)
    assert places(columns) == [("a", True), ("b", False), ("c", True)]
    assert table.header.isSectionHidden(2)
    QTest.keyClick(chooser.list, Qt.Key.Key_Space)
    assert not table.header.isSectionHidden(2)
    discard(table)


def test_alt_and_an_arrow_move(qapp):
    table, columns, chooser = make_chooser()
    chooser.list.setCurrentRow(0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(chooser.list, key, Qt.KeyboardModifier.AltModifier)
    assert [name for name, _ in places(columns)] == ["b", "a", "c"]
    assert table.header.visualIndex(1) == 2
    assert chooser.list.currentRow() == 1
    discard(table)


def test_the_last_one_stays_checked(qapp):
    table, columns, chooser = make_chooser()
    for row in range(3):
        chooser.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert places(columns) == [("a", False), ("b", False), ("c", True)]
    assert chooser.list.item(2).checkState() == Qt.CheckState.Checked
    discard(table)


def test_reset_returns_to_the_beginning(qapp):
    table, columns, chooser = make_chooser()
    chooser.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    chooser._on_reset()
    assert places(columns) == [("a", True), ("b", True), ("c", True)]
    assert chooser.list.item(0).checkState() == Qt.CheckState.Checked
    discard(table)

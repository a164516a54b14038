"""The table over the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from tests.support.gui_loop import discard, until
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.shell_fakes import MemorySettings
from tests.support.store_builders import change_page, make_group, opened_store

from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.outbox import ObjectType
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.core.text import Text
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.store.store import Store
from crashdesk.ui.kit.column import CellKind, Column
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.row_table import ROW_HEIGHT, RowTable
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.table_model import PagedTableModel

COLUMNS = (
    Column(
        "title",
        Text("T", "Title"),
        CellKind.TEXT,
        lambda group: group.title,
        sort="title",
        width=200,
        spoken=lambda group: Text("T", "{title}")(title=group.title),
    ),
    Column("count", Text("T", "Count"), CellKind.NUMBER, lambda group: group.count, sort="count", falls=True),
    Column("daily", Text("T", "Days"), CellKind.SPARKLINE, lambda group: group.daily),
)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
NEWEST_FIRST = (SortKey("last_seen", descending=True),)
ALL = TableQuery(ObjectType.CRASH_GROUP, sort=NEWEST_FIRST)


def groups(count: int) -> Iterator[CrashGroup]:
    """Yield groups g0, g1 … in the order in which they stand, newest first."""
    for number in range(count):
        yield make_group(f"g{number}", title=f"Fault {number}", count=number, last_seen=NOVEMBER - number)


class Desk:
    def __init__(self, store: Store, settings: MemorySettings) -> None:
        self.store = store
        self.bugs: list[object] = []
        self.jobs = RunningJobs(lambda *failure: self.bugs.append(failure), self.bugs.append)
        self.source = RowSource(store.tables, self.jobs, "rows", pause_s=0)
        self.model = PagedTableModel(self.source, COLUMNS)
        self.table = RowTable(self.model, ManualClock(), Text("T", "Groups"))
        self.model.setParent(self.table)
        self.columns = TableColumns(self.table, self.model, settings, "table", NEWEST_FIRST)
        self.currents: list[str] = []
        self.table.current_changed.connect(self.currents.append)
        self.table.resize(500, 28 + 10 * ROW_HEIGHT)
        self.table.show()

    async def settle(self) -> None:
        await until(lambda: not self.jobs.running)
        self.table.viewport().repaint()
        await until(lambda: not self.jobs.running)

    async def show(self, query: TableQuery = ALL) -> None:
        self.source.show(query)
        await self.settle()

    async def put(self, *changed: CrashGroup) -> None:
        """Let the server send these, and wait until the table has taken note."""
        swaps: list[object] = []
        self.model.swapped.connect(swaps.append)
        await self.store.mirror.apply(change_page(*changed))
        await until(lambda: swaps)
        await self.settle()

    @property
    def first_row(self) -> int:
        return self.table.verticalScrollBar().value() // ROW_HEIGHT

    def title(self, row: int) -> str:
        return self.model.data(self.model.index(row, 1)) or ""


@asynccontextmanager
async def a_table(count: int = 1000, settings: MemorySettings | None = None) -> AsyncIterator[Desk]:
    async with opened_store(None) as store:
        await store.mirror.apply(change_page(*groups(count)))
        desk = Desk(store, settings or MemorySettings())
        try:
            await desk.show()
            yield desk
        finally:
            await desk.source.close()
            await desk.jobs.close_all()
            discard(desk.table)
        assert not desk.bugs


def test_all_rows_are_there_and_the_first_one_is_current(run):
    async def check() -> None:
        async with a_table() as desk:
            assert desk.model.rowCount() == 1000
            assert desk.table.current_id == "g0"
            assert desk.title(0) == "Fault 0"

    run(check())


def test_keys_move_from_the_first_row_to_the_last(run):
    async def check() -> None:
        async with a_table() as desk:
            QTest.keyClick(desk.table, Qt.Key.Key_Down)
            assert desk.table.current_id == "g1"
            desk.table.step(2)
            assert desk.table.current_id == "g3"
            QTest.keyClick(desk.table, Qt.Key.Key_End)
            assert desk.table.current_row == 999
            assert desk.table.current_id == ""
            await desk.settle()
            assert desk.table.current_id == "g999"
            QTest.keyClick(desk.table, Qt.Key.Key_Home)
            assert desk.table.current_id == "g0"
            QTest.keyClick(desk.table, Qt.Key.Key_PageDown)
            assert desk.table.current_row > 5
            desk.table.step(-10_000)
            assert desk.table.current_row == 0

    run(check())


def test_a_row_that_is_not_there_yet_is_a_quiet_placeholder(run):
    async def check() -> None:
        async with a_table() as desk:
            assert desk.title(700) == "Loading"
            desk.table.verticalScrollBar().setValue(700 * ROW_HEIGHT)
            desk.table.viewport().repaint()
            await desk.settle()
            assert desk.title(700) == "Fault 700"

    run(check())


def test_new_rows_above_do_not_move_what_one_looks_at(run):
    async def check() -> None:
        async with a_table() as desk:
            desk.table.go_to(500)
            desk.table.verticalScrollBar().setValue(496 * ROW_HEIGHT + 5)
            await desk.settle()
            top, before = desk.first_row, desk.title(desk.first_row)
            new = [make_group(f"new{n}", title=f"New {n}", last_seen=NOVEMBER + 1 + n) for n in range(7)]
            await desk.put(*new)

            assert desk.table.current_id == "g500"
            assert desk.table.current_row == 507
            assert desk.first_row == top + 7
            assert desk.title(desk.first_row) == before
            assert desk.table.verticalScrollBar().value() == 503 * ROW_HEIGHT + 5
            assert desk.currents.count("g500") == 1

    run(check())


def test_what_one_has_scrolled_to_stays_also_away_from_the_current_row(run):
    async def check() -> None:
        async with a_table() as desk:
            desk.table.verticalScrollBar().setValue(600 * ROW_HEIGHT)
            await desk.settle()
            await desk.put(make_group("new", last_seen=NOVEMBER + 1))

            assert desk.first_row == 601
            assert desk.title(601) == "Fault 600"
            assert (desk.table.current_row, desk.table.current_id) == (1, "g0")

    run(check())


def test_a_row_that_goes_off_the_screen_moves_nothing(run):
    async def check() -> None:
        async with a_table() as desk:
            desk.table.go_to(3)
            desk.table.verticalScrollBar().setValue(600 * ROW_HEIGHT)
            await desk.settle()
            await desk.put(make_group("g3", title="Later", last_seen=NOVEMBER - 5_000, revision=2))

            assert desk.title(desk.first_row) == "Fault 600"
            assert desk.table.current_row == 999

    run(check())


def test_when_the_current_row_goes_the_next_one_takes_its_place(run):
    async def check() -> None:
        async with a_table(30) as desk:
            desk.table.go_to(4)
            page = change_page(gone=[(ObjectType.CRASH_GROUP, "g4")])
            await desk.store.mirror.apply(page)
            await until(lambda: desk.model.rowCount() == 29)

            assert (desk.table.current_row, desk.table.current_id) == (4, "g5")
            assert desk.currents[-1] == "g5"

    run(check())


def test_when_everything_goes_nothing_is_current(run):
    async def check() -> None:
        async with a_table(2) as desk:
            gone = [(ObjectType.CRASH_GROUP, "g0"), (ObjectType.CRASH_GROUP, "g1")]
            await desk.store.mirror.apply(change_page(gone=gone))
            await until(lambda: desk.model.rowCount() == 0)

            assert (desk.table.current_row, desk.table.current_id) == (-1, "")

    run(check())


def test_another_order_keeps_the_current_object(run):
    async def check() -> None:
        async with a_table() as desk:
            desk.table.go_to(3)
            await desk.show(TableQuery(ObjectType.CRASH_GROUP, sort=(SortKey("count", descending=True),)))

            assert desk.table.current_id == "g3"
            assert desk.table.current_row == 996

    run(check())


def test_ticks_are_kept_by_object_and_not_by_row(run):
    async def check() -> None:
        async with a_table() as desk:
            desk.table.go_to(1)
            desk.table.tick_current()
            desk.table.go_to(3)
            desk.table.tick_to_current()
            await desk.settle()
            assert desk.model.ticked == {"g1", "g2", "g3"}
            await desk.put(make_group("new", last_seen=NOVEMBER + 9))
            assert desk.model.ticked == {"g1", "g2", "g3"}
            assert desk.model.data(desk.model.index(2, 0)) == "Ticked"
            assert desk.table.current_id == "g3"
            QTest.keyClick(desk.table, Qt.Key.Key_Space)
            assert desk.model.ticked == {"g1", "g2"}
            QTest.keyClick(desk.table, Qt.Key.Key_Escape)
            assert not desk.model.ticked
            QTest.keyClick(desk.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            await desk.settle()
            assert len(desk.model.ticked) == 1001

    run(check())


def test_the_mouse_ticks_by_box_by_control_and_in_a_range_by_shift(run):
    async def check() -> None:
        async with a_table(20) as desk:
            viewport = desk.table.viewport()

            def click(
                row: int, x: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
            ) -> None:
                at = QPoint(x, row * ROW_HEIGHT + 9)
                QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, modifier, at)

            click(2, 10)
            assert (desk.model.ticked, desk.table.current_id) == ({"g2"}, "g0")
            click(5, 100)
            assert (desk.model.ticked, desk.table.current_id) == ({"g2"}, "g5")
            click(4, 100, Qt.KeyboardModifier.ControlModifier)
            assert desk.model.ticked == {"g2", "g4"}
            click(6, 100, Qt.KeyboardModifier.ShiftModifier)
            await desk.settle()
            assert desk.model.ticked == {"g2", "g4", "g5", "g6"}

    run(check())


def test_enter_and_a_double_click_open(run):
    async def check() -> None:
        async with a_table(5) as desk:
            opened: list[bool] = []
            desk.table.opened.connect(lambda: opened.append(True))
            QTest.keyClick(desk.table, Qt.Key.Key_Return)
            for x in (100, 5):
                at = QPoint(x, ROW_HEIGHT + 5)
                QTest.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
                QTest.mouseDClick(desk.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
            assert len(opened) == 2

    run(check())


def test_letters_do_not_search_through_the_rows(run):
    async def check() -> None:
        async with a_table(5) as desk:
            QTest.keyClicks(desk.table, "Fault 3")
            assert desk.table.current_row == 0

    run(check())


def test_a_change_of_one_object_shows_in_its_row(run):
    async def check() -> None:
        async with a_table(5) as desk:
            changed = msgspec.structs.replace(next(groups(1)), title="Renamed", revision=2)
            await desk.put(changed)
            assert desk.title(0) == "Renamed"

    run(check())


def test_a_click_on_a_title_sorts_and_shift_adds_a_key(run):
    async def check() -> None:
        async with a_table(5) as desk:
            header = desk.table.header

            def click(section: int, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
                at = QPoint(header.sectionViewportPosition(section) + 30, 10)
                QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, at)

            click(1)
            assert desk.columns.sort == (SortKey("title"),)
            click(2, Qt.KeyboardModifier.ShiftModifier)
            assert desk.columns.sort == (SortKey("title"), SortKey("count", descending=True))
            click(3)
            assert desk.columns.sort[0] == SortKey("title")

    run(check())


def test_columns_are_remembered(run):
    async def check() -> None:
        settings = MemorySettings()
        async with a_table(5, settings) as desk:
            desk.table.header.resizeSection(1, 333)
            desk.table.header.moveSection(desk.table.header.visualIndex(2), 1)
            desk.columns.show_column("daily", visible=False)
        async with a_table(5, settings) as desk:
            places = desk.columns.layout.places
            assert [(place.id, place.visible) for place in places] == [
                ("count", True),
                ("title", True),
                ("daily", False),
            ]
            assert desk.table.header.sectionSize(1) == 333
            assert desk.table.header.visualIndex(2) == 1
            assert desk.table.header.isSectionHidden(3)
            desk.columns.reset()
            assert [place.id for place in desk.columns.layout.places] == ["title", "count", "daily"]
            assert not desk.table.header.isSectionHidden(3)

    run(check())


def test_the_last_column_cannot_be_hidden(run):
    async def check() -> None:
        async with a_table(1) as desk:
            for name in ("title", "count", "daily"):
                desk.columns.show_column(name, visible=False)
            assert [place.visible for place in desk.columns.layout.places] == [False, False, True]

    run(check())


def test_a_row_is_heard_as_a_sentence(run):
    async def check() -> None:
        async with a_table(5) as desk:
            desk.table.tick_current()
            index = desk.model.index(0, 1)
            assert desk.model.data(index, Qt.ItemDataRole.AccessibleTextRole.value) == "Fault 0, Ticked"
            assert desk.model.data(index, Qt.ItemDataRole.ToolTipRole.value) is None
            heard = QAccessible.queryAccessibleInterface(desk.table)
            assert heard.text(QAccessible.Text.Name) == "Groups"

    run(check())


def test_hostile_text_is_painted_and_read_out_harmlessly(run):
    async def check() -> None:
        async with a_table(0) as desk:
            hostile = "\u202e\x00<b>x</b>" + "Z" + "\u0301" * 4_000 + "A" * 16_384
            await desk.put(make_group("evil", title=hostile))
            shown = desk.title(0)
            assert "\u202e" not in shown
            assert "\x00" not in shown
            assert len(shown) < 6_000
            desk.table.grab()

    run(check())

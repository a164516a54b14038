import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from tests.support.fake_tables import FakeTables

from crashdesk.core.outbox import ObjectType
from crashdesk.core.tables import PAGE_ROWS, CountKind, RowCount, SortKey, TableQuery
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.ui.kit.row_source import RowSource, RowWindow, Swap

ALL = TableQuery(ObjectType.CRASH_GROUP)
SORTED = TableQuery(ObjectType.CRASH_GROUP, sort=(SortKey("title"),))


@dataclass(frozen=True)
class Row:
    id: str
    text: str = ""


def rows(count: int, first: int = 0) -> tuple[Row, ...]:
    return tuple(Row(f"r{n}") for n in range(first, first + count))


class Listener:
    def __init__(self) -> None:
        self.swaps: list[Swap] = []
        self.arrivals: list[tuple[int, int]] = []
        self.counts: list[tuple[RowCount, int | None]] = []

    def rows_replaced(self, swap: Swap) -> None:
        self.swaps.append(swap)

    def rows_arrived(self, first: int, last: int) -> None:
        self.arrivals.append((first, last))

    def rows_counted(self, old: int, count: RowCount, current: int | None) -> None:
        self.counts.append((count, current))


@asynccontextmanager
async def a_source(tables: FakeTables) -> AsyncIterator[tuple[RowSource, Listener]]:
    failures: list[object] = []
    jobs = RunningJobs(lambda *failure: failures.append(failure), failures.append)
    source, listener = RowSource(tables, jobs, "test", pause_s=0), Listener()  # type: ignore[arg-type]
    source.listen(listener)
    yield source, listener
    await source.close()
    await jobs.close_all()
    assert not failures


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_the_first_page_is_there_before_the_order_is_known():
    tables = FakeTables(*rows(500))
    tables.order_known.clear()
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.swaps)

        assert source.row(0) == Row("r0")
        assert source.count == RowCount(PAGE_ROWS, CountKind.COUNTING)

        tables.order_known.set()
        await until(lambda: listener.counts)
        assert source.count == RowCount(500)


@pytest.mark.asyncio
async def test_a_row_that_is_not_there_is_fetched():
    tables = FakeTables(*rows(500))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)

        assert source.row(450) is None
        await until(lambda: listener.arrivals)

        assert listener.arrivals == [(400, 499)]
        assert source.row(450) == Row("r450")


@pytest.mark.asyncio
async def test_another_query_replaces_the_rows_and_closes_the_view_before():
    tables = FakeTables(*rows(3))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        source.show(SORTED)
        await until(lambda: len(listener.swaps) == 2)

        assert listener.swaps[1].fresh
        assert tables.queries == [ALL, SORTED]
        await until(lambda: tables.views[0].is_closed)
    assert all(view.is_closed for view in tables.views)


@pytest.mark.asyncio
async def test_another_order_finds_the_current_row_again_on_the_first_page():
    tables = FakeTables(*rows(3))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        source.look_at(RowWindow(0, 2, "r2"))
        tables.rows = tuple(reversed(tables.rows))
        source.show(SORTED)
        await until(lambda: len(listener.swaps) == 2)

        assert listener.swaps[1].current == 0


@pytest.mark.asyncio
async def test_another_order_finds_the_current_row_again_further_down():
    tables = FakeTables(*rows(900))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        source.look_at(RowWindow(0, 20, "r1"))
        tables.rows = tuple(reversed(tables.rows))
        source.show(SORTED)
        await until(lambda: len(listener.counts) == 2)

        assert listener.swaps[1].current is None
        assert listener.counts[1] == (RowCount(900), 898)


@pytest.mark.asyncio
async def test_a_change_of_the_store_prepares_the_rows_on_the_screen_before_it_shows():
    tables = FakeTables(*rows(1000))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        source.row(500)
        await until(lambda: listener.arrivals)
        source.look_at(RowWindow(500, 520, "r505"))
        tables.put(*rows(5, first=2000), *rows(1000))
        await until(lambda: len(listener.swaps) == 2)

        swap = listener.swaps[1]
        assert (swap.fresh, swap.old, swap.new) == (False, 1000, 1005)
        assert (swap.current, swap.anchor) == (510, 505)
        assert source.peek(505) == Row("r500")


@pytest.mark.asyncio
async def test_a_row_that_is_gone_is_said_to_be():
    tables = FakeTables(*rows(10))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        source.look_at(RowWindow(0, 9, "r3"))
        tables.put(*(row for row in rows(10) if row.id != "r3"))
        await until(lambda: len(listener.swaps) == 2)

        assert listener.swaps[1].current is None
        assert listener.swaps[1].new == 9


@pytest.mark.asyncio
async def test_few_changed_objects_show_at_their_places_before_the_order_is_worked_out():
    tables = FakeTables(*rows(3))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        tables.order_known.clear()
        changed = Row("r1", "changed")
        tables.put(Row("r0"), changed, Row("r2"), changed=frozenset({"r1"}))
        await until(lambda: listener.arrivals)

        assert source.peek(1) == changed
        assert len(listener.swaps) == 1
        tables.order_known.set()
        await until(lambda: len(listener.swaps) == 2)


@pytest.mark.asyncio
async def test_many_changes_are_bundled_into_few_refreshes():
    tables = FakeTables(*rows(3))
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        for number in range(50):
            tables.put(*rows(4 + number))
        await until(lambda: listener.swaps[-1].new == 53)
        for _ in range(100):
            await asyncio.sleep(0)

        assert len(tables.queries) <= 4


@pytest.mark.asyncio
async def test_changes_of_other_types_do_not_matter():
    tables = FakeTables(*rows(3))
    async with a_source(tables) as (source, listener):
        source.show(TableQuery(ObjectType.PERSON))
        await until(lambda: listener.counts)
        tables.put(*rows(9))
        for _ in range(20):
            await asyncio.sleep(0)

        assert len(tables.queries) == 1


@pytest.mark.asyncio
async def test_ids_of_a_range():
    tables = FakeTables(*rows(10))
    found: list[tuple[str, ...]] = []
    async with a_source(tables) as (source, listener):
        source.show(ALL)
        await until(lambda: listener.counts)
        source.with_ids(2, 4, found.append)
        await until(lambda: found)

    assert found == [("r2", "r3", "r4")]

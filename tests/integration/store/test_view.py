"""A view has its first page at once and any row soon, over many rows, and can be left at any time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import change_page, group_query, make_group, opened_store

from crashdesk.core.crash_groups import CrashGroup, Status
from crashdesk.core.ids import Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.ast import Comparison, FreeText, Node, Term, TextValue
from crashdesk.core.tables import PAGE_ROWS, CountKind, RowCount, SortKey
from crashdesk.store.store import Store
from crashdesk.store.worker import WorkerClosed

ROWS = 2 * PAGE_ROWS + 50
LATEST_FIRST = SortKey("last_seen", descending=True)


def name(number: int) -> str:
    return f"grp_{number:05d}"


@pytest_asyncio.fixture(params=["file", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db" if request.param == "file" else None) as opened:
        groups = [
            make_group(
                name(number),
                last_seen=Instant(NOVEMBER + number),
                status=Status.OPEN if number % 2 else Status.IGNORED,
            )
            for number in range(ROWS)
        ]
        await opened.mirror.apply(change_page(*groups))
        yield opened


@pytest.mark.asyncio
async def test_pages_ranks_and_ids_agree(store: Store) -> None:
    view = await store.tables.open_view(group_query(LATEST_FIRST))
    await view.ready()
    assert view.count == RowCount(ROWS)
    pages = [await view.page(index) for index in range(4)]
    assert [len(page) for page in pages] == [PAGE_ROWS, PAGE_ROWS, 50, 0]
    expected = [name(number) for number in reversed(range(ROWS))]
    assert [row.id for page in pages for row in page] == expected
    assert await view.ids(190, 210) == tuple(expected[190:211])
    assert await view.row_of(expected[321]) == 321
    assert await view.row_of("grp_none") is None
    await view.close()


@pytest.mark.asyncio
async def test_the_first_page_needs_no_order(store: Store) -> None:
    view = await store.tables.open_view(group_query(LATEST_FIRST))
    assert view.count == RowCount(0, CountKind.COUNTING)
    assert [row.id for row in await view.page(0)] == [name(ROWS - 1 - row) for row in range(PAGE_ROWS)]
    later = await view.page(1)
    assert later[0].id == name(ROWS - 1 - PAGE_ROWS)
    await view.close()


@pytest.mark.asyncio
async def test_rows_show_what_is_in_the_store_now_in_the_order_of_then(store: Store) -> None:
    view = await store.tables.open_view(group_query(LATEST_FIRST))
    await view.ready()
    changed = make_group(name(0), last_seen=Instant(NOVEMBER + ROWS), title="changed")
    await store.mirror.apply(change_page(changed))
    page = await view.page(2)
    assert page[-1] == changed
    await view.close()
    view = await store.tables.open_view(group_query(LATEST_FIRST))
    assert (await view.page(0))[0] == changed
    await view.close()


@pytest.mark.asyncio
async def test_a_deleted_row_is_missing_and_no_other_takes_its_place(store: Store) -> None:
    view = await store.tables.open_view(group_query(SortKey("last_seen")))
    await view.ready()
    await store.mirror.remove(ObjectType.CRASH_GROUP, name(ROWS - 1))
    await store.mirror.apply(change_page(make_group("grp_new")))
    assert [row.id for row in await view.page(2)] == [name(number) for number in range(400, ROWS - 1)]
    await view.close()


@pytest.mark.asyncio
async def test_an_unknown_field_or_column_is_told_at_once(store: Store) -> None:
    with pytest.raises(KeyError):
        await store.tables.open_view(group_query(SortKey("nothing")))
    with pytest.raises(KeyError):
        await store.tables.open_view(group_query(where=Term("nothing", Comparison.EQ, TextValue("x"))))


@pytest.mark.asyncio
async def test_views_can_be_closed_while_they_work(store: Store) -> None:
    for _ in range(20):
        view = await store.tables.open_view(group_query(SortKey("title"), where=FreeText(TextValue("grp"))))
        page = asyncio.create_task(view.page(1))
        await asyncio.sleep(0)
        await view.close()
        with pytest.raises(asyncio.CancelledError):
            await page
    view = await store.tables.open_view(group_query(LATEST_FIRST))
    await view.ready()
    assert view.count == RowCount(ROWS)
    await view.close()


@pytest.mark.asyncio
async def test_closing_the_store_ends_views(tmp_path: Path) -> None:
    async with opened_store(tmp_path / "other.db") as store:
        await store.mirror.apply(change_page(make_group()))
        view = await store.tables.open_view(group_query())
        await view.ready()
    with pytest.raises(WorkerClosed):
        await view.page(0)
    await view.close()


async def found(store: Store, where: Node) -> list[CrashGroup]:
    view = await store.tables.open_view(group_query(LATEST_FIRST, where=where))
    await view.ready()
    rows = [row for row in await view.page(0) if isinstance(row, CrashGroup)]
    assert view.count.value == len(await view.ids(0, ROWS))
    await view.close()
    return rows


TITLES = {
    "umlaut": "Die ÜBERSICHT der Straße fehlt",
    "chinese": "数据库连接失败\uff1a无法打开",
    "symbols": '50%_off "quoted" it\'s; DROP TABLE -- [x]* ?',
    "accent": "Café déjà vu",
    "nul": "before\x00after",
}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("needle", "name"),
    [
        ("übersicht", "umlaut"),
        ("STRASSE", "umlaut"),
        ("straße", "umlaut"),
        ("ß", "umlaut"),
        ("连接失败", "chinese"),
        ("打开", "chinese"),
        ("打", "chinese"),
        ("\uff1a无法", "chinese"),
        ("50%_", "symbols"),
        ("%_o", "symbols"),
        ('"quoted"', "symbols"),
        ("it's; drop", "symbols"),
        ("[x]*", "symbols"),
        ("cafe\u0301", "accent"),
        ("DÉJÀ", "accent"),
        ("e\x00a", "nul"),
    ],
)
async def test_text_is_found_in_any_script(store: Store, needle: str, name: str) -> None:
    groups = [make_group(f"grp_{key}", title=title) for key, title in TITLES.items()]
    await store.mirror.apply(change_page(*groups))
    rows = await found(store, FreeText(TextValue(needle)))
    assert [row.id for row in rows] == [f"grp_{name}"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "needle",
    ["50x_off", "_bersicht", "die%fehlt", "caffe", "xyz_absent", "übersichten", "%%%%", "数据库断开"],
)
async def test_what_is_not_there_is_not_found(store: Store, needle: str) -> None:
    await store.mirror.apply(change_page(*(make_group(key, title=title) for key, title in TITLES.items())))
    assert await found(store, FreeText(TextValue(needle))) == []


@pytest.mark.asyncio
async def test_a_star_stands_for_any_text(store: Store) -> None:
    await store.mirror.apply(change_page(make_group("grp_star", title="cannot open the door")))
    for pattern in ("cannot*door", "not*the"):
        rows = await found(store, FreeText(TextValue(pattern, has_wildcard=True)))
        assert [row.id for row in rows] == ["grp_star"]
    assert await found(store, FreeText(TextValue("door*cannot", has_wildcard=True))) == []
    assert await found(store, FreeText(TextValue("cannot*door"))) == []


@pytest.mark.asyncio
async def test_search_follows_changes_of_text(store: Store) -> None:
    await store.mirror.apply(change_page(make_group("grp_x", title="first wording")))
    await store.mirror.apply(change_page(make_group("grp_x", title="second wording")))
    assert await found(store, FreeText(TextValue("first wording"))) == []
    assert [row.id for row in await found(store, FreeText(TextValue("second wording")))] == ["grp_x"]
    await store.mirror.remove(ObjectType.CRASH_GROUP, "grp_x")
    assert await found(store, FreeText(TextValue("second wording"))) == []


@pytest.mark.asyncio
async def test_a_huge_needle_is_harmless(store: Store) -> None:
    long = "ab%c_*[" * 20_000
    assert await found(store, FreeText(TextValue(long))) == []
    assert await found(store, FreeText(TextValue(long, has_wildcard=True))) == []
    await store.mirror.apply(change_page(make_group("grp_long", title=long)))
    assert [row.id for row in await found(store, FreeText(TextValue(long)))] == ["grp_long"]


@pytest.mark.asyncio
async def test_values_complete_what_is_typed_as_it_was_written(store: Store) -> None:
    labels = ["Émile", "Émile", "emil", "other", ""]
    await store.mirror.apply(
        change_page(*(make_group(f"grp_l{n}", label=label) for n, label in enumerate(labels)))
    )
    values_of = store.tables.values_of
    assert await values_of(ObjectType.CRASH_GROUP, "label", "ÉM", 10) == ("Émile",)
    assert await values_of(ObjectType.CRASH_GROUP, "label", "", 10) == ("Émile", "emil", "other")
    assert await values_of(ObjectType.CRASH_GROUP, "label", "", 1) == ("Émile",)
    assert await values_of(ObjectType.CRASH_GROUP, "count", "", 10) == ()


@pytest.mark.asyncio
async def test_scrolling_jumps_anywhere_in_many_rows(tmp_path: Path) -> None:
    rows, step = 20_000, 7_919  # a prime: the order of counts is unlike that of ids
    count_of = {name(number): number * step % rows for number in range(rows)}
    async with opened_store(tmp_path / "many.db") as store:
        for first in range(0, rows, 2_000):
            ids = (name(number) for number in range(first, first + 2_000))
            await store.mirror.apply(change_page(*(make_group(key, count=count_of[key]) for key in ids)))
        view = await store.tables.open_view(group_query(SortKey("count", descending=True)))
        await view.ready()
        assert view.count == RowCount(rows)
        expected = sorted(count_of, key=lambda key: -count_of[key])
        for index in (99, 0, 57, 3, 98):
            page = [row.id for row in await view.page(index)]
            assert page == expected[index * PAGE_ROWS : (index + 1) * PAGE_ROWS]
        assert await view.row_of(expected[12_345]) == 12_345
        await view.close()

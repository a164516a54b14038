from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert, select
from tests.support.reference_server import SetClock

from crashdesk_server.storage.database import Database
from crashdesk_server.storage.schema import projects
from crashdesk_server.web import paging
from crashdesk_server.web.paging import PageQuery, PageSpec, fetch_page
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.page import Count, Page

SPEC = PageSpec({"name": projects.c.name, "id": projects.c.id}, "name", projects.c.id)


class Project(msgspec.Struct):
    id: str
    name: str


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(Path(tmp_path_factory.mktemp("paging")), SetClock())
    rows = [{"id": f"prj_{number:03}", "name": f"name {number % 7}"} for number in range(249)]
    database.write_now(lambda tx: tx.execute(insert(projects), rows))
    yield database
    database.close()


def page(database: Database, query: PageQuery) -> Page[msgspec.Raw]:
    return database.read_now(
        lambda snapshot: fetch_page(
            snapshot, select(projects), query, SPEC, lambda rows: [Project(row.id, row.name) for row in rows]
        )
    )


def walk(database: Database, sort: str | None, limit: int) -> list[Project]:
    found: list[Project] = []
    cursor = None
    while True:
        got = page(database, PageQuery(cursor, limit, sort))
        found += [msgspec.json.decode(item, type=Project) for item in got.items]
        assert got.count == Count(250, "exact")
        if (cursor := got.next_cursor) is None:
            return found


@pytest.mark.parametrize("limit", [1, 7, 100, 250, 1000])
@pytest.mark.parametrize("sort", [None, "name", "-name", "id", "-id"])
def test_pages_together_are_the_whole_list_in_order(database: Database, sort: str | None, limit: int) -> None:
    found = walk(database, sort, limit)

    field = (sort or "name").removeprefix("-")
    keys = [(getattr(project, field), project.id) for project in found]
    assert keys == sorted(keys, reverse=(sort or "").startswith("-"))
    assert len({project.id for project in found}) == 250


@pytest.mark.parametrize(
    "query",
    [PageQuery(sort="secret"), PageQuery(cursor="x"), PageQuery(cursor="W10"), PageQuery(sort="--id")],
)
def test_unknown_sorts_and_cursors_are_refused(database: Database, query: PageQuery) -> None:
    with pytest.raises(ProblemError, match="invalid-input"):
        page(database, query)


def test_a_cursor_belongs_to_its_sort(database: Database) -> None:
    cursor = page(database, PageQuery(limit=1, sort="id")).next_cursor

    with pytest.raises(ProblemError, match="invalid-input"):
        page(database, PageQuery(cursor, 1, "-id"))


def test_a_page_that_would_be_too_large_is_cut(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_BYTES", 400)

    assert len(page(database, PageQuery(limit=100)).items) < 20
    assert len(walk(database, None, 100)) == 250


def test_counting_stops_at_the_cap(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNT_CAP", 100)

    assert page(database, PageQuery()).count == Count(100, "capped")

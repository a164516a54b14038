"""A store opens with its key and is set aside, never deleted, when it cannot be opened."""

from __future__ import annotations

import asyncio
import stat
import threading
from pathlib import Path

import pytest
from tests.support.manual_clock import ManualClock
from tests.support.store_builders import KEY, change_page, group_query, make_group, opened_store

from crashdesk.core.errors import StoreDamaged, StoreKeyLost, StoreNewer, StoreTrouble
from crashdesk.core.outbox import ObjectType
from crashdesk.core.secret import Secret
from crashdesk.store.driver import Connection, connect
from crashdesk.store.migrate import migrate
from crashdesk.store.migrations.catalogue import MIGRATIONS
from crashdesk.store.migrations.migration import Migration
from crashdesk.store.store import new_store_key, open_store

GROUP = ObjectType.CRASH_GROUP
OTHER_KEY = Secret("a5" * 32)


async def fill(path: Path, count: int = 1) -> None:
    async with opened_store(path) as store:
        await store.mirror.apply(
            change_page(*(make_group(f"grp_{number}") for number in range(1, count + 1)))
        )


@pytest.mark.asyncio
@pytest.mark.parametrize("in_memory", [True, False])
async def test_what_was_written_is_read(tmp_path: Path, in_memory: bool) -> None:
    async with opened_store(None if in_memory else tmp_path / "new" / "store.db") as store:
        await store.mirror.apply(change_page(make_group()))
        assert await store.tables.get(GROUP, "grp_1") == make_group()
        view = await store.tables.open_view(group_query())
        assert await view.page(0) == (make_group(),)
        await view.close()


@pytest.mark.asyncio
async def test_a_store_opens_again_with_its_key(tmp_path: Path) -> None:
    await fill(tmp_path / "store.db")
    async with opened_store(tmp_path / "store.db") as store:
        assert await store.tables.get(GROUP, "grp_1") == make_group()
        assert await store.mirror.token() == "t1"


@pytest.mark.asyncio
async def test_nobody_else_on_the_computer_can_read_a_store(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    async with opened_store(tmp_path / "open" / "store.db") as store:
        await store.mirror.apply(change_page(make_group()))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "open").iterdir()}
    assert modes == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}


@pytest.mark.asyncio
async def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreTrouble):
        await open_store(tmp_path / "file" / "store.db", KEY, ManualClock())


@pytest.mark.asyncio
async def test_closing_ends_all_threads(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    async with opened_store(tmp_path / "store.db"):
        names = {thread.name for thread in set(threading.enumerate()) - before}
        assert names == {"store-writer", "store-quick-reader", "store-ordering-reader"}
    assert set(threading.enumerate()) == before


@pytest.mark.asyncio
async def test_a_failed_opening_leaves_no_thread(tmp_path: Path) -> None:
    await fill(tmp_path / "store.db")
    before = set(threading.enumerate())
    with pytest.raises(StoreKeyLost):
        await open_store(tmp_path / "store.db", OTHER_KEY, ManualClock())
    assert set(threading.enumerate()) == before


@pytest.mark.asyncio
async def test_with_another_key_the_store_is_set_aside_whole(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    content = path.read_bytes()
    with pytest.raises(StoreKeyLost) as lost:
        await open_store(path, OTHER_KEY, ManualClock())
    aside = Path(lost.value.set_aside)
    assert "2026-11-18" in aside.name
    assert aside.name in str(lost.value)
    assert aside.read_bytes() == content
    assert not path.exists()
    store = await open_store(path, OTHER_KEY, ManualClock())
    assert await store.tables.get(GROUP, "grp_1") is None
    await store.close()
    async with opened_store(aside) as found:
        assert await found.tables.get(GROUP, "grp_1") == make_group()


@pytest.mark.asyncio
async def test_two_stores_set_aside_in_one_second_get_two_names(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    for key in (OTHER_KEY, KEY):
        with pytest.raises(StoreKeyLost):
            await open_store(path, key, ManualClock())
        await (await open_store(path, key, ManualClock())).close()
    assert len(list(tmp_path.glob("*set-aside*"))) == 2


@pytest.mark.asyncio
async def test_a_cut_file_is_set_aside_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"this is no database" * 300)
    with pytest.raises(StoreDamaged) as damaged:
        await open_store(path, KEY, ManualClock())
    assert Path(damaged.value.set_aside).read_bytes().startswith(b"this is no")


@pytest.mark.asyncio
async def test_damage_found_in_use_sets_the_store_aside_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path, 400)
    with path.open("r+b") as file:
        for page in range(120, path.stat().st_size // 4096):
            file.seek(page * 4096 + 100)
            file.write(b"\0" * 64)
    async with opened_store(path) as store:
        with pytest.raises(StoreDamaged) as found:
            for number in range(1, 401):
                await store.tables.get(GROUP, f"grp_{number}")
        assert "{" not in str(found.value)
    with pytest.raises(StoreDamaged) as damaged:
        await open_store(path, KEY, ManualClock())
    assert Path(damaged.value.set_aside).exists()
    async with opened_store(path) as store:
        assert await store.tables.get(GROUP, "grp_1") is None


@pytest.mark.asyncio
async def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    connection = connect(path, KEY)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(StoreNewer):
        await open_store(path, KEY, ManualClock())
    assert path.read_bytes() == content


@pytest.mark.asyncio
async def test_a_place_that_cannot_be_written_is_an_expected_failure(tmp_path: Path) -> None:
    (tmp_path / "store.db").mkdir()
    with pytest.raises(StoreTrouble):
        await open_store(tmp_path / "store.db", KEY, ManualClock())


STEP = Migration(
    len(MIGRATIONS) + 1, ("CREATE TABLE later (a)", "INSERT INTO later SELECT count(*) FROM object")
)
BROKEN = Migration(len(MIGRATIONS) + 1, ("CREATE TABLE later (a)", "INSERT INTO nowhere VALUES (1)"))


def tables_in(connection: Connection) -> set[object]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema").fetchall()}


@pytest.mark.asyncio
async def test_a_migration_keeps_a_copy_until_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    copy = tmp_path / "store.db.before-migration"
    for is_copied in (True, False):
        connection = connect(path, KEY)
        migrate(connection, (*MIGRATIONS, STEP), path)
        assert connection.execute("SELECT a FROM later").fetchone() == (1,)
        connection.close()
        assert copy.exists() == is_copied
        if is_copied:
            async with opened_store(Path(str(copy))) as before:
                assert await before.tables.get(GROUP, "grp_1") == make_group()


@pytest.mark.asyncio
async def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    connection = connect(path, KEY)
    with pytest.raises(Exception, match="nowhere"):
        migrate(connection, (*MIGRATIONS, BROKEN), path)
    assert "later" not in tables_in(connection)
    connection.close()
    await fill(path)


@pytest.mark.asyncio
async def test_derived_tables_are_built_anew_from_the_bodies(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path, 3)
    connection = connect(path, KEY)
    connection.execute("UPDATE meta SET value = 'of another version' WHERE name LIKE 'derived %'")
    connection.execute("UPDATE object SET body = '{}' WHERE id = 'grp_1'")
    connection.execute("DELETE FROM crash_group")
    connection.close()
    async with opened_store(path) as store:
        view = await store.tables.open_view(group_query())
        await view.ready()
        assert await view.ids(0, 9) == ("grp_2", "grp_3")
        assert await store.mirror.token() == "", "what was lost has to be fetched again"
        await view.close()


SECRET_WORDS = "the-distinctive-words-of-a-crash"


@pytest.mark.asyncio
async def test_no_file_contains_what_is_in_the_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened_store(path) as store:
        groups = [make_group(f"grp_{number}", title=f"{SECRET_WORDS} {number}") for number in range(300)]
        await store.mirror.apply(change_page(*groups))
        view = await store.tables.open_view(group_query())
        await view.ready()
        assert_secret(tmp_path)
        assert (tmp_path / "store.db-wal").stat().st_size > 0
        await view.close()
    connection = connect(path, KEY)
    migrate(connection, (*MIGRATIONS, STEP), path)
    connection.close()
    assert len(list(tmp_path.iterdir())) >= 2
    assert_secret(tmp_path)


def assert_secret(folder: Path) -> None:
    for file in folder.iterdir():
        content = file.read_bytes()
        assert SECRET_WORDS.encode() not in content, file
        assert b"SQLite format" not in content, file
        assert b"crash_group" not in content, file


def test_new_keys_differ() -> None:
    assert new_store_key() != new_store_key()
    assert len(bytes.fromhex(new_store_key().reveal())) == 32


@pytest.mark.asyncio
async def test_a_cancelled_opening_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    opening = asyncio.create_task(open_store(tmp_path / "store.db", KEY, ManualClock()))
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert set(threading.enumerate()) == before

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from tests.support.reference_server import SetClock

from crashdesk_server.storage import schema
from crashdesk_server.storage.database import FILE_NAME, Database
from crashdesk_server.storage.schema import changes, projects
from crashdesk_server.storage.transaction import Snapshot, Transaction


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "data", SetClock())
    yield database
    database.close()


def add(name: str):
    return lambda tx: tx.execute(insert(projects).values(id=name, name=name)) and name


def names(snapshot: Snapshot) -> set[str]:
    return set(snapshot.execute(select(projects.c.id)).scalars())


def test_what_a_unit_raises_reaches_its_caller_and_nothing_of_it_is_kept(database: Database) -> None:
    def fail(tx: Transaction) -> None:
        add("prj_lost")(tx)
        raise LookupError("no")

    with pytest.raises(LookupError):
        database.write_now(fail)
    database.write_now(add("prj_kept"))

    assert database.read_now(names) == {"prj_default", "prj_kept"}


def test_what_is_logged_of_an_error_holds_no_values(database: Database) -> None:
    database.write_now(add("prj_of_a_stranger"))
    with pytest.raises(IntegrityError) as error:
        database.write_now(add("prj_of_a_stranger"))
    assert "INSERT INTO projects" in str(error.value)
    assert "stranger" not in str(error.value)


def test_units_that_wait_share_a_commit_and_fail_alone(database: Database) -> None:
    commits: list[object] = []
    event.listen(database._write_engine, "commit", commits.append)
    gate = threading.Event()
    first = database._writer.submit(lambda tx: gate.wait(10))
    good = [database._writer.submit(add(f"prj_{number}")) for number in range(20)]
    bad = database._writer.submit(add("prj_0"))
    last = database._writer.submit(add("prj_last"))
    gate.set()

    assert first.result(10)
    assert [future.result(10) for future in good] == [f"prj_{number}" for number in range(20)]
    assert bad.exception(10) is not None
    assert last.result(10) == "prj_last"
    assert len(commits) == 1
    assert len(database.read_now(names)) == 22


def test_a_failed_commit_is_told_to_every_unit_in_it(database: Database) -> None:
    def refuse(_connection: object) -> None:
        raise OperationalError("COMMIT", None, Exception("disk full"))

    gate = threading.Event()
    event.listen(database._write_engine, "commit", refuse)
    futures = [database._writer.submit(lambda tx: gate.wait(10)), database._writer.submit(add("prj_a"))]
    gate.set()
    errors = [future.exception(10) for future in futures]
    event.remove(database._write_engine, "commit", refuse)

    assert [type(error) for error in errors] == [OperationalError, OperationalError]
    assert database.write_now(add("prj_b")) == "prj_b"
    assert database.read_now(names) == {"prj_default", "prj_b"}


def test_a_cancelled_unit_is_left_out(database: Database) -> None:
    gate = threading.Event()
    database._writer.submit(lambda tx: gate.wait(10))
    cancelled = database._writer.submit(add("prj_cancelled"))
    assert cancelled.cancel()
    gate.set()

    database.write_now(add("prj_next"))

    assert "prj_cancelled" not in database.read_now(names)


def test_closing_finishes_what_is_queued(tmp_path: Path) -> None:
    database = Database(tmp_path, SetClock())
    futures = [database._writer.submit(add(f"prj_{number}")) for number in range(600)]
    database.close()

    assert all(future.done() and future.exception() is None for future in futures)
    again = Database(tmp_path, SetClock())
    assert len(again.read_now(names)) == 601
    again.close()


def test_readers_cannot_write_and_commits_reach_the_disk(database: Database) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        database.read_now(lambda snapshot: snapshot.execute(text("DELETE FROM projects")))

    assert database.write_now(lambda tx: tx.execute(text("PRAGMA synchronous")).scalar()) == 2
    assert database.write_now(lambda tx: tx.execute(text("PRAGMA journal_mode")).scalar()) == "wal"


def test_a_read_sees_one_moment(database: Database) -> None:
    def read_twice(snapshot: Snapshot) -> tuple[set[str], set[str]]:
        before = names(snapshot)
        database.write_now(add("prj_meanwhile"))
        return before, names(snapshot)

    before, after = database.read_now(read_twice)

    assert before == after == {"prj_default"}


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "data", SetClock())
    database.close()

    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_unit_takes_one_token_for_all_that_it_changed(database: Database) -> None:
    def change(tx: Transaction) -> None:
        tx.touch("person", "usr_1")
        tx.touch("person", "usr_2")

    database.write_now(change)
    database.write_now(lambda tx: tx.bury("person", "usr_1"))
    database.write_now(lambda tx: None)

    rows = database.read_now(lambda snapshot: snapshot.execute(select(changes).order_by(changes.c.id)).all())
    assert [(row.id, row.token, row.deleted_at is None) for row in rows] == [
        ("usr_1", 2, False),
        ("usr_2", 1, True),
    ]
    head = schema.head
    assert database.read_now(lambda snapshot: snapshot.execute(select(head.c.token)).scalar()) == 2

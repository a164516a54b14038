"""Whatever moment a process is killed at, the store it leaves is whole and holds what it acknowledged."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests.integration.store.killed_writer import write_until_killed
from tests.support.store_builders import KEY

from crashdesk.core.crash_groups import CrashGroup, apply_change
from crashdesk.core.ids import ChangeId
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.store import driver
from crashdesk.store.objects import decode, find
from crashdesk.store.outbox_rows import all_entries, entries_of_lane

ROOT = Path(__file__).parents[3]
KILLS = 36


def test_a_store_survives_being_killed_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # for what the server of forks imports beforehand
    path = tmp_path / "store.db"
    chance = random.Random(20261120)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([write_until_killed.__module__])
    waiting: set[ChangeId] = set()
    uncertain: set[ChangeId] = set()
    acknowledged = 0
    for seed in range(KILLS):
        told, telling = context.Pipe(duplex=False)
        writer = context.Process(target=write_until_killed, args=(str(path), seed, telling))
        writer.start()
        telling.close()
        for _ in range(chance.randrange(30)):
            acknowledged += note(told, waiting, uncertain)
        writer.kill()
        writer.join()
        with contextlib.suppress(EOFError, OSError):  # the last message can be torn
            while True:
                acknowledged += note(told, waiting, uncertain)
        told.close()
        waiting -= uncertain
        check(path, waiting)
    assert acknowledged > KILLS, "the writers got something done"


def note(told: Connection, waiting: set[ChangeId], uncertain: set[ChangeId]) -> bool:
    """Take in one message; True when a change was acknowledged. Raises `EOFError` after the last one."""
    what, change_id = told.recv()
    (waiting if what == "queued" else uncertain).add(change_id)
    return what == "queued"


def check(path: Path, waiting: set[ChangeId]) -> None:
    """Compare what is in the file with what has to be there."""
    connection = driver.connect(path, KEY)
    try:
        if connection.execute("PRAGMA user_version").fetchone() == (0,):
            assert not waiting
            return
        entries = all_entries(connection)
        assert waiting <= {entry.id for entry in entries}
        assert len({entry.idempotency_key for entry in entries}) == len(entries)
        for (object_id,) in connection.execute("SELECT id FROM object WHERE type = 'crash_group'").fetchall():
            check_row(connection, Lane(ObjectType.CRASH_GROUP, str(object_id)))
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        connection.execute(
            "INSERT INTO crash_group_search (crash_group_search, rank) VALUES ('integrity-check', 1)"
        )
    finally:
        connection.close()


def check_row(connection: driver.Connection, lane: Lane) -> None:
    row = find(connection, lane.type, lane.id)
    body = connection.execute(
        "SELECT body FROM shadow WHERE type = ? AND id = ?", (lane.type.value, lane.id)
    ).fetchone()
    replayed = [
        found for found in entries_of_lane(connection, lane) if found.state is not ChangeState.REJECTED
    ]
    assert (body is None) == (not replayed)
    if body is None:
        assert isinstance(row, CrashGroup)
        assert not row.pending
        return
    expected = decode(lane.type, body[0])
    assert isinstance(expected, CrashGroup)
    for entry in replayed:
        expected = apply_change(expected, entry.change)
    assert row == expected

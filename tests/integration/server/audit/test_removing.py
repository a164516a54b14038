"""Erasure and retention: the bodies are gone, the chain stays, and the log says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from tests.support.reference_server import SetClock

from crashdesk_server.audit import removing
from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.audit.removing import entries_about, erase, purge_old
from crashdesk_server.clock import DAY
from crashdesk_server.storage.chain import GENESIS, link_hash
from crashdesk_server.storage.database import FILE_NAME, Database
from crashdesk_server.storage.schema import audit
from crashdesk_server.storage.transaction import Transaction


def fill(tx: Transaction, count: int) -> None:
    for number in range(count):
        record(tx, SYSTEM, "user.renamed", Target("user", f"usr_{number}", f"person-{number}@example.org"))


def rows_of(database: Database):
    rows = database.read_now(lambda snapshot: snapshot.execute(select(audit).order_by(audit.c.seq)).all())
    previous = GENESIS
    for row in rows:
        previous = link_hash(previous, row.seq, row.body_hash)
        assert row.hash == previous
    return rows


def test_what_is_erased_is_nowhere_in_the_file(tmp_path: Path):
    database = Database(tmp_path, SetClock())
    database.write_now(lambda tx: fill(tx, 20))
    words = ["person-7@example.org", "usr_12", "usr_", "person"]
    assert database.read_now(lambda snapshot: entries_about(snapshot, words)) == [8, 13]
    assert database.write_now(lambda tx: erase(tx, SYSTEM, [8, 13, 999], "asked for")) == [8, 13]
    assert database.write_now(lambda tx: erase(tx, SYSTEM, [8, 13], "again")) == []
    rows = rows_of(database)
    gone = [row for row in rows if row.body is None]
    assert [(row.seq, row.missing, row.target_id) for row in gone] == [(8, "erased", ""), (13, "erased", "")]
    assert b'"after":{"seqs":[[8,8],[13,13]]}' in rows[-1].body
    assert len(rows) == 21
    database.close()
    files = b"".join(file.read_bytes() for file in tmp_path.glob(f"{FILE_NAME}*"))
    assert b"person-7@" not in files
    assert b"person-6@" in files


def test_retention_purges_what_is_old_and_never_what_says_so(tmp_path: Path):
    clock = SetClock()
    database = Database(tmp_path, clock)
    database.write_now(lambda tx: fill(tx, 6))
    database.write_now(lambda tx: erase(tx, SYSTEM, [2, 4], "asked for"))
    clock.time += 31 * DAY
    database.write_now(lambda tx: fill(tx, 1))
    assert database.write_now(lambda tx: purge_old(tx, 30)) == 4
    rows = rows_of(database)
    purged, erased = "purged", "erased"
    assert [row.missing for row in rows] == [purged, erased, purged, erased, purged, purged, "", "", ""]
    assert b'"seqs":[[1,1],[3,3],[5,6]]' in rows[-1].body
    clock.time += 400 * DAY
    assert database.write_now(lambda tx: purge_old(tx, 30)) == 1
    assert [row.seq for row in rows_of(database) if row.body is not None] == [7, 9, 10]
    database.close()


def test_entries_that_stay_do_not_hold_up_retention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(removing, "_AT_ONCE", 3)
    clock = SetClock()
    database = Database(tmp_path, clock)
    database.write_now(lambda tx: fill(tx, 4))
    for seq in range(1, 5):
        database.write_now(lambda tx, seq=seq: erase(tx, SYSTEM, [seq], "asked for"))
    database.write_now(lambda tx: fill(tx, 1))
    clock.time += 60 * DAY
    assert database.write_now(lambda tx: purge_old(tx, 30)) == 1
    database.close()


def test_many_spans_are_named_by_several_entries(tmp_path: Path):
    database = Database(tmp_path, SetClock())
    database.write_now(lambda tx: fill(tx, 900))
    database.write_now(lambda tx: erase(tx, SYSTEM, range(1, 900, 2), "every other"))
    bodies = b"".join(row.body for row in rows_of(database)[900:])
    assert all(f"[{seq},{seq}]".encode() in bodies for seq in range(1, 900, 2))
    database.close()

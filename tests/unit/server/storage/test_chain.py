from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.support.reference_server import SetClock

from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.storage.chain import GENESIS, link_hash
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.schema import audit
from crashdesk_server.storage.transaction import Snapshot, Transaction


@pytest.fixture
def database(tmp_path: Path):
    database = Database(tmp_path, SetClock())
    yield database
    database.close()


def test_a_link_is_the_hash_of_what_was_before_its_number_and_its_body():
    body_hash = sha256(b'{"a":1}').digest()
    by_hand = sha256(bytes(32) + b"\0\0\0\0\0\0\0\1" + body_hash)
    assert link_hash(GENESIS, 1, body_hash) == by_hand.digest()
    assert by_hand.hexdigest() == "d105cd8286ee5762f7295fc32a39cecc36f8b07eecb7b06f0a40fe04c09af3ed"


def test_entries_follow_each_other_over_transactions(database: Database):
    def two(tx: Transaction) -> None:
        record(tx, SYSTEM, "server.tried", Target("server", "1", "here"))
        record(tx, SYSTEM, "server.tried", after={"n": 2})

    database.write_now(two)
    database.write_now(lambda tx: record(tx, SYSTEM, "server.tried", reason="third"))
    rows = database.read_now(lambda snapshot: snapshot.execute(select(audit).order_by(audit.c.seq)).all())
    previous = GENESIS
    for number, row in enumerate(rows, 1):
        assert row.seq == number
        assert row.body_hash == sha256(row.body).digest()
        previous = sha256(previous + number.to_bytes(8, "big") + row.body_hash).digest()
        assert row.hash == previous
    head = database.read_now(lambda snapshot: read_head(snapshot.connection))
    assert (head.audit_seq, head.audit_hash) == (3, previous)


def test_effect_and_entry_are_kept_together_or_not_at_all(database: Database):
    def fails(tx: Transaction) -> None:
        tx.touch("person", "usr_1")
        record(tx, SYSTEM, "user.renamed")
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        database.write_now(fails)
    head = database.read_now(lambda snapshot: read_head(snapshot.connection))
    assert (head.token, head.audit_seq, head.audit_hash) == (0, 0, GENESIS)
    assert database.read_now(lambda snapshot: snapshot.execute(select(audit)).all()) == []


def test_quiet_entries_make_no_token_and_loud_ones_do(database: Database):
    def token(snapshot: Snapshot) -> int:
        return read_head(snapshot.connection).token

    database.write_now(lambda tx: record(tx, SYSTEM, "audit.read", quiet=True))
    assert database.read_now(token) == 0
    database.write_now(lambda tx: record(tx, SYSTEM, "session.started"))
    assert database.read_now(token) == 1

"""A long log is paged by index: nothing is sorted, and no page reads the entries before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from tests.support.reference_server import SetClock

from crashdesk_server.access.principal import Principal
from crashdesk_server.audit.queries import AuditQuery, select_entries
from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction

READER = Principal(id="usr_1", kind="user", label="Ada")
MANY = 100_000


def fill(tx: Transaction) -> None:
    for number in range(2_000):
        record(tx, SYSTEM, "thing.made", Target("thing", f"thg_{number}"))
    # More of the same by SQL: this is about where they lie, not about what they say.
    more = text(
        "WITH RECURSIVE n(i) AS (SELECT 2001 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
        " INSERT INTO audit SELECT i, a.project_id, a.body, a.body_hash, a.hash, a.missing, a.at + i,"
        " a.actor_id, a.actor_kind, a.action, a.target_type, 'thg_' || i, a.outcome"
        " FROM n JOIN audit a ON a.seq = 1"
    )
    tx.connection.execute(more, {"many": MANY})


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("long")
    database = Database(folder, SetClock())
    database.write_now(fill)
    yield database
    database.close()


@pytest.mark.parametrize(
    "query",
    [
        AuditQuery(after=90_000),
        AuditQuery(before=90_000),
        AuditQuery(after=0, bodies=False, limit=2_000),
        AuditQuery(target="thg_77777"),
        AuditQuery(actor="usr_2", before=90_000),
    ],
    ids=repr,
)
def test_a_page_is_found_by_index(database: Database, query: AuditQuery) -> None:
    statement = select_entries(query, READER)
    sql = str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    plan = database.read_now(
        lambda snapshot: [
            row.detail for row in snapshot.execute(text("EXPLAIN QUERY PLAN " + sql.replace(":", "\\:")))
        ]
    )
    assert len(plan) == 1
    assert plan[0].startswith("SEARCH audit USING INDEX"), plan
    rows = database.read_now(lambda snapshot: snapshot.execute(statement).all())
    assert [row.seq for row in rows] == sorted((row.seq for row in rows), reverse=query.before is not None)

"""A search is driven from the side with fewer hits."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import KEY, group_query, make_group

from crashdesk.core.crash_groups import Severity
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.ast import And, Comparison, FreeText, Node, Not, Or, Term, TextValue
from crashdesk.core.tables import SortKey
from crashdesk.store import plan
from crashdesk.store.driver import Connection
from crashdesk.store.migrations.catalogue import MIGRATIONS
from crashdesk.store.objects import put
from crashdesk.store.opening import open_file
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.writer import transaction

SPEC = TABLES[ObjectType.CRASH_GROUP]
CRITICAL = Term("severity", Comparison.EQ, TextValue("critical"))
LOW = Term("severity", Comparison.EQ, TextValue("low"))


def text(needle: str) -> FreeText:
    return FreeText(TextValue(needle))


@pytest.fixture(scope="module")
def connection() -> Generator[Connection]:
    """Sixty groups with `common` in the title, six with `rare`; two of all are critical, the others low."""
    connection = open_file(None, KEY, MIGRATIONS, NOVEMBER)
    with transaction(connection, durable=False) as writing:
        put(
            writing,
            ObjectType.CRASH_GROUP,
            [
                make_group(
                    f"grp_{number}",
                    title="common" + (" rare" if number % 10 == 0 else ""),
                    severity=Severity.CRITICAL if number < 2 else Severity.LOW,
                )
                for number in range(60)
            ],
        )
    yield connection
    connection.close()


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "FEW_HITS", 3)
    monkeypatch.setattr(plan, "MANY_HITS", 50)


@pytest.mark.parametrize(
    ("where", "by_text"),
    [
        (text("rare"), True),
        (text("absent"), True),
        (text("common"), False),
        (And((text("rare"), LOW)), True),
        (And((text("rare"), CRITICAL)), False),
        (And((text("common"), text("common rare"))), True),
        (text("ra"), False),
        (Not(text("rare")), False),
        (Or((text("rare"), CRITICAL)), False),
        (CRITICAL, False),
    ],
)
def test_the_side_with_fewer_hits_drives(connection: Connection, where: Node, by_text: bool) -> None:
    query = group_query(SortKey("last_seen"), where=where)
    chosen = plan.choose_plan(connection, SPEC, query, NOVEMBER)
    assert chosen.source.startswith("crash_group_search") == by_text
    by_table = plan.table_plan(SPEC, query, NOVEMBER)
    assert connection.execute(*chosen.all()).fetchall() == connection.execute(*by_table.all()).fetchall()
    assert (
        connection.execute(*chosen.first(5)).fetchall() == connection.execute(*by_table.all()).fetchall()[:5]
    )


def test_the_first_rows_in_an_indexed_order_are_read_by_the_index(connection: Connection) -> None:
    query = group_query(SortKey("last_seen", descending=True))
    select, parameters = plan.choose_plan(connection, SPEC, query, NOVEMBER).first(200)
    steps = connection.execute(f"EXPLAIN QUERY PLAN {select}", parameters).fetchall()
    assert [row[3] for row in steps] == ["SCAN g USING COVERING INDEX crash_group_last_seen"]

"""Entries of the audit log in the real store: found by what they say, kept as they came."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio
from tests.support.audit_samples import Log
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import opened_store

from crashdesk.core.audit import AuditEntry, entry_id
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.parser import parse
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.store.objects import put
from crashdesk.store.store import Store
from crashdesk.store.writer import Writer

AUDIT = ObjectType.AUDIT_ENTRY


def a_log() -> Log:
    log = Log()
    log.add()
    log.add(
        action="session.refused",
        actor={"id": None, "kind": "anonymous", "label": ""},
        target={"type": "user", "id": "usr_9", "label": "Žofie"},
        before=None,
        after=None,
        outcome="refused",
        ip="198.51.100.23",
    )
    log.add(
        action="crash_group.status_changed",
        actor={"id": "usr_2", "kind": "user", "label": "Grace"},
        after={"status": "ignored", "until": {"count": 4711}},
        reason="flaky on ARM",
        at="2026-10-02T09:00:00.000Z",
    )
    log.add(action="user.approved")
    log.add(b'{"odd":true}')
    log.remove_body(4, "erased")
    return log


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as store:
        await put_entries(store, a_log().entries())
        yield store


async def put_entries(store: Store, entries: Iterable[AuditEntry]) -> None:
    writer = store.journal._writer  # type: ignore[attr-defined]
    assert isinstance(writer, Writer)
    await writer.write(lambda transaction: put(transaction, AUDIT, entries), kept=True)


async def found(store: Store, text: str) -> list[int]:
    where = parse(text, AUDIT_FIELDS, NOVEMBER)
    view = await store.tables.open_view(TableQuery(AUDIT, where, (SortKey("seq"),), me="usr_2"))
    await view.ready()
    rows = await view.page(0)
    await view.close()
    return [row.seq for row in rows if isinstance(row, AuditEntry)]


@pytest.mark.asyncio
async def test_what_is_read_is_what_came(store: Store) -> None:
    for entry in a_log().entries():
        assert await store.tables.get(AUDIT, entry_id(entry.seq)) == entry
    view = await store.tables.open_view(TableQuery(AUDIT, sort=(SortKey("seq", descending=True),)))
    assert await view.page(0) == tuple(reversed(a_log().entries()))
    await view.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("actor:ada", [1]),
        ("actor:me", [3]),
        ("actor-kind:anonymous", [2]),
        ("action:session.*", [2]),
        ("action:user", [1]),
        ("target:žofie", [2]),
        ("target-id:usr_9", [2]),
        ("target-type:user", [1, 2, 3]),
        ("outcome:refused", [2]),
        ("is:refused", [2]),
        ("is:erased", [4]),
        ("is:purged,hidden", []),
        ("ip:198.51", [2]),
        ("request:req_3", [3]),
        ("has:reason", [3]),
        ("has:change", [1, 3]),
        ("at:2026-10-02", [3]),
        ("time:>=2026-11-01", [1, 2]),
        ("seq:2..3", [2, 3]),
        ("age:>20d -is:erased", [3, 5]),
        ("ŽOFIE", [2]),
        ('"flaky on arm"', [3]),
        ("4711", [3]),
        ("operator", [1]),
        ("198.51.100.23", [2]),
        ("nothing-of-that", []),
    ],
)
async def test_filters(store: Store, text: str, expected: list[int]) -> None:
    assert await found(store, text) == expected


@pytest.mark.asyncio
async def test_actions_are_completed(store: Store) -> None:
    assert set(await store.tables.values_of(AUDIT, "action", "cr", 5)) == {"crash_group.status_changed"}


@pytest.mark.asyncio
async def test_a_resync_without_rights_to_other_things_keeps_the_log(store: Store) -> None:
    await store.mirror.begin_resync(erase=True)
    await store.mirror.end_resync()
    assert await found(store, "") == [1, 2, 3, 4, 5]

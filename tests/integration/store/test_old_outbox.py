"""An outbox that an earlier version has written is read, shown and sent by this one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import KEY, make_group, opened_store

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.ids import UserId
from crashdesk.core.outbox import ChangeState, ObjectType
from crashdesk.core.people import Person
from crashdesk.store.driver import connect
from crashdesk.store.migrate import migrate
from crashdesk.store.migrations.m0001_initial import INITIAL

SERVER_ROW = (
    '{"id":"grp_1","revision":4,"fingerprint":"f","kind":"crash","title":"TypeError: x","status":"open",'
    '"severity":"medium","count":7,"first_seen":1795000000000,"last_seen":1795000000000,'
    '"first_version":"1.0.0","last_version":"1.0.0"}'
)
SHOWN_ROW = SERVER_ROW.replace('"open"', '"resolved"').replace('"1.0.0"}', '"1.0.0","pending":true}')
ENTRIES = (
    (
        "waiting",
        '{"type":"status","status":"resolved",'
        '"resolution":{"kind":"version","version":"2.1","at":null,"by":null}}',
        "4",
    ),
    ("waiting", '{"type":"severity","severity":"high"}', "null"),
    (
        "waiting",
        '{"type":"assignee","person":{"id":"usr_1","label":"Ada","role":"admin","enabled":true}}',
        "null",
    ),
    ("rejected", '{"type":"note","text":"seen on ARM"}', "null"),
)
ENTRY = (
    '{{"id":0,"lane":{{"type":"crash_group","id":"grp_1"}},"change":{change},'
    '"sentence":{{"context":"Triage","source":"Resolve “{{title}}” in {{version}}",'
    '"values":{{"title":"TypeError: x","version":"2.1"}},"n":-1}},'
    '"idempotency_key":"key-{n}","state":"{state}","made_at":1795000000000,"send_at":1795000008000,'
    '"base":"","base_revision":{revision},"attempts":0,"problem":null,"fields":[],"theirs":""}}'
)


def write_old_store(path: Path) -> None:
    """Write a file by hand as the first schema had it."""
    connection = connect(path, KEY)
    migrate(connection, (INITIAL,), None)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO object VALUES (1, 'crash_group', 'grp_1', 0, 4, ?)", (SHOWN_ROW,))
    connection.execute("INSERT INTO shadow VALUES ('crash_group', 'grp_1', ?)", (SERVER_ROW,))
    for n, (state, change, revision) in enumerate(ENTRIES):
        entry = ENTRY.format(n=n, state=state, change=change, revision=revision)
        connection.execute(
            "INSERT INTO outbox (type, object_id, idempotency_key, state, send_at, entry) "
            "VALUES ('crash_group', 'grp_1', ?, ?, 1795000008000, ?)",
            (f"key-{n}", state, entry),
        )
    connection.execute("COMMIT")
    connection.close()


@pytest.mark.asyncio
async def test_every_kind_of_change_is_read(tmp_path: Path) -> None:
    write_old_store(tmp_path / "store.db")
    async with opened_store(tmp_path / "store.db") as store:
        entries = await store.outbox.entries()
        assert [entry.change for entry in entries] == [
            StatusChange(Status.RESOLVED, Resolution(ResolvedIn.VERSION, "2.1")),
            SeverityChange(Severity.HIGH),
            AssigneeChange(Person(UserId("usr_1"), "Ada", "admin")),
            NoteAddition("seen on ARM"),
        ]
        assert [(entry.id, entry.state, entry.base_revision) for entry in entries] == [
            (1, ChangeState.WAITING, 4),
            (2, ChangeState.WAITING, None),
            (3, ChangeState.WAITING, None),
            (4, ChangeState.REJECTED, None),
        ]
        assert str(entries[0].sentence) == "Resolve “TypeError: x” in 2.1"


@pytest.mark.asyncio
async def test_they_go_out_as_they_were_meant(tmp_path: Path) -> None:
    write_old_store(tmp_path / "store.db")
    async with opened_store(tmp_path / "store.db") as store:
        taken = await store.outbox.take_next(NOVEMBER)
        assert taken is None, "it is held back"
        due = await store.outbox.next_due()
        assert due is not None
        first = await store.outbox.take_next(due)
        assert first is not None and first.idempotency_key == "key-0"
        await store.outbox.confirm(first.id, make_group(revision=5, status=Status.RESOLVED))
        second = await store.outbox.take_next(due)
        assert second is not None and second.base_revision == 5
        row = await store.tables.get(ObjectType.CRASH_GROUP, "grp_1")
        assert isinstance(row, CrashGroup)
        assert (row.status, row.severity, row.pending) == (Status.RESOLVED, Severity.HIGH, True)

"""The journal as objects: appended, found, and moved over from the table it used to be."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.store_builders import KEY, SENTENCE, change_page, lane_of, make_group, opened_store

from crashdesk.core.crash_groups import NoteAddition
from crashdesk.core.ids import ChangeId, Instant
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.journal_fields import JOURNAL_FIELDS
from crashdesk.core.query.parser import parse
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.core.text import Text
from crashdesk.store.driver import connect
from crashdesk.store.migrate import migrate
from crashdesk.store.migrations.catalogue import MIGRATIONS
from crashdesk.store.store import Store

JOURNAL = ObjectType.JOURNAL_ENTRY
REVOKE = Text("Test", "Revoke the key {name}", {"name": "“deploy”"})


async def found(store: Store, text: str) -> list[JournalEntry]:
    where = parse(text, JOURNAL_FIELDS, NOVEMBER)
    view = await store.tables.open_view(TableQuery(JOURNAL, where, (SortKey("at"),)))
    await view.ready()
    rows = await view.page(0)
    await view.close()
    return [row for row in rows if isinstance(row, JournalEntry)]


@pytest.mark.asyncio
async def test_direct_actions_and_queued_changes_stand_in_one_journal(tmp_path: Path) -> None:
    async with opened_store(tmp_path / "store.db", clock := ManualClock()) as store:
        await store.mirror.apply(change_page(make_group()))
        await store.journal.record(Event.DONE, ObjectType.USER, "usr_1", REVOKE, "gone")
        clock.advance(5)
        await store.outbox.queue(lane_of(), NoteAddition("seen"), SENTENCE, send_at=Instant(NOVEMBER))

        assert [entry.event for entry in await store.journal.latest(9)] == [Event.QUEUED, Event.DONE]
        assert [entry.id for entry in await store.journal.latest(9)] == [f"{2:019}", f"{1:019}"]
        (direct,) = await found(store, "“deploy” is:done answer:gone")
        assert direct == JournalEntry(
            f"{1:019}", Instant(NOVEMBER), Event.DONE, ObjectType.USER, "usr_1", REVOKE, "gone"
        )
        (queued,) = await found(store, "target-type:crash_group -has:answer")
        assert queued.sentence == SENTENCE
        assert '"seen"' in queued.change


@pytest.mark.asyncio
async def test_nothing_of_the_old_journal_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    connection = connect(path, KEY)
    migrate(connection, MIGRATIONS[:1], path)
    row = (NOVEMBER, 7, "crash_group", "grp_1", "rejected", msgspec.json.encode(REVOKE).decode(), '{"a":1}')
    for answer in ("", 'No "way" \u2028'):
        connection.execute(
            "INSERT INTO journal (at, change_id, type, object_id, event, sentence, change, answer) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, answer),
        )
    connection.execute("DELETE FROM journal WHERE id = 1")
    connection.close()

    async with opened_store(path) as store:
        await store.journal.record(Event.DONE, ObjectType.USER, "usr_1", REVOKE)
        later, moved = await store.journal.latest(9)
        assert later.id == f"{3:019}"
        assert moved == JournalEntry(
            id=f"{2:019}",
            at=Instant(NOVEMBER),
            event=Event.REJECTED,
            object_type=ObjectType.CRASH_GROUP,
            object_id="grp_1",
            sentence=REVOKE,
            answer='No "way" \u2028',
            change_id=ChangeId(7),
            change='{"a":1}',
        )
        assert await found(store, "revoke is:rejected") == [moved]

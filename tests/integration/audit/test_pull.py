"""The desk and a log that is tampered with: what was seen is remembered, and each trick has its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.integration.audit.tricks import (
    Tamper,
    acknowledge,
    change,
    change_and_rehash,
    drop,
    drop_and_rehash,
    entry,
    erase_entries,
    insert,
    insert_and_rehash,
    named,
    remove_a_body,
    roll_back_and_go_on,
    seqs,
    swap,
    swap_and_rehash,
    truncate,
)
from tests.support.audit_samples import Log, audit_page
from tests.support.audit_server import SERVER, LogServer, audit_desk, public_hex

from crashdesk.core.audit import FindingKind, Verification, entry_id
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.journal import Event


@pytest.mark.asyncio
async def test_a_whole_log_is_verified_to_its_signed_head() -> None:
    server = LogServer(Log().grow(25), page=7)
    async with audit_desk(server) as desk:
        progress: list[tuple[int, int]] = []
        await desk.pull.run(lambda done, total: progress.append((done, total)))
        assert progress == [(0, 25), (7, 25), (14, 25), (21, 25)]
        found = await desk.sync()
        assert found == Verification(
            verified_to=25,
            head_hash=server.log.head.hex(),
            checked_at=desk.clock.now(),
            signed_to=25,
            signed_at=desk.clock.now(),
            public_key=public_hex(server.key),
        )
        assert await seqs(desk) == list(range(1, 26))
        server.log.grow(5)
        server.asked.clear()
        assert (await desk.sync(look_back=False)).verified_to == 30
        assert server.asked == ["entry 25", "after 25"]


@pytest.mark.asyncio
async def test_reading_goes_on_after_a_restart(tmp_path: Path) -> None:
    server = LogServer(Log().grow(25), page=7)

    class Cut(Exception):
        pass

    def cut(done: int, _total: int) -> None:
        if done == 14:
            raise Cut

    async with audit_desk(server, tmp_path / "store.db") as desk:
        with pytest.raises(Cut):
            await desk.pull.run(cut)
    server.asked.clear()
    async with audit_desk(server, tmp_path / "store.db") as desk:
        assert (await desk.sync()).verified_to == 25
    assert [asked for asked in server.asked if asked.startswith("after")] == ["after 14", "after 21"]


SEEN = [
    (change, FindingKind.BODY_CHANGED),
    (change_and_rehash, FindingKind.REWRITTEN),
    (drop, FindingKind.GAP),
    (drop_and_rehash, FindingKind.REWRITTEN),
    (insert, FindingKind.REWRITTEN),
    (insert_and_rehash, FindingKind.REWRITTEN),
    (swap, FindingKind.BODY_CHANGED),
    (swap_and_rehash, FindingKind.REWRITTEN),
    (truncate, FindingKind.TRUNCATED),
    (roll_back_and_go_on, FindingKind.REWRITTEN),
    (remove_a_body, FindingKind.BODY_GONE),
]
FRESH = [
    (change, FindingKind.BODY_CHANGED),
    (drop, FindingKind.GAP),
    (insert, FindingKind.CHAIN_BROKEN),
    (swap, FindingKind.BODY_CHANGED),
    (remove_a_body, FindingKind.BODY_GONE),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("tamper", "kind"), SEEN)
async def test_a_desk_that_has_seen_the_log_names_the_place(tamper: Tamper, kind: FindingKind) -> None:
    server = LogServer(Log().grow(30))
    async with audit_desk(server) as desk:
        assert named(await desk.sync()) is None
        tamper(server.log)
        found = await desk.sync()
        assert named(found) == (kind, 12)
        assert found.verified_to == 11
        assert found.head_hash == Log().grow(11).head.hex()
        assert await seqs(desk) == list(range(1, max(30, len(server.log.links)) + 1))

        again = await desk.sync()
        assert again.finding == found.finding, "it stays until somebody has read it"


@pytest.mark.asyncio
@pytest.mark.parametrize(("tamper", "kind"), FRESH)
async def test_a_fresh_desk_names_what_can_be_proved(tamper: Tamper, kind: FindingKind) -> None:
    server = LogServer(Log().grow(30))
    tamper(server.log)
    async with audit_desk(server) as desk:
        found = await desk.sync()
        assert named(found) == (kind, 12)
        assert found.verified_to == 11
        assert await seqs(desk) == [link.seq for link in server.log.links], "sync goes on storing"


@pytest.mark.asyncio
async def test_entries_that_do_not_lead_to_the_signed_head() -> None:
    server = LogServer(Log().grow(30))
    server.signed_seq, server.signed_hash = 30, server.log.head.hex()
    del server.log.links[25:]
    async with audit_desk(server) as desk:
        assert named(await desk.sync()) == (FindingKind.TRUNCATED, 26)

    server = LogServer(Log().grow(30))
    server.signed_hash = "ab" * 32
    async with audit_desk(server) as desk:
        assert named(await desk.sync()) == (FindingKind.CHAIN_BROKEN, 30)


@pytest.mark.asyncio
@pytest.mark.parametrize(("tamper", "kind"), SEEN)
async def test_what_was_acknowledged_does_not_come_back(tamper: Tamper, kind: FindingKind) -> None:
    server = LogServer(Log().grow(30))
    async with audit_desk(server) as desk:
        await desk.sync()
        tamper(server.log)
        await desk.sync()
        for _ in range(12):  # a tamperer may have left several traces
            if not await desk.store.audit.findings():
                break
            await acknowledge(desk)
            await desk.sync()
        found = await desk.sync()
        assert named(found) is None
        assert found.verified_to == max(len(server.log.links), 30 if tamper is drop else 0)

        server.log.add()
        if tamper not in (drop, insert):
            assert named(await desk.sync()) is None
        lines = await desk.store.journal.latest(20)
        assert {line.event for line in lines} == {Event.ACKNOWLEDGED}
        assert lines[-1].object_id == entry_id(12)
        assert lines[-1].answer == kind.value


@pytest.mark.asyncio
async def test_a_past_that_was_put_aside_makes_room_for_the_servers() -> None:
    server = LogServer(Log().grow(30))
    async with audit_desk(server) as desk:
        await desk.sync()
        roll_back_and_go_on(server.log)
        await desk.sync()
        assert (await entry(desk, 20)).record != server.log.links[19].entry().record, "evidence"
        assert (await entry(desk, 33)).record == server.log.links[32].entry().record, "storing goes on"
        await acknowledge(desk)
        found = await desk.sync()
        assert named(found) is None
        assert found.verified_to == 36
        assert (await entry(desk, 20)) == server.log.links[19].entry()


@pytest.mark.asyncio
async def test_memory_outlives_the_entries() -> None:
    server = LogServer(Log().grow(30))
    async with audit_desk(server) as desk:
        await desk.sync()
        await erase_entries(desk)
        assert (await desk.store.audit.verification()).verified_to == 0
        assert (await desk.sync()).verified_to == 30, "rights came back"

        await erase_entries(desk)
        change_and_rehash(server.log)
        server.log.grow(5)
        assert named(await desk.sync()) == (FindingKind.REWRITTEN, 30), (
            "of a head nothing but its place is known"
        )

    async with audit_desk(LogServer(Log().grow(30))) as desk:
        await desk.sync()
        await erase_entries(desk)
        truncate(desk.server.log)
        assert named(await desk.sync()) == (FindingKind.TRUNCATED, 12)


@pytest.mark.asyncio
async def test_a_server_that_says_one_thing_and_shows_another() -> None:
    server = LogServer(Log().grow(30))
    async with audit_desk(server) as desk:
        await desk.sync()
        await erase_entries(desk)
        honest = LogServer(Log().grow(30))
        server.entry = honest.entry  # type: ignore[method-assign]
        change_and_rehash(server.log)
        server.log.grow(5)
        assert named(await desk.sync(look_back=False)) == (FindingKind.REWRITTEN, 30)


@pytest.mark.asyncio
async def test_pages_out_of_order_are_no_answer() -> None:
    log = Log().grow(5)
    async with audit_desk(LogServer(log)) as desk:
        one, two, three = log.entries()[:3]
        for page in ((two, one), (one, one), (three, two)):
            with pytest.raises(AnswerUnusable):
                await desk.store.audit.receive(audit_page(*page), SERVER)
        assert await seqs(desk) == []


@pytest.mark.asyncio
async def test_every_entry_is_compared_when_a_person_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crashdesk.sync.audit_pull.BLOCK", 10)
    server = LogServer(Log().grow(95), page=10)
    async with audit_desk(server) as desk:
        desk.pull._choose = lambda _most: 0
        await desk.sync()
        server.log.links[49].body = b"{}"
        assert named(await desk.sync()) is None, "neither among the latest nor chosen"
        progress: list[tuple[int, int]] = []
        await desk.pull.check_everything(lambda done, total: progress.append((done, total)))
        assert named(await desk.store.audit.verification()) == (FindingKind.BODY_CHANGED, 50)
        assert progress[0] == (0, 95)
        assert progress[-1] == (95, 95)
        assert len(progress) == 11

        server.log.links[4].body = b"{}"
        await desk.sync()
        assert named(await desk.store.audit.verification()) == (FindingKind.BODY_CHANGED, 5), (
            "chosen by chance"
        )


def test_samples_are_made_as_the_contract_says() -> None:
    log = Log().grow(2)
    body = hashlib.sha256(log.links[1].body or b"").digest()
    expected = hashlib.sha256(log.links[0].hash + b"\0\0\0\0\0\0\0\2" + body).digest()
    assert log.head == expected

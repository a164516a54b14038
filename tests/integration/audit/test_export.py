"""Exports: whole or not at all, exact bytes for machines, harmless cells for spreadsheets."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.audit_samples import Log
from tests.support.audit_server import LogServer, audit_desk
from tests.support.manual_clock import NOVEMBER

from crashdesk.core.errors import ExportFailed, ServerUnreachable
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.parser import parse
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.core.text import Text
from crashdesk.services.audit import AuditReview, ExportForm
from crashdesk.store.store import Store

ALL = TableQuery(ObjectType.AUDIT_ENTRY, sort=(SortKey("seq"),))


@dataclass
class Client:
    audit: LogServer


@asynccontextmanager
async def reviewing(log: Log) -> AsyncGenerator[tuple[AuditReview, Store, LogServer]]:
    server = LogServer(log)
    async with audit_desk(server) as desk:
        await desk.sync(look_back=False)
        store = desk.store
        review = AuditReview(store.tables, store.audit, store.journal, desk.pull, Client(server))  # type: ignore[arg-type]
        yield review, store, server


def ignore(_done: int, _total: int) -> None: ...


def a_log() -> Log:
    log = Log()
    log.add(
        reason='=HYPERLINK("http://x","y")', target={"type": "user", "id": "@usr", "label": '+1, a "b"\r\n'}
    )
    log.add(actor={"id": "usr_2", "kind": "user", "label": " -cmd|' /C calc'!A0"}, after={"n": -5, "ü": "🦆"})
    log.add(ip="\t=1+1", reason="-12.5")
    log.grow(4197)
    log.remove_body(4, "hidden")
    return log


@pytest.mark.asyncio
async def test_jsonl_has_the_bytes_as_they_were_hashed(tmp_path: Path) -> None:
    log = a_log()
    async with reviewing(log) as (review, _, server):
        progress: list[tuple[int, int]] = []
        path = tmp_path / "log.jsonl"
        done = await review.export(
            ALL, ExportForm.JSONL, path, lambda done, total: progress.append((done, total)), typed="is:hidden"
        )
        assert (done.count, done.untold) == (4200, None)
        expected = b"".join(found.line() + b"\n" for found in log.links if found.seq != 4)
        kept = path.read_bytes().splitlines(keepends=True)
        assert json.loads(kept.pop(3)) == json.loads(log.links[3].line())
        assert b"".join(kept) == expected
        assert progress == [(0, 4200), (2000, 4200), (4000, 4200), (4200, 4200)]
        assert server.asked[-1] == "exported 4200 as jsonl: is:hidden (True)"
        assert path.stat().st_mode & 0o777 == 0o600
        assert [file.name for file in tmp_path.iterdir()] == ["log.jsonl"]


@pytest.mark.asyncio
async def test_csv_has_no_formulas(tmp_path: Path) -> None:
    async with reviewing(a_log()) as (review, _, _server):
        path = tmp_path / "log.csv"
        done = await review.export(ALL, ExportForm.CSV, path, ignore, with_bom=True)
        assert done.count == 4200
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbfseq,at,")
        assert raw.count(b"\r\n") == 4201
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        assert rows[0]["reason"] == '\'=HYPERLINK("http://x","y")'
        assert rows[0]["target"].startswith('\'+1, a "b"')
        assert rows[0]["target_id"] == "'@usr"
        assert rows[1]["actor"] == "' -cmd|' /C calc'!A0"
        assert rows[1]["after"] == '{"n":-5,"ü":"🦆"}'
        assert rows[2]["ip"] == "⇥=1+1"
        assert rows[2]["reason"] == "-12.5"
        assert (rows[3]["actor"], rows[3]["missing"]) == ("", "hidden")
        assert rows[4]["at"] == "2026-11-01T00:05:00.000Z"


@pytest.mark.asyncio
async def test_only_what_is_shown_is_exported_in_its_order(tmp_path: Path) -> None:
    async with reviewing(Log().grow(50)) as (review, _, _server):
        where = parse("seq:>48", AUDIT_FIELDS, NOVEMBER)
        query = TableQuery(ObjectType.AUDIT_ENTRY, where, (SortKey("seq", descending=True),))
        done = await review.export(query, ExportForm.JSONL, tmp_path / "log.jsonl", ignore)
        assert done.count == 2
        assert [json.loads(line)["seq"] for line in (tmp_path / "log.jsonl").read_text().splitlines()] == [
            50,
            49,
        ]

        nothing = TableQuery(ObjectType.AUDIT_ENTRY, parse("seq:>99", AUDIT_FIELDS, NOVEMBER))
        assert (await review.export(nothing, ExportForm.JSONL, tmp_path / "empty.jsonl", ignore)).count == 0
        assert (tmp_path / "empty.jsonl").read_bytes() == b""


@pytest.mark.asyncio
async def test_a_cancelled_export_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("of last week")
    async with reviewing(Log().grow(4100)) as (review, store, _server):
        reached = asyncio.Event()

        def stop(done: int, _total: int) -> None:
            if done == 2000:
                reached.set()

        export = asyncio.create_task(review.export(ALL, ExportForm.CSV, path, stop))
        await reached.wait()
        export.cancel()
        with pytest.raises(asyncio.CancelledError):
            await export
        assert [file.name for file in tmp_path.iterdir()] == ["log.jsonl"]
        assert path.read_text() == "of last week"
        assert await store.journal.latest(9) == ()


@pytest.mark.asyncio
async def test_a_folder_that_is_not_there_is_an_expected_failure(tmp_path: Path) -> None:
    async with reviewing(Log().grow(3)) as (review, _, _server):
        with pytest.raises(ExportFailed, match="nowhere"):
            await review.export(ALL, ExportForm.CSV, tmp_path / "nowhere" / "nowhere.csv", ignore)


@pytest.mark.asyncio
async def test_an_export_without_the_server_says_that_it_is_untold(tmp_path: Path) -> None:
    async with reviewing(Log().grow(3)) as (review, store, server):

        async def fail(*_: object, **__: object) -> None:
            await asyncio.sleep(0)
            raise ServerUnreachable

        server.tell_export = fail  # type: ignore[method-assign]
        done = await review.export(ALL, ExportForm.CSV, tmp_path / "log.csv", ignore)
        assert isinstance(done.untold, ServerUnreachable)
        assert done.count == 3
        (line,) = await store.journal.latest(9)
        assert line.event is Event.DONE
        assert "could not be told" in line.answer


@pytest.mark.asyncio
async def test_the_journal_is_exported_without_telling_the_server(tmp_path: Path) -> None:
    async with reviewing(Log()) as (review, store, server):
        await store.journal.record(
            Event.DONE, ObjectType.USER, "usr_1", Text("Test", "Sign out {who}", {"who": "=A"})
        )
        server.asked.clear()
        query = TableQuery(ObjectType.JOURNAL_ENTRY, sort=(SortKey("at"),))
        await review.export(query, ExportForm.CSV, tmp_path / "j.csv", ignore)
        assert (tmp_path / "j.csv").read_bytes().splitlines()[1] == (
            b"2026-11-18T11:06:40.000Z,done,Sign out =A,user,usr_1,,"
        )
        await review.export(query, ExportForm.JSONL, tmp_path / "j.jsonl", ignore)
        assert len((tmp_path / "j.jsonl").read_text().splitlines()) == 2, (
            "the first export is in the journal, too"
        )
        assert server.asked == []
        assert all(isinstance(line, JournalEntry) for line in await store.journal.latest(9))

"""Erasing entries while the server runs: by number, for good, and in the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from tests.support.audit_chain import follow, lines_of
from tests.support.audit_log import AUDIT, entries_of
from tests.support.reference_server import (
    SetClock,
    client_of,
    problem_of,
    running_application,
    sign_in,
)

from crashdesk_server.app import Application
from crashdesk_server.audit.command import erase_entries
from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.storage.transaction import Transaction

pytestmark = pytest.mark.asyncio
LINES = {"Accept": "application/x-ndjson"}
MARK = "zebra-9f3e"


@pytest_asyncio.fixture
async def application(tmp_path: Path) -> AsyncGenerator[Application]:
    async with running_application(tmp_path, SetClock()) as application:

        def fill(tx: Transaction) -> None:
            for number in range(400):
                project = "prj_other" if number == 5 else None
                label = f"{MARK}-{number:03}@example.org"
                record(tx, SYSTEM, "thing.made", Target("thing", f"thg_{number}", label), project_id=project)

        await application.context.database.write(fill)
        yield application


@pytest_asyncio.fixture
async def admin(application: Application) -> AsyncGenerator[httpx.AsyncClient]:
    async with client_of(application) as client:
        await sign_in(client)
        yield client


async def seq_of(admin: httpx.AsyncClient, target: str) -> int:
    [item] = (await admin.get(AUDIT, params={"target": target})).json()["items"]
    return item["seq"]


async def test_what_is_erased_is_off_the_disk_while_the_server_runs(
    tmp_path: Path, admin: httpx.AsyncClient
) -> None:
    seqs = [await seq_of(admin, f"thg_{number}") for number in (7, 8, 250)]
    for still_there in (3, 0):
        count = await asyncio.to_thread(
            erase_entries, tmp_path, [*seqs, 9_999], [], None, "asked for by mail"
        )
        assert count == still_there

    found = lines_of((await admin.get(AUDIT, params={"limit": 2000}, headers=LINES)).content)
    follow(found)
    gone = {entry["seq"]: entry for entry, _ in found if entry.get("missing") == "erased"}
    assert sorted(gone) == seqs
    assert all(entry.keys() == {"seq", "hash", "body_hash", "missing"} for entry in gone.values())
    [told] = await entries_of(admin, "audit.erased")
    first, second, third = seqs
    assert second == first + 1
    assert told["after"] == {"seqs": [[first, second], [third, third]]}
    assert (told["reason"], told["actor"]["kind"]) == ("asked for by mail", "system")

    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for number, is_there in ((7, False), (8, False), (250, False), (6, True), (9, True)):
        assert (f"{MARK}-{number:03}".encode() in on_disk) == is_there, number


async def test_what_explains_the_log_stays(tmp_path: Path, admin: httpx.AsyncClient) -> None:
    first = await seq_of(admin, "thg_0")
    await asyncio.to_thread(erase_entries, tmp_path, [first], [], None, "one")
    proof = (await admin.get(AUDIT, params={"action": "audit.erased"})).json()["items"][0]["seq"]
    assert await asyncio.to_thread(erase_entries, tmp_path, [first, proof], [], None, "two") == 0
    assert len(await entries_of(admin, "audit.erased")) == 1


async def test_an_admin_cannot_erase_over_the_network(admin: httpx.AsyncClient) -> None:
    answer = await admin.post(f"{AUDIT}/erasures", json={"seqs": [1], "reason": "traces"})
    assert problem_of(answer) == (405, "method-not-allowed")

"""The audit log over HTTP: pages, filters, who may read, and that the chain can be followed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import insert, text
from tests.support.audit_chain import follow, lines_of
from tests.support.reference_server import EMAIL, PASSWORD, SetClock, client_of, running_application

from crashdesk_server.app import Application
from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.clock import HOUR, to_rfc3339
from crashdesk_server.storage.schema import projects
from crashdesk_server.storage.transaction import Transaction

AUDIT = "/api/v1/audit"
LINES = {"Accept": "application/x-ndjson"}
pytestmark = pytest.mark.asyncio


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest_asyncio.fixture
async def application(tmp_path: Path, clock: SetClock) -> AsyncGenerator[Application]:
    async with running_application(tmp_path, clock) as application:
        yield application


@pytest_asyncio.fixture
async def admin(application: Application) -> AsyncGenerator[httpx.AsyncClient]:
    async with client_of(application) as client:
        answer = await client.post("/api/v1/session", json={"email": EMAIL, "password": PASSWORD})
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield client


async def write(application: Application, count: int, project_id: str | None = None) -> None:
    def unit(tx: Transaction) -> None:
        for number in range(count):
            target = Target("thing", f"thg_{number}", f"Ding {number} – „ü“ \U0001f600")
            record(tx, SYSTEM, "thing.made", target, after={"n": number}, project_id=project_id)

    await application.context.database.write(unit)


async def test_the_whole_log_can_be_followed_to_the_signed_head(
    application: Application, admin: httpx.AsyncClient
):
    await write(application, 2_500)
    seq, previous = 0, bytes(32)
    while True:
        answer = await admin.get(AUDIT, params={"after": seq, "limit": 2000}, headers=LINES)
        if not answer.content:
            break
        seq, previous = follow(lines_of(answer.content), seq, previous)
    said = (await admin.get(f"{AUDIT}/checkpoint")).json()
    assert (said["seq"], said["hash"]) == (seq, previous.hex())
    assert seq > 2_500

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["public_key"]))
    signed = f"crashdesk audit checkpoint v1\n{said['server_id']}\n{seq}\n{said['hash']}\n{said['time']}\n"
    key.verify(bytes.fromhex(said["signature"]), signed.encode())
    with pytest.raises(InvalidSignature):
        key.verify(bytes.fromhex(said["signature"]), signed.replace(str(seq), str(seq + 1)).encode())


async def test_pages_go_both_ways_and_say_whether_there_is_more(
    application: Application, admin: httpx.AsyncClient
):
    await write(application, 10)
    page = (await admin.get(AUDIT, params={"limit": 4})).json()
    assert [item["seq"] for item in page["items"]] == [1, 2, 3, 4]
    assert page["has_more"] is True
    head = page["head_seq"]
    page = (await admin.get(AUDIT, params={"before": head + 1, "limit": 3})).json()
    assert [item["seq"] for item in page["items"]] == [head, head - 1, head - 2]
    page = (await admin.get(AUDIT, params={"after": head - 1})).json()
    assert [item["seq"] for item in page["items"]] == [head]
    assert page["has_more"] is False
    answer = await admin.get(AUDIT, params={"after": 1, "before": 2})
    assert answer.json()["errors"][0]["pointer"] == "#/query/before"


async def test_filters_find_what_they_name(
    application: Application, admin: httpx.AsyncClient, clock: SetClock
):
    await write(application, 5)
    clock.time += HOUR
    await write(application, 2)

    async def found(**query: str) -> list[str]:
        items = (await admin.get(AUDIT, params=query)).json()["items"]
        return [item["body"]["action"] for item in items]

    assert await found(action="thing.") == ["thing.made"] * 7
    assert await found(action="thing.made", since=to_rfc3339(clock.time)) == ["thing.made"] * 2
    assert await found(target="thg_4") == ["thing.made"]
    assert await found(text="DING 4") == ["thing.made"]
    assert await found(text="100%") == []
    assert await found(outcome="refused") == []
    assert "session.started" not in await found(actor="nobody")
    assert (await admin.get(AUDIT, params={"since": "yesterday"})).status_code == 422


async def test_what_belongs_to_another_project_is_hidden_and_still_followed(
    application: Application, admin: httpx.AsyncClient
):
    await application.context.database.write(
        lambda tx: tx.execute(insert(projects).values(id="prj_other", name="Other"))
    )
    await write(application, 1, "prj_other")
    await write(application, 1, "prj_default")
    content = (await admin.get(AUDIT, headers=LINES)).content
    follow(lines_of(content))
    hidden = [entry for entry, _ in lines_of(content) if entry.get("missing") == "hidden"]
    assert len(hidden) == 1
    assert hidden[0].keys() == {"seq", "hash", "body_hash", "missing"}
    found = (await admin.get(AUDIT, params={"action": "thing."})).json()["items"]
    assert [item["seq"] for item in found] == [hidden[0]["seq"] + 1]
    one = (await admin.get(f"{AUDIT}/{hidden[0]['seq']}")).json()
    assert "body" not in one


async def test_without_bodies_one_gets_what_they_hash_to_now(
    application: Application, admin: httpx.AsyncClient
):
    await write(application, 3)
    before = (await admin.get(AUDIT, params={"bodies": "false"})).json()["items"]
    await application.context.database.write(
        lambda tx: tx.execute(text("UPDATE audit SET body = CAST('{}' AS BLOB) WHERE seq = 2"))
    )
    after = (await admin.get(AUDIT, params={"bodies": "false"})).json()["items"]
    assert [old == new for old, new in zip(before, after, strict=False)][:3] == [True, False, True]
    assert "body" not in after[0]


async def test_reading_is_in_the_log_once_and_makes_no_hint(admin: httpx.AsyncClient):
    async def token() -> str:
        return (await admin.get("/api/v1/changes")).json()["next_token"]

    before = await token()
    for _ in range(3):
        await admin.get(AUDIT)
    items = (await admin.get(AUDIT)).json()["items"]
    assert [item["body"]["action"] for item in items].count("audit.read") == 1
    assert await token() == before


async def test_an_export_is_in_the_log(admin: httpx.AsyncClient):
    told = {"query": "actor:me", "count": 12, "format": "csv"}
    key = {"Idempotency-Key": "once"}
    for _ in range(2):
        assert (await admin.post(f"{AUDIT}/exports", json=told, headers=key)).status_code == 204
    items = (await admin.get(AUDIT, params={"action": "audit.exported"})).json()["items"]
    assert [item["body"]["after"] for item in items] == [told]
    assert items[0]["body"]["actor"]["kind"] == "user"
    assert items[0]["body"]["request_id"].startswith("req_")


@pytest.mark.parametrize("number", ["0", "-1", "99999", "x", "9" * 30, "٣"])
async def test_a_number_that_no_entry_has_is_not_found(admin: httpx.AsyncClient, number: str):
    assert (await admin.get(f"{AUDIT}/{number}")).status_code == 404


async def test_writers_at_once_make_one_chain(application: Application, admin: httpx.AsyncClient):
    await asyncio.gather(*(write(application, 3) for _ in range(50)))
    seq, _ = follow(lines_of((await admin.get(AUDIT, params={"limit": 2000}, headers=LINES)).content))
    assert seq >= 150


async def test_large_bodies_are_told_in_pages_that_can_be_read_whole(
    application: Application, admin: httpx.AsyncClient
):
    def unit(tx: Transaction) -> None:
        for _ in range(300):
            record(tx, SYSTEM, "thing.made", after={str(n): "ü" * 2_000 for n in range(12)})

    await application.context.database.write(unit)
    content = (await admin.get(AUDIT, params={"limit": 2000}, headers=LINES)).content
    assert len(content) <= 4 * 1024 * 1024
    seq, previous = follow(lines_of(content))
    rest = (await admin.get(AUDIT, params={"after": seq, "limit": 1}, headers=LINES)).content
    assert follow(lines_of(rest), seq, previous)[0] == seq + 1
    assert json.loads(rest)["body"]["action"] == "thing.made"

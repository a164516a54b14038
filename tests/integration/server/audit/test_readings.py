"""Reading personal data is in the log: once for a collection and credential, each time for one person."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from tests.support.audit_log import entries_of
from tests.support.reference_server import EMAIL, SetClock, client_of, running_application, sign_in

from crashdesk_server.access import users
from crashdesk_server.access.keys import create_key
from crashdesk_server.access.principal import Principal
from crashdesk_server.app import Application
from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.audit import area as audit_area
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Disclosure, Reply
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.web.routing import Read, Route, Write

pytestmark = pytest.mark.asyncio


class Card(msgspec.Struct, frozen=True):
    phone: str


def build(_context: Context) -> Area:
    """Cards with the numbers of people, of which `crd_1` is the only one."""

    def load(_snapshot: Snapshot, _principal: Principal, ids: Sequence[str]) -> Mapping[str, object]:
        return {identifier: Card("555-0100") for identifier in ids}

    def listed(_snapshot: Snapshot, _call: Call) -> Reply:
        return Reply(Card("555-0100"), disclosures=(Disclosure("card.listed"),))

    def opened(_snapshot: Snapshot, call: Call) -> Reply:
        if call.path["id"] != "crd_1":
            raise ProblemError(problems.NOT_FOUND)
        return Reply(Card("555-0100"), disclosures=(Disclosure("card.opened", ("card", "crd_1", "Mira")),))

    def touch(tx: Transaction, _call: Call) -> Reply:
        tx.touch("card", "crd_1")
        return Reply(status=204)

    return Area(
        routes=(
            Route("GET", "/cards", Read(listed), response=Card),
            Route("GET", "/cards/{id}", Read(opened), response=Card),
            Route("POST", "/cards", Write(touch), status=204),
        ),
        loaders={"card": Loader(None, load, "card.listed")},
    )


@pytest_asyncio.fixture
async def application(tmp_path: Path) -> AsyncGenerator[Application]:
    async with running_application(tmp_path, SetClock(), areas=[build, audit_area.build]) as application:
        yield application


@pytest_asyncio.fixture
async def client(application: Application) -> AsyncGenerator[httpx.AsyncClient]:
    async with client_of(application) as client:
        await sign_in(client)
        yield client


async def key_of(application: Application) -> str:
    def make(tx: Transaction) -> str:
        owner: Any = users.find_by_email(tx, EMAIL)
        return create_key(tx, application.context.ids, owner.id, None, "a program")[1]

    return await application.context.database.write(make)


async def test_a_list_is_one_entry_for_each_session_or_key(
    application: Application, client: httpx.AsyncClient
):
    key = {"Authorization": f"Bearer {await key_of(application)}"}
    async with client_of(application) as other, client_of(application) as program:
        await sign_in(other)
        program.headers.update(key)
        for asking in (client, other, program) * 3:
            assert (await asking.get("/api/v1/cards")).status_code == 200
    found = await entries_of(client, "card.")
    assert [(entry["action"], entry["actor"]["kind"]) for entry in found] == [
        ("card.listed", "user"),
        ("card.listed", "user"),
        ("card.listed", "api_key"),
    ]
    assert all(entry["request_id"].startswith("req_") for entry in found)


async def test_opening_somebody_is_an_entry_each_time_and_a_vain_try_none(client: httpx.AsyncClient):
    for _ in range(2):
        await client.get("/api/v1/cards/crd_1")
    assert (await client.get("/api/v1/cards/crd_2")).status_code == 404
    found = await entries_of(client, "card.")
    assert [(entry["action"], entry["target"]["label"]) for entry in found] == [("card.opened", "Mira")] * 2


async def test_the_feed_counts_as_the_list_from_the_first_object_that_it_carries(client: httpx.AsyncClient):
    since = (await client.get("/api/v1/changes")).json()["next_token"]
    assert await entries_of(client, "card.") == []
    await client.post("/api/v1/cards")
    for _ in range(2):
        assert (await client.get("/api/v1/changes", params={"since": since})).json()["items"]
    await client.get("/api/v1/cards")
    assert [entry["action"] for entry in await entries_of(client, "card.")] == ["card.listed"]


async def test_reading_makes_no_hint_and_so_no_reading(client: httpx.AsyncClient):
    before = (await client.get("/api/v1/changes")).json()["next_token"]
    await client.get("/api/v1/cards")
    await client.get("/api/v1/cards/crd_1")
    await client.get("/api/v1/audit")
    assert (await client.get("/api/v1/changes")).json()["next_token"] == before


async def test_opening_a_single_entry_of_the_log_is_reading_it(client: httpx.AsyncClient):
    await client.get("/api/v1/audit/1")
    assert len(await entries_of(client, "audit.read")) == 1

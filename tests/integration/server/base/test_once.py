"""Idempotency keys, revisions and the transaction that holds both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select
from tests.support.counting_area import Counting
from tests.support.reference_server import (
    EMAIL,
    PASSWORD,
    SetClock,
    client_of,
    problem_of,
    running_application,
    sign_in,
)

from crashdesk_server.area import Area, Context
from crashdesk_server.clock import DAY
from crashdesk_server.storage.idempotency import purge_answers
from crashdesk_server.storage.schema import idempotency

COUNTERS = "/api/v1/counters"


class Desk:
    """A signed-in client, the clock and the handlers behind the server."""

    def __init__(self, client: httpx.AsyncClient, clock: SetClock, counting: Counting) -> None:
        self.client, self.clock, self.counting = client, clock, counting

    async def create(self, key: str | None = None, identifier: str = "cnt_1") -> httpx.Response:
        return await self.client.post(COUNTERS, json={"id": identifier}, headers=keyed(key))

    async def increase(self, revision: int | str | None, key: str | None = None) -> httpx.Response:
        match = {} if revision is None else {"If-Match": f'"{revision}"' if revision != "*" else "*"}
        return await self.client.patch(f"{COUNTERS}/cnt_1", headers={**match, **keyed(key)})


def keyed(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Idempotency-Key": key}


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Desk]:
    built: list[Counting] = []

    def build(context: Context) -> Area:
        built.append(Counting(context))
        return built[0].area()

    clock = SetClock()
    async with (
        running_application(tmp_path, clock, areas=[build]) as application,
        client_of(application) as client,
    ):
        await sign_in(client)
        yield Desk(client, clock, built[0])


@pytest.mark.asyncio
async def test_the_same_request_is_answered_the_same_and_done_once(desk: Desk) -> None:
    first = await desk.create("k1")
    again = await desk.create("k1")

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.headers["etag"] == again.headers["etag"] == '"1"'


@pytest.mark.asyncio
async def test_the_key_is_looked_at_before_the_revision(desk: Desk) -> None:
    await desk.create()
    first = await desk.increase(1, "k1")
    again = await desk.increase(1, "k1")
    without = await desk.increase(None, "k1")

    assert first.json()["revision"] == 2
    assert (again.status_code, again.json(), again.headers["etag"]) == (200, first.json(), '"2"')
    assert without.json() == first.json()
    assert desk.counting.runs == 1


@pytest.mark.asyncio
async def test_another_body_or_address_under_the_same_key_is_refused(desk: Desk) -> None:
    await desk.create("k1")
    await desk.create(None, "cnt_2")

    assert problem_of(await desk.create("k1", "cnt_3")) == (422, "key-reused")
    assert (await desk.increase(1, "k2")).status_code == 200
    other = await desk.client.patch(f"{COUNTERS}/cnt_2", headers={"If-Match": '"1"', **keyed("k2")})
    assert problem_of(other) == (422, "key-reused")


@pytest.mark.asyncio
async def test_a_key_belongs_to_its_route(desk: Desk) -> None:
    await desk.create("k1")

    assert (await desk.increase(1, "k1")).json()["revision"] == 2


@pytest.mark.asyncio
async def test_a_problem_is_not_kept(desk: Desk) -> None:
    assert problem_of(await desk.increase(1, "k1")) == (404, "not-found")
    await desk.create()
    assert (await desk.increase(1, "k1")).status_code == 200


@pytest.mark.asyncio
async def test_while_the_first_runs_the_second_is_told_to_wait(desk: Desk) -> None:
    first = asyncio.create_task(desk.client.post(f"{COUNTERS}/slow", headers=keyed("k1")))
    while not desk.counting.runs:
        await asyncio.sleep(0)
    second = await desk.client.post(f"{COUNTERS}/slow", headers=keyed("k1"))
    desk.counting.gate.set()

    assert problem_of(second) == (409, "request-in-progress")
    assert second.headers["retry-after"] == "1"
    done = await first
    assert (await desk.client.post(f"{COUNTERS}/slow", headers=keyed("k1"))).json() == done.json()
    assert desk.counting.runs == 1


@pytest.mark.asyncio
async def test_many_at_once_act_once(desk: Desk) -> None:
    await desk.create()
    answers = await asyncio.gather(*(desk.increase(1, "k1") for _ in range(20)))

    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert good
    assert all(answer == {"id": "cnt_1", "revision": 2, "filling": ""} for answer in good)
    waiting = [problem_of(answer) for answer in answers if answer.status_code != 200]
    assert set(waiting) <= {(409, "request-in-progress")}
    assert desk.counting.runs == 1


@pytest.mark.asyncio
async def test_an_answer_with_a_secret_is_given_once_and_not_kept(desk: Desk, tmp_path: Path) -> None:
    first = await desk.client.post(f"{COUNTERS}/secret", headers=keyed("k1"))
    again = await desk.client.post(f"{COUNTERS}/secret", headers=keyed("k1"))

    assert first.json()["filling"] == "the secret"
    assert problem_of(again) == (409, "secret-already-shown")
    assert again.json()["id"] == "cnt_secret"
    assert all(b"the secret" not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.asyncio
async def test_signing_in_again_under_one_key_does_not_hand_out_a_second_session(desk: Desk) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    first = await desk.client.post("/api/v1/session", json=body, headers=keyed("k1"))
    again = await desk.client.post("/api/v1/session", json=body, headers=keyed("k1"))

    assert first.status_code == 201
    assert problem_of(again) == (409, "secret-already-shown")
    assert "set-cookie" not in again.headers


@pytest.mark.asyncio
async def test_an_answer_is_forgotten_after_seven_days(desk: Desk) -> None:
    await desk.create("k1")
    session = desk.client.headers["X-CSRF-Token"]
    desk.clock.time += 7 * DAY
    await sign_in(desk.client)
    assert desk.client.headers["X-CSRF-Token"] != session

    assert (await desk.create("k1", "cnt_2")).status_code == 201
    database = desk.counting._context.database
    desk.clock.time += 7 * DAY
    await database.write(purge_answers)
    count = select(func.count()).select_from(idempotency)
    assert await database.read(lambda snapshot: snapshot.execute(count).scalar()) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["", "with space", "x" * 256, "tab\there"])
async def test_odd_keys_are_refused(desk: Desk, key: str) -> None:
    assert problem_of(await desk.create(key)) == (400, "invalid-header")


@pytest.mark.asyncio
async def test_a_change_needs_the_revision_that_was_seen(desk: Desk) -> None:
    await desk.create()

    missing = await desk.increase(None)
    assert problem_of(missing) == (428, "revision-required")
    assert missing.headers["etag"] == '"1"'
    for tag in (2, 0, "x"):
        stale = await desk.increase(tag)
        assert problem_of(stale) == (412, "revision-mismatch")
        assert stale.json()["current"] == {"id": "cnt_1", "revision": 1, "filling": ""}
    assert (await desk.increase(1)).headers["etag"] == '"2"'
    weak = await desk.client.patch(f"{COUNTERS}/cnt_1", headers={"If-Match": 'W/"2"'})
    assert problem_of(weak) == (412, "revision-mismatch")
    several = await desk.client.patch(f"{COUNTERS}/cnt_1", headers={"If-Match": '"1", "2"'})
    assert several.json()["revision"] == 3
    assert (await desk.increase("*")).json()["revision"] == 4

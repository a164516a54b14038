"""The feed of state and the hints."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, update
from tests.support.counting_area import Counting
from tests.support.reference_server import SetClock, client_of, problem_of, running_application, sign_in

from crashdesk_server.access.authentication import Credential
from crashdesk_server.access.keys import create_key
from crashdesk_server.access.users import NewUser, create
from crashdesk_server.app import Application
from crashdesk_server.area import Area, Context
from crashdesk_server.changes.events import MOST, Events
from crashdesk_server.changes.purge import purge_tombstones
from crashdesk_server.clock import DAY, HOUR
from crashdesk_server.storage.schema import head, sessions, users
from crashdesk_server.web import paging
from crashdesk_server.web.problems import ProblemError

CHANGES = "/api/v1/changes"
COUNTERS = "/api/v1/counters"


def build(context: Context) -> Area:
    return Counting(context).area()


class Desk:
    def __init__(self, application: Application, client: httpx.AsyncClient, clock: SetClock) -> None:
        self.application, self.client, self.clock = application, client, clock

    async def changes(self, since: str | None = None, **query: Any) -> dict[str, Any]:
        answer = await self.ask(since, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def own_changes(self, since: str | None = None, **query: Any) -> dict[str, Any]:
        """Without the tasks and queues that every server has."""
        return await self.changes(since, types="counter,person,user", **query)

    async def ask(self, since: str | None = None, **query: Any) -> httpx.Response:
        return await self.client.get(CHANGES, params=({"since": since} if since else {}) | query)

    async def create(self, identifier: str, **more: str) -> None:
        answer = await self.client.post(COUNTERS, json={"id": identifier, **more})
        assert answer.status_code == 201, answer.text

    async def remove(self, identifier: str) -> None:
        assert (await self.client.delete(f"{COUNTERS}/{identifier}")).status_code == 200

    async def write(self, unit: Any) -> Any:
        return await self.application.context.database.write(unit)


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Desk]:
    clock = SetClock()
    async with (
        running_application(tmp_path, clock, areas=[build]) as application,
        client_of(application) as client,
    ):
        await sign_in(client)
        yield Desk(application, client, clock)


@pytest.mark.asyncio
async def test_it_begins_with_everything_and_goes_on_with_what_is_new(desk: Desk) -> None:
    await desk.create("cnt_1", filling="full")
    everything = await desk.own_changes()

    assert [item["type"] for item in everything["items"]] == ["person", "user", "counter"]
    assert everything["items"][2]["object"] == {"id": "cnt_1", "revision": 1, "filling": "full"}
    assert everything["has_more"] is False

    nothing = await desk.own_changes(everything["next_token"])
    assert nothing["items"] == []
    await desk.create("cnt_2")
    await desk.remove("cnt_1")
    news = await desk.own_changes(nothing["next_token"])
    assert [(item["id"], item["object"] is None) for item in news["items"]] == [
        ("cnt_2", False),
        ("cnt_1", True),
    ]


@pytest.mark.asyncio
async def test_an_object_appears_once_at_its_latest_state(desk: Desk) -> None:
    await desk.create("cnt_1")
    start = (await desk.changes())["next_token"]
    for revision in (1, 2, 3):
        await desk.client.patch(f"{COUNTERS}/cnt_1", headers={"If-Match": f'"{revision}"'})

    news = await desk.changes(start)
    assert [(item["id"], item["object"]["revision"]) for item in news["items"]] == [("cnt_1", 4)]


@pytest.mark.asyncio
async def test_a_tombstone_from_before_the_beginning_is_not_sent(desk: Desk) -> None:
    await desk.create("cnt_gone")
    await desk.remove("cnt_gone")

    assert "cnt_gone" not in ids(await desk.changes())


@pytest.mark.asyncio
@pytest.mark.parametrize("limit", [1, 3, 10])
async def test_pages_continue_where_the_last_one_ended_also_within_a_token(desk: Desk, limit: int) -> None:
    for number in range(7):
        await desk.create(f"cnt_{number}")
    await desk.write(lambda tx: [tx.touch("counter", f"cnt_{number}") for number in range(7)])
    found: list[str] = []
    page: dict[str, Any] = {"next_token": None, "has_more": True}
    while page["has_more"]:
        page = await desk.own_changes(page["next_token"], limit=limit)
        assert len(page["items"]) <= limit
        found += ids(page)

    assert sorted(found[2:]) == [f"cnt_{number}" for number in range(7)]
    assert (await desk.own_changes(page["next_token"]))["items"] == []


@pytest.mark.asyncio
async def test_what_is_deleted_while_one_pages_is_told(desk: Desk) -> None:
    for number in range(4):
        await desk.create(f"cnt_{number}")
    first = await desk.own_changes(limit=4)
    assert ids(first)[-1] == "cnt_1"
    await desk.remove("cnt_0")

    rest = await desk.own_changes(first["next_token"])
    assert [(item["id"], item["object"] is None) for item in rest["items"]] == [
        ("cnt_2", False),
        ("cnt_3", False),
        ("cnt_0", True),
    ]


@pytest.mark.asyncio
async def test_an_answer_stays_within_four_megabytes(desk: Desk) -> None:
    for number in range(12):
        await desk.create(f"cnt_{number:02}", filling="x" * 900_000)
    found: list[str] = []
    page: dict[str, Any] = {"next_token": None, "has_more": True}
    while page["has_more"]:
        answer = await desk.ask(page["next_token"], types="counter")
        assert len(answer.content) <= paging.MAX_BYTES + 1000
        page = answer.json()
        found += ids(page)

    assert found == [f"cnt_{number:02}" for number in range(12)]


@pytest.mark.asyncio
async def test_types_can_be_chosen_and_stay_chosen(desk: Desk) -> None:
    await desk.create("cnt_1")
    people = await desk.changes(types="person")

    assert {item["type"] for item in people["items"]} == {"person"}
    assert problem_of(await desk.ask(people["next_token"])) == (422, "invalid-input")
    assert problem_of(await desk.ask(types="nonsense")) == (422, "invalid-input")
    assert len((await desk.changes(types="counter,person"))["items"]) == 2


@pytest.mark.asyncio
async def test_what_the_caller_may_not_see_is_left_out(desk: Desk) -> None:
    await desk.create("cnt_mine")
    await desk.create("cnt_other", project_id="prj_other")

    assert ids(await desk.changes(types="counter")) == ["cnt_mine"]
    hidden = await desk.client.delete(f"{COUNTERS}/cnt_other")
    assert problem_of(hidden) == (404, "not-found")


@pytest.mark.asyncio
async def test_after_thirty_days_one_has_to_begin_anew(desk: Desk) -> None:
    await desk.create("cnt_1")
    await desk.create("cnt_2")
    old = (await desk.changes(types="counter"))["next_token"]
    await desk.remove("cnt_1")
    young = (await desk.changes(old, types="counter"))["next_token"]
    desk.clock.time += 30 * DAY - 1
    await desk.write(purge_tombstones)
    await sign_in(desk.client)
    assert ids(await desk.changes(old, types="counter")) == ["cnt_1"]

    desk.clock.time += 1
    await desk.write(purge_tombstones)

    refused = await desk.ask(old, types="counter")
    assert problem_of(refused) == (410, "resync-required")
    assert refused.json()["reason"] == "too-old"
    assert (await desk.changes(young, types="counter"))["items"] == []
    assert ids(await desk.changes(types="counter")) == ["cnt_2"]


@pytest.mark.asyncio
async def test_a_purge_does_not_end_a_first_reading_under_way(desk: Desk) -> None:
    for number in range(3):
        await desk.create(f"cnt_{number}")
    await desk.remove("cnt_2")
    first = await desk.changes(types="counter,person", limit=1)
    desk.clock.time += 30 * DAY
    await desk.write(purge_tombstones)
    await sign_in(desk.client)

    assert ids(await desk.changes(first["next_token"], types="counter,person")) == ["cnt_0", "cnt_1"]


@pytest.mark.asyncio
async def test_other_rights_mean_beginning_anew(desk: Desk) -> None:
    await desk.create("cnt_1")
    token = (await desk.changes())["next_token"]
    await desk.write(lambda tx: tx.execute(update(users).values(role="viewer")))
    await desk.write(
        lambda tx: create(tx, desk.application.context.ids, NewUser("b@example.org", "", "admin", "x"))
    )

    refused = await desk.ask(token)
    assert problem_of(refused) == (410, "resync-required")
    assert refused.json()["reason"] == "rights-changed"
    assert len(ids(await desk.own_changes())) == 3


@pytest.mark.asyncio
async def test_the_same_rights_by_another_credential_go_on(desk: Desk) -> None:
    token = (await desk.changes(types="counter"))["next_token"]
    database, identifiers = desk.application.context.database, desk.application.context.ids
    user_id = await database.read(lambda snapshot: snapshot.execute(select(users.c.id)).scalar_one())
    key = await desk.write(lambda tx: create_key(tx, identifiers, user_id, None)[1])
    low = await desk.write(lambda tx: create_key(tx, identifiers, user_id, "viewer")[1])

    params = {"since": token, "types": "counter"}
    async with client_of(desk.application) as client:
        answers = [
            await client.get(CHANGES, params=params, headers={"Authorization": f"Bearer {one}"})
            for one in (key, low)
        ]
    assert answers[0].json()["items"] == []
    assert answers[1].json()["reason"] == "rights-changed"


@pytest.mark.asyncio
async def test_another_database_means_beginning_anew(desk: Desk) -> None:
    token = (await desk.changes())["next_token"]
    await desk.write(lambda tx: tx.execute(update(head).values(server_id="srv_restored")))

    assert (await desk.ask(token)).json()["reason"] == "too-old"


@pytest.mark.asyncio
@pytest.mark.parametrize("token", ["x", "W10", "é", "WzFd", "=" * 5, "A" * 5000])
async def test_what_is_no_token_is_refused(desk: Desk, token: str) -> None:
    assert problem_of(await desk.ask(token)) == (422, "invalid-input")


async def next_of(stream: Any) -> bytes:
    return await asyncio.wait_for(anext(stream), 20)


def streams_of(desk: Desk, heartbeat_s: float = 1000.0) -> tuple[Any, Any]:
    """A stream of hints for the desk's session, and its principal's identification."""
    context = desk.application.context
    events = Events(context.database, context.stopping, heartbeat_s)
    credential = Credential(token=desk.client.cookies["crashdesk_session"])
    return events, credential


async def principal_of(desk: Desk, credential: Any) -> Any:
    from crashdesk_server.access.authentication import look_up

    principal, _ = await desk.application.context.database.read(
        lambda snapshot: look_up(snapshot, credential)
    )
    return principal


async def open_stream(desk: Desk, heartbeat_s: float = 1000.0) -> Any:
    events, credential = streams_of(desk, heartbeat_s)
    return events._hints(credential, await principal_of(desk, credential))


@pytest.mark.asyncio
async def test_a_hint_comes_at_once_and_with_each_change_and_carries_the_token_only(desk: Desk) -> None:
    stream = await open_stream(desk)
    first = await next_of(stream)
    await desk.create("cnt_1")
    second = await next_of(stream)

    assert first != second
    for hint in (first, second):
        event, data, *rest = hint.decode().split("\n")
        assert (event, rest) == ("event: changed", ["", ""])
        assert list(json.loads(data.removeprefix("data: "))) == ["token"]
    token = json.loads(second.decode().split("data: ")[1])["token"]
    assert (await desk.changes(token))["items"] == []
    await stream.aclose()


@pytest.mark.asyncio
async def test_a_heartbeat_comes_while_nothing_changes(desk: Desk) -> None:
    stream = await open_stream(desk, heartbeat_s=0)
    await next_of(stream)

    assert await next_of(stream) == b": alive\n\n"
    await stream.aclose()


@pytest.mark.asyncio
async def test_one_session_has_so_many_streams_and_no_more(desk: Desk) -> None:
    events, credential = streams_of(desk)
    principal = await principal_of(desk, credential)
    streams = [events._hints(credential, principal) for _ in range(MOST)]
    for stream in streams:
        events.require_room(principal)
        await next_of(stream)

    with pytest.raises(ProblemError):
        events.require_room(principal)
    await streams.pop().aclose()
    events.require_room(principal)
    for stream in streams:
        await stream.aclose()


@pytest.mark.asyncio
async def test_a_stream_ends_when_the_session_is_ended(desk: Desk) -> None:
    stream = await open_stream(desk)
    await next_of(stream)
    await desk.client.delete("/api/v1/session")

    with pytest.raises(StopAsyncIteration):
        await next_of(stream)


@pytest.mark.asyncio
async def test_a_stream_ends_when_rights_change(desk: Desk) -> None:
    stream = await open_stream(desk)
    await next_of(stream)
    await desk.write(lambda tx: tx.execute(update(users).values(role="viewer")))

    with pytest.raises(StopAsyncIteration):
        await next_of(stream)


@pytest.mark.asyncio
async def test_a_stream_does_not_prolong_the_session_and_ends_with_it(desk: Desk) -> None:
    stream = await open_stream(desk, heartbeat_s=0)
    await next_of(stream)
    desk.clock.time += 11 * HOUR
    seen = select(sessions.c.seen_at)
    await next_of(stream)
    database = desk.application.context.database
    assert (
        await database.read(lambda snapshot: snapshot.execute(seen).scalar()) == desk.clock.time - 11 * HOUR
    )
    desk.clock.time += HOUR

    with pytest.raises(StopAsyncIteration):
        await next_of(stream)


@pytest.mark.asyncio
async def test_people_are_listed_and_their_changes_told(desk: Desk) -> None:
    token = (await desk.changes())["next_token"]
    identifier = await desk.write(
        lambda tx: create(tx, desk.application.context.ids, NewUser("z@example.org", "Ada", "viewer", "x"))
    )

    news = (await desk.changes(token))["items"]
    assert [(item["type"], item["id"]) for item in news] == [("person", identifier), ("user", identifier)]
    people = (await desk.client.get("/api/v1/people")).json()
    assert [person["label"] for person in people["items"]] == ["Ada", "admin@example.org"]
    assert people["count"] == {"value": 2, "kind": "exact"}

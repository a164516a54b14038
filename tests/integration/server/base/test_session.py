"""Signing in and out, how long it holds, and what a request must show."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, update
from tests.support.reference_server import (
    EMAIL,
    NOON,
    PASSWORD,
    SetClock,
    client_of,
    problem_of,
    running_application,
    sign_in,
)

from crashdesk_server.access.keys import create_key
from crashdesk_server.access.users import NewUser, create
from crashdesk_server.app import Application
from crashdesk_server.clock import DAY, HOUR, MINUTE, to_rfc3339
from crashdesk_server.storage.schema import sessions, users

SESSION = "/api/v1/session"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest_asyncio.fixture
async def application(tmp_path: Path, clock: SetClock) -> AsyncGenerator[Application]:
    async with running_application(tmp_path, clock) as application:
        yield application


@pytest_asyncio.fixture
async def client(application: Application) -> AsyncGenerator[httpx.AsyncClient]:
    async with client_of(application) as client:
        yield client


async def key_of(application: Application, role: str | None) -> dict[str, str]:
    """The header of a new API key of the admin."""
    database, ids = application.context.database, application.context.ids
    user_id = await database.read(lambda snapshot: snapshot.execute(select(users.c.id)).scalar_one())
    _, key = await database.write(lambda tx: create_key(tx, ids, user_id, role))
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.asyncio
async def test_signing_in_tells_who_one_is_and_signing_out_ends_it(client: httpx.AsyncClient) -> None:
    answer = await client.post(SESSION, json={"email": f" {EMAIL.upper()} ", "password": PASSWORD})
    said = answer.json()

    assert answer.status_code == 201
    assert said["user"]["email"] == EMAIL
    assert (said["role"], said["via"], said["view_groups"]) == ("admin", "session", [])
    assert said["permissions"] == [
        "audit.read",
        "crashes.delete",
        "crashes.read",
        "crashes.triage",
        "tasks.override",
        "tasks.read",
        "usage.read",
        "users.manage",
        "users.read",
        "webhooks.manage",
        "webhooks.read",
        "webhooks.replay",
    ]
    assert said["expires_at"] == to_rfc3339(NOON + 12 * HOUR)
    assert said["absolute_expires_at"] == to_rfc3339(NOON + 14 * DAY)
    assert (await client.get(SESSION)).json() == said

    client.headers["X-CSRF-Token"] = said["csrf_token"]
    cookie = client.cookies["crashdesk_session"]
    gone = await client.delete(SESSION)
    assert gone.status_code == 204
    assert gone.content == b""
    assert "Max-Age=0" in gone.headers["set-cookie"]
    late = await client.get(SESSION, headers={"Cookie": f"crashdesk_session={cookie}"})
    assert problem_of(late) == (401, "sign-in-required")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("public_url", "secure"),
    [
        ("http://localhost:1", False),
        ("https://d.example", True),
        ("http://d.example", True),
        ("http://127.0.0.1:9", False),
    ],
)
async def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(
    tmp_path: Path, public_url: str, secure: bool
) -> None:
    async with running_application(tmp_path, public_url=public_url) as app, client_of(app) as client:
        answer = await client.post(SESSION, json={"email": EMAIL, "password": PASSWORD})

    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("crashdesk_session=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
    assert ("Secure" in attributes) is secure


@pytest.mark.asyncio
async def test_wrong_password_and_unknown_address_are_answered_alike(client: httpx.AsyncClient) -> None:
    bodies = [{"email": EMAIL, "password": "wrong"}, {"email": "nobody@example.org", "password": PASSWORD}]
    answers = [await client.post(SESSION, json=body) for body in bodies]

    for answer in answers:
        assert problem_of(answer) == (401, "wrong-credentials")
        assert "set-cookie" not in answer.headers
    assert answers[0].json()["title"] == answers[1].json()["title"]


@pytest.mark.asyncio
async def test_a_disabled_account_can_neither_sign_in_nor_stay(
    application: Application, client: httpx.AsyncClient
) -> None:
    await sign_in(client)
    await application.context.database.write(
        lambda tx: tx.execute(update(users).values(enabled=False, role="viewer"))
    )
    await application.context.database.write(
        lambda tx: create(tx, application.context.ids, NewUser("other@example.org", "", "admin", "x"))
    )

    assert problem_of(await client.get(SESSION)) == (401, "sign-in-required")
    answer = await client.post(SESSION, json={"email": EMAIL, "password": PASSWORD})
    assert problem_of(answer) == (403, "account-disabled")
    guess = await client.post(SESSION, json={"email": EMAIL, "password": "wrong"})
    assert problem_of(guess) == (401, "wrong-credentials")


@pytest.mark.asyncio
async def test_attempts_at_an_account_are_throttled_and_the_wait_is_told(
    client: httpx.AsyncClient, application: Application, clock: SetClock
) -> None:
    wrong, right = {"email": EMAIL, "password": "wrong"}, {"email": EMAIL, "password": PASSWORD}
    for _ in range(5):
        assert problem_of(await client.post(SESSION, json=wrong)) == (401, "wrong-credentials")
        clock.time += MINUTE

    refused = await client.post(SESSION, json=right)
    assert problem_of(refused) == (429, "too-many-requests")
    assert refused.headers["retry-after"] == str(10 * 60)
    async with client_of(application, "192.0.2.7") as elsewhere:
        assert (await elsewhere.post(SESSION, json=right)).status_code == 201

    clock.time += 10 * MINUTE
    assert (await client.post(SESSION, json=right)).status_code == 201


@pytest.mark.asyncio
async def test_attempts_from_an_address_are_throttled_whatever_the_account(
    client: httpx.AsyncClient, application: Application
) -> None:
    application._passwords._verify = lambda *_: False  # type: ignore[method-assign]  # quick
    answers = [
        await client.post(SESSION, json={"email": f"user{number}@example.org", "password": "x"})
        for number in range(31)
    ]

    assert [answer.status_code for answer in answers] == [401] * 30 + [429]


@pytest.mark.asyncio
async def test_a_session_slides_with_use_and_ends_without(client: httpx.AsyncClient, clock: SetClock) -> None:
    await sign_in(client)
    for _ in range(3):
        clock.time += 11 * HOUR
        assert (await client.get(SESSION)).json()["expires_at"] == to_rfc3339(clock.time + 12 * HOUR)

    clock.time += 12 * HOUR
    assert problem_of(await client.get(SESSION)) == (401, "sign-in-required")


@pytest.mark.asyncio
async def test_a_session_ends_after_fourteen_days_however_it_is_used(
    client: httpx.AsyncClient, clock: SetClock
) -> None:
    absolute = (await sign_in(client))["absolute_expires_at"]
    while clock.time + 11 * HOUR < NOON + 14 * DAY:
        clock.time += 11 * HOUR
        last = (await client.get(SESSION)).json()

    assert last["expires_at"] == absolute
    clock.time = NOON + 14 * DAY
    assert problem_of(await client.get(SESSION)) == (401, "sign-in-required")


@pytest.mark.asyncio
async def test_neither_token_nor_password_is_in_the_database(
    application: Application, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    key = (await key_of(application, None))["Authorization"].removeprefix("Bearer ")
    csrf = (await sign_in(client))["csrf_token"]
    cookie = client.cookies["crashdesk_session"]

    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (cookie, csrf, key, PASSWORD):
        assert secret.encode() not in kept


@pytest.mark.asyncio
async def test_a_change_by_cookie_needs_the_token_of_its_session(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    right = client.headers.pop("X-CSRF-Token")

    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": right[:-1]}, {"X-CSRF-Token": b"\xe9"}):
        assert problem_of(await client.delete(SESSION, headers=headers)) == (403, "csrf-refused")
    assert (await client.delete(SESSION, headers={"X-CSRF-Token": right})).status_code == 204


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({}, True),
        ({"Origin": "http://127.0.0.1:8080"}, True),
        ({"Referer": "http://127.0.0.1:8080/some/page"}, True),
        ({"Origin": "http://127.0.0.1:8081"}, False),
        ({"Origin": "https://127.0.0.1:8080"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://evil.example", "Referer": "http://127.0.0.1:8080/"}, False),
        ({"Referer": "http://127.0.0.1:8080.evil.example/"}, False),
        ({"Referer": "http://[broken/"}, False),
    ],
)
async def test_a_change_by_cookie_from_elsewhere_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str], accepted: bool
) -> None:
    await sign_in(client)
    answer = await client.delete(SESSION, headers=headers)
    assert (answer.status_code == 204) is accepted
    if not accepted:
        assert problem_of(answer) == (403, "csrf-refused")
        signing_in = await client.post(SESSION, json={"email": EMAIL, "password": PASSWORD}, headers=headers)
        assert problem_of(signing_in) == (403, "csrf-refused")


@pytest.mark.asyncio
async def test_a_key_has_the_lesser_rights_of_itself_and_its_owner(
    application: Application, client: httpx.AsyncClient
) -> None:
    viewer, admin = await key_of(application, "viewer"), await key_of(application, None)

    said = (await client.get(SESSION, headers=viewer)).json()
    assert (said["via"], said["role"], said["csrf_token"], said["expires_at"]) == (
        "api_key",
        "viewer",
        None,
        None,
    )
    assert said["permissions"] == ["crashes.read", "tasks.read", "usage.read", "webhooks.read"]
    assert (await client.get(SESSION, headers=admin)).json()["role"] == "admin"

    await application.context.database.write(lambda tx: tx.execute(update(users).values(role="operator")))
    await application.context.database.write(
        lambda tx: create(tx, application.context.ids, NewUser("other@example.org", "", "admin", "x"))
    )
    assert (await client.get(SESSION, headers=admin)).json()["role"] == "operator"
    assert (await client.get(SESSION, headers=viewer)).json()["role"] == "viewer"
    assert problem_of(await client.delete(SESSION, headers=viewer)) == (403, "forbidden")


@pytest.mark.asyncio
@pytest.mark.parametrize("header", ["Bearer cdk_wrong", "Bearer ", "Basic YTpi", "", "nonsense", "Bearer é"])
async def test_an_authorization_header_decides_alone(client: httpx.AsyncClient, header: str) -> None:
    await sign_in(client)

    answer = await client.get(SESSION, headers={"Authorization": header.encode()})

    assert problem_of(answer) == (401, "sign-in-required")
    assert (await client.get(SESSION)).status_code == 200


@pytest.mark.asyncio
async def test_forwarded_addresses_are_believed_from_a_trusted_proxy_only(application: Application) -> None:
    async def address_kept(peer: str, forwarded: str) -> str:
        async with client_of(application, peer) as client:
            client.headers["X-Forwarded-For"] = forwarded
            await sign_in(client)
        statement = select(sessions.c.address).order_by(sessions.c.id.desc()).limit(1)
        return await application.context.database.read(
            lambda snapshot: snapshot.execute(statement).scalar_one()
        )

    assert await address_kept("127.0.0.1", "203.0.113.9") == "203.0.113.9"
    assert await address_kept("127.0.0.1", "1.2.3.4, 203.0.113.9, 127.0.0.2") == "203.0.113.9"
    assert await address_kept("127.0.0.1", "1.2.3.4, nonsense") == "127.0.0.1"
    assert await address_kept("198.51.100.1", "203.0.113.9") == "198.51.100.1"


@pytest.mark.asyncio
async def test_no_answer_invites_other_origins(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    origin = {"Origin": "http://evil.example"}
    answers = [
        await client.get(SESSION, headers=origin),
        await client.options(SESSION, headers={**origin, "Access-Control-Request-Method": "DELETE"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 405]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.asyncio
async def test_metrics_are_for_this_machine(application: Application) -> None:
    async with client_of(application) as here, client_of(application, "192.0.2.1") as there:
        assert "crashdesk_uptime_seconds" in (await here.get("/metrics")).text
        assert problem_of(await there.get("/metrics")) == (404, "not-found")

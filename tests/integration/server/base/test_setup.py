"""The first admin."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.support.reference_server import (
    EMAIL,
    PASSWORD,
    SetClock,
    client_of,
    problem_of,
    running_application,
    sign_in,
)

from crashdesk_server.access.setup import FILE_NAME
from crashdesk_server.settings import FirstAdmin


def setup_body(token: str, **other: str) -> dict[str, str]:
    return {"token": token, "email": EMAIL, "password": PASSWORD, **other}


@pytest.mark.asyncio
async def test_until_the_first_admin_only_the_public_part_answers(tmp_path: Path) -> None:
    async with running_application(tmp_path, admin=False) as application, client_of(application) as client:
        for path in ("/api/v1/meta", "/openapi.json", "/healthz", "/readyz"):
            assert (await client.get(path)).status_code == 200
        assert (await client.get("/api/v1/meta")).json()["setup_required"] is True
        for path in ("/api/v1/session", "/api/v1/changes", "/api/v1/people", "/api/v1/events"):
            assert problem_of(await client.get(path)) == (503, "setup-required")
        answer = await client.post("/api/v1/session", json={"email": EMAIL, "password": PASSWORD})
        assert problem_of(answer) == (503, "setup-required")


@pytest.mark.asyncio
async def test_the_printed_token_makes_the_first_admin_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_application(tmp_path, admin=False) as application, client_of(application) as client:
        token = (tmp_path / FILE_NAME).read_text()
        assert token in capsys.readouterr().err
        assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600

        wrong = await client.post("/api/v1/setup", json=setup_body("guess"))
        assert problem_of(wrong) == (403, "setup-token-wrong")
        nobody = await client.post("/api/v1/setup", json=setup_body(token, email="nobody"))
        assert problem_of(nobody) == (422, "invalid-input")
        made = await client.post("/api/v1/setup", json=setup_body(token, name="Ada"))

        assert made.status_code == 201
        assert made.json()["role"] == "admin"
        assert (await client.get("/api/v1/session")).json()["user"]["name"] == "Ada"
        assert (await client.get("/api/v1/meta")).json()["setup_required"] is False
        assert not (tmp_path / FILE_NAME).exists()
        again = await client.post("/api/v1/setup", json=setup_body(token))
        assert problem_of(again) == (409, "already-set-up")


@pytest.mark.asyncio
async def test_two_set_ups_at_once_make_one_admin(tmp_path: Path) -> None:
    async with (
        running_application(tmp_path, admin=False, setup_token="known") as application,
        client_of(application) as client,
    ):
        bodies = [setup_body("known", email=f"{name}@example.org") for name in ("a", "b")]
        answers = await asyncio.gather(*(client.post("/api/v1/setup", json=body) for body in bodies))

        assert sorted(answer.status_code for answer in answers) == [201, 409]
        people = (await client.get("/api/v1/people")).json()
        assert len(people["items"]) == 1


@pytest.mark.asyncio
async def test_the_token_stays_the_same_until_it_is_used(tmp_path: Path) -> None:
    tokens: set[str] = set()
    for _ in range(2):
        async with running_application(tmp_path, admin=False):
            tokens.add((tmp_path / FILE_NAME).read_text())
    async with running_application(tmp_path, admin=False, setup_token="from the environment"):
        assert (tmp_path / FILE_NAME).read_text() == "from the environment"

    assert len(tokens) == 1


@pytest.mark.asyncio
async def test_guessing_the_token_is_throttled(tmp_path: Path) -> None:
    async with running_application(tmp_path, SetClock(), admin=False) as app, client_of(app) as client:
        answers = [await client.post("/api/v1/setup", json=setup_body(str(number))) for number in range(6)]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]


@pytest.mark.asyncio
async def test_the_environment_makes_an_admin_and_leaves_an_account_alone_that_exists(tmp_path: Path) -> None:
    async with running_application(tmp_path) as application, client_of(application) as client:
        first = await sign_in(client)
    other = FirstAdmin(EMAIL.upper(), "another password")
    async with running_application(tmp_path, admin=False) as application:
        application._setup._settings = type(application.context.settings)(tmp_path, "", first_admin=other)
        await asyncio.to_thread(application._setup.prepare, application._passwords)
        async with client_of(application) as client:
            assert (await sign_in(client))["user"] == first["user"]
            assert not (tmp_path / FILE_NAME).exists()

"""One's own sessions, password and API keys, and what one can be allowed to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.account_server import API, SESSION, account_server
from tests.support.reference_server import EMAIL, PASSWORD, problem_of

from crashdesk_server.access import key_handlers, permissions
from crashdesk_server.clock import MINUTE, to_rfc3339

VIEWER = ["crashes.read", "tasks.read", "usage.read", "webhooks.read"]
ADA = "ada@example.org"
KEYS = f"{API}/api-keys"


@pytest.mark.asyncio
async def test_sessions_are_listed_and_ended_one_by_one(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "viewer")
        other = server.visitor("203.0.113.9")
        other.client.headers["User-Agent"] = "Desk/1 " + "x" * 1000
        server.clock.time += MINUTE
        await other.sign_in(ADA)

        sessions = (await ada.get("/sessions?sort=created_at"))["items"]
        assert [session["current"] for session in sessions] == [True, False]
        assert sessions[1]["address"] == "203.0.113.9"
        assert sessions[1]["created_at"] == to_rfc3339(server.clock.time)
        assert sessions[1]["user_agent"].startswith("Desk/1 x")
        assert len(sessions[1]["user_agent"]) == 254

        admins = (await server.admin.get("/sessions"))["items"]
        foreign = await ada.client.delete(f"{API}/sessions/{admins[0]['id']}")
        assert problem_of(foreign) == (404, "not-found")
        gone = await ada.client.delete(f"{API}/sessions/{sessions[1]['id']}")
        assert gone.status_code == 204
        assert "set-cookie" not in gone.headers
        assert problem_of(await other.client.get(SESSION)) == (401, "sign-in-required")
        own = await ada.client.delete(f"{API}/sessions/{sessions[0]['id']}")
        assert "Max-Age=0" in own.headers["set-cookie"]
        assert problem_of(await ada.client.get(SESSION)) == (401, "sign-in-required")


@pytest.mark.asyncio
async def test_guessing_the_current_password_is_throttled_like_signing_in(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "viewer")
        guesses = [await ada.change_password(f"guess {number}", "a new password") for number in range(5)]
        assert {problem_of(answer) for answer in guesses[:4]} == {(401, "wrong-credentials")}
        assert problem_of(guesses[4]) == (429, "too-many-requests")
        assert (await ada.client.get(SESSION)).status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize("new", ["short", PASSWORD, "x" * 201])
async def test_a_password_that_is_none_is_refused(tmp_path: Path, new: str) -> None:
    async with account_server(tmp_path) as server:
        answer = await server.admin.change_password(PASSWORD, new)
        assert problem_of(answer) == (422, "invalid-input")
        assert answer.json()["errors"][0]["pointer"] == "#/new_password"


@pytest.mark.asyncio
async def test_a_key_is_shown_once_works_and_is_revoked(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "operator")
        headers = {"Idempotency-Key": "one"}
        answer = await ada.client.post(KEYS, json={"name": " nightly ", "role": "viewer"}, headers=headers)
        made = answer.json()
        assert answer.status_code == 201
        assert made["key"].startswith(made["prefix"])
        again = await ada.client.post(KEYS, json={"name": " nightly ", "role": "viewer"}, headers=headers)
        assert problem_of(again) == (409, "secret-already-shown")
        assert again.json()["id"] == made["id"]

        machine = server.visitor("203.0.113.5").client
        machine.headers["Authorization"] = f"Bearer {made['key']}"
        assert (await machine.get(SESSION)).json()["permissions"] == VIEWER
        first_use = server.clock.time
        server.clock.time += MINUTE - 1
        await machine.get(SESSION)
        [listed] = (await ada.get("/api-keys"))["items"]
        assert listed == {
            "id": made["id"],
            "name": "nightly",
            "prefix": made["prefix"],
            "owner": {"id": made["owner"]["id"], "label": ADA},
            "role": "viewer",
            "created_at": to_rfc3339(first_use),
            "expires_at": None,
            "last_used_at": to_rfc3339(first_use),
            "last_used_from": "203.0.113.5",
        }
        server.clock.time += 1
        await machine.get(SESSION)
        [listed] = (await ada.get("/api-keys"))["items"]
        assert listed["last_used_at"] == to_rfc3339(server.clock.time)

        assert (await ada.client.delete(f"{KEYS}/{made['id']}")).status_code == 204
        assert problem_of(await machine.get(SESSION)) == (401, "sign-in-required")
        assert problem_of(await ada.client.delete(f"{KEYS}/{made['id']}")) == (404, "not-found")


@pytest.mark.asyncio
async def test_a_key_has_what_it_and_its_owner_have_in_common(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "viewer", "audit.read")
        found: dict[str | None, list[str]] = {}
        for role in (None, "viewer"):
            key = (await ada.client.post(KEYS, json={"name": "x", "role": role})).json()["key"]
            machine = server.visitor().client
            said = await machine.get(SESSION, headers={"Authorization": f"Bearer {key}"})
            found[role] = said.json()["permissions"]
        assert found == {
            None: ["audit.read", *VIEWER],
            "viewer": VIEWER,
        }
        for role in ("operator", "admin"):
            answer = await ada.client.post(KEYS, json={"name": "x", "role": role})
            assert problem_of(answer) == (422, "invalid-input")


@pytest.mark.asyncio
async def test_others_keys_are_an_admins_business_and_none_of_a_keys(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada, bob = await server.member(ADA, "viewer"), await server.member("bob@example.org", "operator")
        made = (await ada.client.post(KEYS, json={"name": "x"})).json()
        path = f"/api-keys?user_id={made['owner']['id']}"
        assert problem_of(await bob.client.get(API + path)) == (403, "forbidden")
        assert problem_of(await bob.client.delete(f"{KEYS}/{made['id']}")) == (404, "not-found")
        assert [key["id"] for key in (await server.admin.get(path))["items"]] == [made["id"]]

        key = (await server.admin.client.post(KEYS, json={"name": "root"})).json()
        machine = server.visitor().client
        machine.headers["Authorization"] = f"Bearer {key['key']}"
        change = {"current_password": PASSWORD, "new_password": "a new password"}
        for answer in (
            await machine.get(KEYS),
            await machine.post(KEYS, json={"name": "more"}),
            await machine.delete(f"{KEYS}/{made['id']}"),
            await machine.get(f"{API}/sessions"),
            await machine.delete(f"{API}/sessions/ses_1"),
            await machine.post(f"{SESSION}/password", json=change),
        ):
            assert problem_of(answer) == (403, "forbidden")
        assert (await server.admin.client.delete(f"{KEYS}/{made['id']}")).status_code == 204


@pytest.mark.asyncio
async def test_nobody_has_any_number_of_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_handlers, "MOST", 2)
    async with account_server(tmp_path) as server:
        answers = [await server.admin.client.post(KEYS, json={"name": "x"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 422]


@pytest.mark.asyncio
async def test_every_permission_is_explained(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        listed = (await server.admin.get("/permissions"))["permissions"]
        held = {role: {one["name"] for one in listed if role in one["roles"]} for role in permissions.ROLES}

    assert held == {role: set(names) for role, names in permissions.ROLES.items()}
    constants = {value for value in vars(permissions).values() if _is_permission(value)}
    assert {one["name"] for one in listed} == constants
    assert [one["name"] for one in listed if one["grantable"]] == ["audit.read"]
    assert all(one["meaning"].endswith(".") and one["group"] for one in listed)
    assert EMAIL not in str(listed)


def _is_permission(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z]+\.[a-z]+", value) is not None

"""Managing accounts: what is changed, what nobody may do, and what ends with it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.account_server import API, SESSION, USERS, AccountServer, Visitor, account_server
from tests.support.crash_server import GROUPS, CrashServer, crash_server
from tests.support.reference_server import EMAIL, problem_of

ADA = "ada@example.org"
BOB = "bob@example.org"


async def feed(visitor: Visitor, since: str = "") -> tuple[list[tuple[str, str, Any]], str]:
    """What is new for somebody, and where to go on."""
    answer = await visitor.get(f"/changes?since={since}" if since else "/changes")
    return [(item["type"], item["id"], item["object"]) for item in answer["items"]], answer["next_token"]


@pytest.mark.asyncio
async def test_every_kind_of_change_is_kept_and_told_and_grows_the_revision(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "viewer")
        user = await server.admin.account(ADA)
        _, token = await feed(server.admin)
        patch = {"name": " Ada ", "role": "operator", "permissions": ["audit.read", "audit.read"]}
        answer = await server.admin.patch(user, **patch)
        changed = answer.json()

        assert answer.headers["ETag"] == f'"{user["revision"] + 1}"'
        assert (changed["name"], changed["role"], changed["permissions"]) == (
            "Ada",
            "operator",
            ["audit.read"],
        )
        news, token = await feed(server.admin, token)
        assert [(kind, identifier) for kind, identifier, _ in news] == [
            ("person", user["id"]),
            ("user", user["id"]),
        ]
        assert news[0][2] == {"id": user["id"], "label": "Ada", "role": "operator", "enabled": True}
        assert news[1][2] == changed
        said = (await ada.client.get(SESSION)).json()
        assert said["permissions"] == [
            "audit.read", "crashes.delete", "crashes.read", "crashes.triage", "tasks.override", "tasks.read",
            "usage.read", "webhooks.read", "webhooks.replay",
        ]  # fmt: skip

        same = await server.admin.patch(changed, **patch)
        assert same.json() == changed
        assert await feed(server.admin, token) == ([], token)


@pytest.mark.asyncio
async def test_whoever_has_seen_something_else_is_shown_what_it_is_now(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.visitor().register(ADA)
        old = await server.admin.account(ADA)
        now = (await server.admin.decide(old, "approve", role="viewer")).json()
        attempts = [
            await server.admin.patch(old, name="x"),
            await server.admin.delete(old),
            await server.admin.decide(old, "approve", role="admin"),
            await server.admin.decide(old, "reject"),
        ]
        for answer in attempts:
            assert problem_of(answer) == (412, "revision-mismatch")
            assert answer.json()["current"] == now
        for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/approve"), ("POST", "/reject")):
            body = {"role": "viewer"} if path == "/approve" else {}
            content = {} if method == "DELETE" else {"json": body}
            bare = await server.admin.client.request(method, f"{USERS}/{old['id']}{path}", **content)
            assert problem_of(bare) == (428, "revision-required")


@pytest.mark.asyncio
async def test_a_disabled_account_is_out_at_once_with_its_keys_and_comes_back(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "operator")
        made = (await ada.client.post(f"{API}/api-keys", json={"name": "nightly"})).json()
        by_key = httpx.Headers({"Authorization": f"Bearer {made['key']}"})
        machine = server.visitor("203.0.113.5").client
        assert (await machine.get(f"{API}/crash-groups", headers=by_key)).status_code == 200

        user = await server.admin.account(ADA)
        assert (user["sessions"], user["api_keys"]) == (1, 1)
        disabled = (await server.admin.patch(user, enabled=False)).json()
        assert (disabled["state"], disabled["sessions"]) == ("disabled", 0)
        assert problem_of(await ada.client.get(SESSION)) == (401, "sign-in-required")
        assert problem_of(await machine.get(f"{API}/crash-groups", headers=by_key)) == (
            401,
            "sign-in-required",
        )
        assert problem_of(await ada.sign_in(ADA)) == (403, "account-disabled")

        assert (await server.admin.patch(disabled, enabled=True)).json()["state"] == "active"
        assert problem_of(await ada.client.get(SESSION)) == (401, "sign-in-required")
        assert (await ada.sign_in(ADA)).json()["role"] == "operator"
        assert (await machine.get(f"{API}/crash-groups", headers=by_key)).status_code == 200


@pytest.mark.asyncio
async def test_rights_come_by_approval_alone_and_only_some_are_granted(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.visitor().register(ADA)
        waiting = await server.admin.account(ADA)
        for changes in ({"role": "admin"}, {"enabled": False}, {"permissions": ["audit.read"]}):
            assert problem_of(await server.admin.patch(waiting, **changes)) == (409, "not-approved")
        renamed = (await server.admin.patch(waiting, name="Ada")).json()
        active = (await server.admin.decide(renamed, "approve", role="viewer")).json()
        for name in ("users.manage", "nonsense"):
            answer = await server.admin.patch(active, permissions=[name])
            assert problem_of(answer) == (422, "invalid-input")
            assert answer.json()["errors"][0]["pointer"] == "#/permissions/0"


@pytest.mark.asyncio
async def test_the_only_admin_and_oneself_are_guarded(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        me = await server.admin.account(EMAIL)

        async def attempts() -> set[tuple[int, str]]:
            return {
                problem_of(await server.admin.patch(me, role="operator")),
                problem_of(await server.admin.patch(me, enabled=False)),
                problem_of(await server.admin.delete(me)),
                problem_of(await server.admin.decide(me, "reject")),
            }

        assert await attempts() == {(409, "last-admin")}
        await server.member(ADA, "admin")
        assert await attempts() == {(409, "oneself")}

        key = (await server.admin.client.post(f"{API}/api-keys", json={"name": "mine"})).json()["key"]
        machine = server.visitor()
        machine.client.headers["Authorization"] = f"Bearer {key}"
        assert problem_of(await machine.delete(me)) == (409, "oneself")
        assert (await server.admin.patch(me, name="Root", role="admin")).json()["name"] == "Root"
        ada = await server.admin.account(ADA)
        assert (await machine.patch(ada, role="viewer")).json()["role"] == "viewer"


@pytest.mark.asyncio
@pytest.mark.parametrize("deed", ["demote", "disable", "delete"])
async def test_of_two_admins_who_strike_at_once_one_stays(tmp_path: Path, deed: str) -> None:
    async with account_server(tmp_path) as server:
        other = await server.member(ADA, "admin")
        ada, me = await server.admin.account(ADA), await server.admin.account(EMAIL)

        def strike(visitor: Visitor, victim: dict[str, Any]) -> Any:
            match deed:
                case "demote":
                    return visitor.patch(victim, role="viewer")
                case "disable":
                    return visitor.patch(victim, enabled=False)
                case _:
                    return visitor.delete(victim)

        answers = await asyncio.gather(strike(server.admin, ada), strike(other, me))

        statuses = sorted(answer.status_code for answer in answers)
        assert statuses[0] in {200, 204}
        assert statuses[1] == (403 if deed == "demote" else 401)
        winner = server.admin if answers[0].is_success else other
        users = (await winner.get("/users"))["items"]
        assert len([user for user in users if user["role"] == "admin" and user["state"] == "active"]) == 1


@pytest.mark.asyncio
async def test_signing_somebody_out_ends_all_sessions_and_ones_own_but_this(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "viewer")
        await server.visitor().sign_in(ADA)
        await server.visitor().sign_in()

        async def sign_out(email: str) -> dict[str, int]:
            user = await server.admin.account(email)
            answer = await server.admin.client.delete(f"{USERS}/{user['id']}/sessions")
            assert answer.status_code == 200, answer.text
            return answer.json()

        assert await sign_out(ADA) == {"ended": 2}
        assert await sign_out(ADA) == {"ended": 0}
        assert problem_of(await ada.client.get(SESSION)) == (401, "sign-in-required")
        assert await sign_out(EMAIL) == {"ended": 1}
        assert (await server.admin.client.get(SESSION)).status_code == 200


@pytest.mark.asyncio
async def test_deleting_takes_the_account_and_leaves_what_was_written(tmp_path: Path) -> None:
    async with crash_server(tmp_path) as server:
        ada, admin = Visitor(server.application), as_visitor(server)
        async with ada.client:
            await ada.register(ADA, name="Ada")
            user = (await admin.decide(await admin.account(ADA), "approve", role="operator")).json()
            await server.report("boom")
            group = await server.patch(await server.group(), assignee_id=user["id"])
            note = await ada.client.post(f"{GROUPS}/{group['id']}/notes", json={"text": "mine"})
            assert note.status_code == 201
            _, token = await feed(admin)

            assert (await admin.delete(await admin.account(ADA))).status_code == 204

            assert problem_of(await ada.client.get(SESSION)) == (401, "sign-in-required")
            assert problem_of(await ada.sign_in(ADA)) == (401, "wrong-credentials")
        now = await server.group()
        assert (now["assignee"], now["revision"]) == (None, group["revision"] + 1)
        lines = await server.timeline(now)
        assert ("note", None, "mine") in lines
        assert lines[-1] == ("assigned", "Ada", None)
        news, _ = await feed(admin, token)
        gone = [(kind, identifier) for kind, identifier, item in news if item is None]
        assert gone == [("person", user["id"]), ("user", user["id"])]
        missing = await server.client.get(f"{USERS}/{user['id']}")
        assert problem_of(missing) == (404, "not-found")


def as_visitor(server: CrashServer) -> Visitor:
    """The admin of a crash server, who is signed in."""
    admin = Visitor(server.application)
    admin.client = server.client
    return admin


@pytest.mark.asyncio
async def test_the_feed_begins_anew_when_rights_change_and_ends_with_the_account(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "viewer")
        _, token = await feed(ada)
        user = await server.admin.account(ADA)
        user = (await server.admin.patch(user, permissions=["audit.read"])).json()
        refused = await ada.client.get(f"{API}/changes", params={"since": token})
        assert problem_of(refused) == (410, "resync-required")
        assert refused.json()["reason"] == "rights-changed"
        assert "user" not in {kind for kind, _, _ in (await feed(ada))[0]}

        await server.admin.patch(user, enabled=False)
        refused = await ada.client.get(f"{API}/changes", params={"since": token})
        assert problem_of(refused) == (401, "sign-in-required")


@pytest.mark.asyncio
async def test_what_is_shown_of_an_account_is_told_whenever_it_changes(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = await server.member(ADA, "viewer")
        _, token = await feed(server.admin)

        async def told() -> list[tuple[int, int]]:
            nonlocal token
            news, token = await feed(server.admin, token)
            return [(item["sessions"], item["api_keys"]) for kind, _, item in news if kind == "user"]

        await server.visitor().sign_in(ADA)
        assert await told() == [(2, 0)]
        key = (await ada.client.post(f"{API}/api-keys", json={"name": "x"})).json()
        assert await told() == [(2, 1)]
        await ada.client.delete(f"{API}/api-keys/{key['id']}")
        assert await told() == [(2, 0)]
        await ada.client.delete(SESSION)
        assert await told() == [(1, 0)]
        await ada.client.get(SESSION)
        assert await told() == []


@pytest.mark.asyncio
async def test_the_list_is_filtered_by_state_and_sorted(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        for number, email in enumerate((ADA, BOB, "zoe@example.org", "yan@example.org")):
            server.clock.time += 1
            await server.visitor(f"192.0.2.{number}").register(email)
        await decide_all(server)

        async def emails(query: str) -> list[str]:
            return [user["email"] for user in (await server.admin.get(f"/users?{query}"))["items"]]

        assert await emails("state=pending") == ["yan@example.org"]
        assert await emails("state=rejected") == ["zoe@example.org"]
        assert await emails("state=disabled") == [BOB]
        assert await emails("state=active&sort=registered_at") == [EMAIL, ADA]
        assert await emails("sort=label&limit=2") == [ADA, EMAIL]


async def decide_all(server: AccountServer) -> None:
    await server.admin.decide(await server.admin.account(ADA), "approve", role="viewer")
    bob = await server.admin.decide(await server.admin.account(BOB), "approve", role="viewer")
    await server.admin.patch(bob.json(), enabled=False)
    await server.admin.decide(await server.admin.account("zoe@example.org"), "reject")

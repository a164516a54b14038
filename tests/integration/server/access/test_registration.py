"""From asking to be let in to being in, and what strangers can't find out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from tests.support.account_server import API, SESSION, AccountServer, Visitor, account_server
from tests.support.reference_server import EMAIL, PASSWORD, problem_of, running_application

from crashdesk_server.access import registering
from crashdesk_server.access.setup import FILE_NAME
from crashdesk_server.clock import DAY, HOUR, to_rfc3339

ADA = "ada@example.org"
OTHER = "another password"


@pytest.mark.asyncio
async def test_register_wait_be_approved_work_change_the_password_and_leave(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = server.visitor("2001:db8::7")
        answer = await ada.register(ADA, name="Ada Lovelace")
        assert answer.status_code == 201
        said = answer.json()
        assert (said["role"], said["permissions"], said["via"]) == ("pending", [], "session")
        assert said["user"]["email"] == ADA
        assert (await ada.client.get(SESSION)).json() == said
        assert problem_of(await ada.client.get(f"{API}/crash-groups")) == (403, "awaiting-approval")
        assert problem_of(await ada.client.get(f"{API}/sessions")) == (403, "awaiting-approval")
        assert (await ada.client.get(f"{API}/meta")).status_code == 200

        [waiting] = (await server.admin.get("/users?state=pending"))["items"]
        assert waiting == {
            "id": said["user"]["id"],
            "revision": 1,
            "email": ADA,
            "name": "Ada Lovelace",
            "state": "pending",
            "role": "pending",
            "permissions": [],
            "registered_at": to_rfc3339(server.clock.time),
            "registered_from": "2001:db8::7",
            "decided_at": None,
            "decided_by": None,
            "decision_note": "",
            "last_sign_in_at": to_rfc3339(server.clock.time),
            "sessions": 1,
            "api_keys": 0,
        }
        approved = (
            await server.admin.decide(waiting, "approve", role="viewer", note=" from support ")
        ).json()
        assert (approved["state"], approved["role"], approved["revision"]) == ("active", "viewer", 2)
        assert approved["decision_note"] == "from support"
        assert approved["decided_by"]["label"] == EMAIL

        assert (await ada.client.get(SESSION)).json()["role"] == "viewer"
        assert (await ada.client.get(f"{API}/crash-groups")).status_code == 200
        assert problem_of(await ada.client.get(f"{API}/users")) == (403, "forbidden")

        elsewhere = server.visitor("192.0.2.9")
        assert (await elsewhere.sign_in(ADA)).status_code == 201
        before = ada.client.cookies["crashdesk_session"]
        assert problem_of(await ada.change_password("wrong", OTHER)) == (401, "wrong-credentials")
        changed = await ada.change_password(PASSWORD, OTHER)
        assert changed.status_code == 200
        assert ada.client.cookies["crashdesk_session"] != before
        assert (await ada.client.get(SESSION)).json()["user"] == said["user"]
        assert problem_of(await elsewhere.client.get(SESSION)) == (401, "sign-in-required")
        assert problem_of(await elsewhere.sign_in(ADA)) == (401, "wrong-credentials")
        assert (await elsewhere.sign_in(ADA, OTHER)).status_code == 201

        assert (await ada.client.delete(SESSION)).status_code == 204
        assert problem_of(await ada.client.get(SESSION)) == (401, "sign-in-required")


@pytest.mark.asyncio
async def test_the_rejected_are_told_why_once_they_have_shown_who_they_are(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada = server.visitor()
        await ada.register(ADA)
        waiting = await server.admin.account(ADA)
        rejected = (await server.admin.decide(waiting, "reject", reason="Nobody knows you here.")).json()
        assert (rejected["state"], rejected["role"], rejected["sessions"]) == ("rejected", "pending", 0)

        assert problem_of(await ada.client.get(SESSION)) == (401, "sign-in-required")
        for answer in (await ada.sign_in(ADA), await ada.register(ADA)):
            assert problem_of(answer) == (403, "account-rejected")
            assert answer.json()["detail"] == "Nobody knows you here."
        assert problem_of(await ada.sign_in(ADA, "wrong")) == (401, "wrong-credentials")

        assert problem_of(await server.admin.decide(rejected, "reject")) == (409, "already-decided")
        approved = await server.admin.decide(rejected, "approve", role="operator")
        assert approved.json()["state"] == "active"
        assert (await ada.sign_in(ADA)).json()["role"] == "operator"
        again = await server.admin.decide(approved.json(), "approve", role="viewer")
        assert problem_of(again) == (409, "already-decided")


async def behaviour(server: AccountServer, email: str, address: str) -> list[object]:
    """What somebody finds out about an address that they register with a password of their own."""
    visitor, later = server.visitor(address), server.visitor(address)
    registered = await visitor.register(email, OTHER, name="Me")
    answers = [
        registered,
        await visitor.client.get(SESSION),
        await visitor.client.get(f"{API}/users"),
        await visitor.client.get(f"{API}/changes"),
        await later.sign_in(email, OTHER),
        await later.client.get(SESSION),
        await later.register(email, OTHER, name="Me"),
        await visitor.change_password("wrong", "a third password"),
        await visitor.change_password(OTHER, "a third password"),
        await later.client.get(SESSION),
        await visitor.client.get(SESSION),
        await later.sign_in(email, OTHER),
        await later.sign_in(email, "a third password"),
        await visitor.client.delete(SESSION),
        await visitor.client.get(SESSION),
    ]
    own = registered.json()["user"]["id"]
    return [
        (answer.status_code, sorted(answer.headers), _told(answer.text, own, email)) for answer in answers
    ]


def _told(text: str, own: str, email: str) -> list[str]:
    """Return an answer as its words, with the visitor's own id and address named so, and chance left out."""
    words = text.replace(own, "(own)").replace(email, "(address)").split('"')
    return [word for word in words if not word.startswith("req_") and len(word) != 64]


@pytest.mark.asyncio
async def test_registering_tells_nobody_who_has_an_account(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.member(ADA, "operator")
        known = await behaviour(server, ADA, "203.0.113.1")
        unknown = await behaviour(server, "eve@example.org", "203.0.113.2")
        for one, other in zip(known, unknown, strict=True):
            assert one == other

        emails = [user["email"] for user in (await server.admin.get("/users"))["items"]]
        assert sorted(emails) == sorted([EMAIL, ADA, "eve@example.org"])
        ada = await server.admin.account(ADA)
        assert (ada["state"], ada["role"], ada["sessions"]) == ("active", "operator", 1)
        assert (await server.visitor().sign_in(ADA)).json()["role"] == "operator"


@pytest.mark.asyncio
async def test_registering_again_with_the_own_password_is_signing_in(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.member(ADA, "viewer")
        again = await server.visitor().register(ADA.upper())

        assert again.status_code == 201
        assert again.json()["role"] == "viewer"
        assert (await server.admin.account(ADA))["sessions"] == 2


@pytest.mark.asyncio
async def test_the_same_registration_twice_at_once_is_one_account(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        visitors = [server.visitor() for _ in range(3)]
        answers = await asyncio.gather(*(visitor.register(ADA) for visitor in visitors))

        assert [answer.status_code for answer in answers] == [201] * 3
        assert len({answer.json()["user"]["id"] for answer in answers}) == 1
        assert (await server.admin.account(ADA))["sessions"] == 3


@pytest.mark.asyncio
async def test_a_decoy_ends_with_the_account_behind_it(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.member(ADA, "viewer")
        stranger = server.visitor("203.0.113.1")
        await stranger.register(ADA, OTHER)
        await server.admin.delete(await server.admin.account(ADA))

        assert problem_of(await stranger.client.get(SESSION)) == (401, "sign-in-required")
        assert problem_of(await stranger.sign_in(ADA, OTHER)) == (401, "wrong-credentials")


@pytest.mark.asyncio
async def test_holding_a_decoy_wins_no_guesses(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.member(ADA, "viewer")
        stranger = server.visitor("203.0.113.1")
        await stranger.register(ADA, OTHER)
        statuses: list[int] = []
        for number in range(6):
            await stranger.sign_in(ADA, OTHER)
            statuses.append((await stranger.sign_in(ADA, f"guess {number}")).status_code)

        assert statuses == [401] * 4 + [429] * 2


@pytest.mark.asyncio
async def test_registrations_are_throttled_by_address(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        server.application._passwords._hasher = PasswordHasher(1, 8, 1)  # quick
        visitor = server.visitor()
        answers = [
            await visitor.register(f"{number}@example.org") for number in range(registering.PER_ADDRESS + 1)
        ]
        assert problem_of(answers[-1]) == (429, "too-many-requests")
        assert int(answers[-1].headers["Retry-After"]) == 15 * 60
        assert {answer.status_code for answer in answers[:-1]} == {201}
        assert (await server.visitor("192.0.2.2").register(ADA)).status_code == 201


@pytest.mark.asyncio
async def test_so_many_may_wait_and_no_more_known_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "MOST_PENDING", 3)
    async with account_server(tmp_path) as server:
        await server.member(ADA, "viewer")
        visitor = server.visitor()
        for email in (ADA, "b@example.org", "c@example.org"):
            assert (await visitor.register(email, OTHER)).status_code == 201
        for email in (ADA, "d@example.org"):
            answer = await visitor.register(email, "a third password")
            assert problem_of(answer) == (503, "registrations-full")
        assert (await visitor.sign_in(ADA)).status_code == 201

        await server.admin.decide(await server.admin.account("b@example.org"), "reject")
        assert (await visitor.register("d@example.org")).status_code == 201
        server.clock.time += DAY
        assert (await server.visitor().register("e@example.org")).status_code == 201


@pytest.mark.asyncio
async def test_a_closed_server_says_so_beforehand(tmp_path: Path) -> None:
    async with account_server(tmp_path, registration="closed") as server:
        visitor = server.visitor()
        assert (await visitor.get("/meta"))["registration"] == "closed"
        assert problem_of(await visitor.register(ADA)) == (403, "registration-closed")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "email", ["ada", "@example.org", "ada@", "a da@example.org", "a\u202eda@example.org"]
)
async def test_what_is_no_address_is_refused(tmp_path: Path, email: str) -> None:
    async with account_server(tmp_path) as server:
        assert problem_of(await server.visitor().register(email)) == (422, "invalid-input")


@pytest.mark.asyncio
async def test_an_expected_address_with_the_token_is_admin_at_once(tmp_path: Path) -> None:
    expected = {"admin_emails": (ADA, "Grace@Example.org"), "registration": "closed"}
    async with running_application(tmp_path, admin=False, **expected) as application:
        token = (tmp_path / FILE_NAME).read_text()
        grace, eve = Visitor(application), Visitor(application, "203.0.113.1")
        async with grace.client, eve.client:
            assert problem_of(await eve.register("grace@example.org", token="guess")) == (
                403,
                "setup-token-wrong",
            )
            unexpected = await eve.register("eve@example.org", token=token)
            assert problem_of(unexpected) == (422, "invalid-input")

            made = await grace.register("grace@example.org", token=token)
            assert made.status_code == 201
            assert made.json()["role"] == "admin"
            assert (await grace.get("/meta"))["setup_required"] is False
            assert not (tmp_path / FILE_NAME).exists()
            late = await eve.register(ADA, token=token)
            assert problem_of(late) == (409, "already-set-up")


@pytest.mark.asyncio
async def test_who_registers_before_the_set_up_waits_for_the_first_admin(tmp_path: Path) -> None:
    expected = {"admin_emails": (ADA,)}
    async with running_application(tmp_path, admin=False, **expected) as application:
        token = (tmp_path / FILE_NAME).read_text()
        ada, bob = Visitor(application), Visitor(application)
        async with ada.client, bob.client:
            for visitor, email in ((ada, ADA), (bob, "bob@example.org")):
                assert (await visitor.register(email)).json()["role"] == "pending"
            assert problem_of(await ada.client.get(SESSION)) == (503, "setup-required")
            assert problem_of(await bob.register(ADA, OTHER, token=token)) == (401, "wrong-credentials")

            assert (await ada.register(ADA, token=token)).json()["role"] == "admin"
            waiting = (await ada.get("/users?state=pending"))["items"]
            assert [user["email"] for user in waiting] == ["bob@example.org"]


@pytest.mark.asyncio
async def test_a_pending_session_ends_like_any_other(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.member(ADA, "viewer")
        real, decoy = server.visitor(), server.visitor()
        await real.register("eve@example.org")
        await decoy.register(ADA, OTHER)
        server.clock.time += 11 * HOUR
        for visitor in (real, decoy):
            slid = (await visitor.client.get(SESSION)).json()["expires_at"]
            assert slid == to_rfc3339(server.clock.time + 12 * HOUR)
        server.clock.time += 12 * HOUR
        for visitor in (real, decoy):
            assert problem_of(await visitor.client.get(SESSION)) == (401, "sign-in-required")

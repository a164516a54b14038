"""What is done to accounts, sessions and keys is in the audit log, each deed once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.account_server import API, SESSION, USERS, account_server
from tests.support.audit_log import deeds_of, entries_of
from tests.support.reference_server import EMAIL, PASSWORD, problem_of
from tests.support.until import until

from crashdesk_server.access.command import add_key, set_password
from crashdesk_server.clock import MINUTE, to_rfc3339

ADA = "ada@example.org"
OTHER = "another password"


def named(entry: dict[str, Any]) -> tuple[str, str, str]:
    """Who did what to whom, by their labels."""
    return entry["actor"]["label"], entry["action"], (entry["target"] or {"label": ""})["label"]


@pytest.mark.asyncio
async def test_the_life_of_an_account_can_be_read_in_the_log(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        ada, admin = server.visitor("192.0.2.7"), server.admin
        await ada.register(ADA, name="Ada")
        user = (await admin.decide(await admin.account(ADA), "reject", reason="who?")).json()
        user = (await admin.decide(user, "approve", role="viewer", note="oh")).json()
        await ada.sign_in(ADA)
        patch = {"name": "Ada L.", "role": "operator", "permissions": ["audit.read"], "enabled": True}
        user = (await admin.patch(user, **patch)).json()
        await admin.patch(user, **patch)
        await ada.change_password(PASSWORD, OTHER)
        key = (await ada.client.post(f"{API}/api-keys", json={"name": "probe", "role": "viewer"})).json()
        await ada.client.delete(f"{API}/api-keys/{key['id']}")
        await admin.client.delete(f"{USERS}/{user['id']}/sessions")
        await ada.sign_in(ADA, OTHER)
        await ada.client.delete(SESSION)
        user = (await admin.patch(user, enabled=False)).json()
        user = (await admin.patch(user, enabled=True)).json()
        await admin.delete(user)

        entries = await entries_of(admin.client)
        quiet = {"user.listed", "audit.read"}
        assert [named(entry) for entry in entries if entry["action"] not in quiet] == [
            ("system", "user.registered", EMAIL),
            ("system", "server.set_up", EMAIL),
            (EMAIL, "session.started", EMAIL),
            ("", "user.registered", "Ada"),
            ("Ada", "session.started", "Ada"),
            (EMAIL, "user.rejected", "Ada"),
            (EMAIL, "user.approved", "Ada"),
            ("Ada", "session.started", "Ada"),
            (EMAIL, "user.renamed", "Ada L."),
            (EMAIL, "user.role_changed", "Ada L."),
            (EMAIL, "user.permissions_changed", "Ada L."),
            ("Ada L.", "password.changed", "Ada L."),
            ("Ada L.", "api_key.created", "probe"),
            ("Ada L.", "api_key.revoked", "probe"),
            (EMAIL, "user.signed_out", "Ada L."),
            ("Ada L.", "session.started", "Ada L."),
            ("Ada L.", "session.ended", "Ada L."),
            (EMAIL, "user.disabled", "Ada L."),
            (EMAIL, "user.enabled", "Ada L."),
            (EMAIL, "user.deleted", "Ada L."),
        ]
        [registered] = [entry for entry in entries if named(entry) == ("", "user.registered", "Ada")]
        assert (registered["ip"], registered["actor"]["kind"]) == ("192.0.2.7", "anonymous")
        assert registered["after"] == {"email": ADA, "name": "Ada", "role": "pending"}
        [rejected] = [entry for entry in entries if entry["action"] == "user.rejected"]
        assert (rejected["before"], rejected["after"], rejected["reason"]) == (
            {"state": "pending"},
            {"state": "rejected"},
            "who?",
        )
        assert await deeds_of(admin.client, "user.approved") == [
            (
                "user.approved",
                {"role": "pending", "state": "rejected"},
                {"role": "viewer", "state": "active"},
            )
        ]
        kept = str(entries)
        for secret in (PASSWORD, OTHER, key["key"]):
            assert secret not in kept


@pytest.mark.asyncio
async def test_what_is_refused_changes_nothing_and_is_no_entry(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        me = await server.admin.account(EMAIL)
        before = await entries_of(server.admin.client)
        assert problem_of(await server.admin.patch(me, name="x", role="viewer")) == (409, "last-admin")
        assert problem_of(await server.admin.delete(me)) == (409, "last-admin")
        assert (await server.admin.account(EMAIL))["name"] == ""
        assert await entries_of(server.admin.client) == before


@pytest.mark.asyncio
async def test_failed_sign_ins_are_one_entry_at_once_and_one_for_the_rest(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        stranger = server.visitor("203.0.113.1")
        for _ in range(4):
            await stranger.sign_in(EMAIL, "wrong")
        await stranger.sign_in("my secret password", "x")
        first = to_rfc3339(server.clock.time)
        assert (
            await deeds_of(server.admin.client, "session.refused")
            == [("session.refused", None, {"attempts": 1})] * 2
        )
        server.clock.time += 15 * MINUTE
        database = server.application.context.database

        async def written() -> list[dict[str, Any]]:
            await database.write(lambda tx: tx.stir())  # the runner looks at the clock of the test
            return await entries_of(server.admin.client, "session.refused")

        entries = await until(written, lambda found: len(found) == 3)
        assert [(entry["after"], entry["target"]["label"], entry["outcome"]) for entry in entries] == [
            ({"attempts": 1}, EMAIL, "refused"),
            ({"attempts": 1}, "", "refused"),
            ({"attempts": 3, "since": first}, EMAIL, "refused"),
        ]
        assert {entry["ip"] for entry in entries} == {"203.0.113.1"}


@pytest.mark.asyncio
async def test_who_registers_a_known_address_is_named_there_alone(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.member(ADA, "viewer")
        stranger = server.visitor("203.0.113.1")
        await stranger.register(ADA, OTHER)
        await stranger.change_password(OTHER, "a third password")
        await stranger.client.delete(SESSION)
        await stranger.sign_in(ADA, "a third password")

        entries = await entries_of(server.admin.client)
        theirs = [entry for entry in entries if entry["ip"] == "203.0.113.1"]
        assert [(entry["action"], entry["outcome"]) for entry in theirs] == [
            ("user.registered", "refused"),
            ("session.refused", "refused"),
        ]
        assert {entry["target"]["label"] for entry in theirs} == {ADA}


@pytest.mark.asyncio
async def test_looking_at_people_is_in_the_log_and_looking_at_oneself_is_not(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        await server.member(ADA, "viewer")
        ada, me = await server.admin.account(ADA), await server.admin.account(EMAIL)
        for path in (
            f"/users/{me['id']}",
            "/api-keys",
            f"/users/{ada['id']}",
            f"/api-keys?user_id={ada['id']}",
        ):
            await server.admin.get(path)
        await server.admin.get("/sessions")
        await server.admin.get("/sessions")

        entries = [named(entry)[1:] for entry in await entries_of(server.admin.client)]
        assert [
            entry for entry in entries if entry[0] in {"user.opened", "user.listed", "session.listed"}
        ] == [
            ("user.listed", ""),
            ("user.opened", ADA),
            ("user.opened", ADA),
            ("session.listed", ""),
        ]


@pytest.mark.asyncio
async def test_the_command_line_acts_as_the_system(tmp_path: Path) -> None:
    async with account_server(tmp_path) as server:
        add_key(tmp_path, EMAIL, "viewer", "probe")
        set_password(tmp_path, EMAIL, lambda: OTHER)
        assert problem_of(await server.admin.client.get(SESSION)) == (401, "sign-in-required")
        await server.admin.sign_in(EMAIL, OTHER)
        entries = [named(entry) for entry in await entries_of(server.admin.client)]
        assert ("system", "api_key.created", "probe") in entries
        assert ("system", "password.changed", EMAIL) in entries

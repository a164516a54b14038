"""One's own account: what is sent, and what is made of the answers."""

from __future__ import annotations

import json

import pytest
from tests.unit.connectors.crashdesk.test_client import COOKIE, META, SESSION, TIME, Server, a_client

from crashdesk.core import errors
from crashdesk.core.account import NewApiKey
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, CredentialKind
from crashdesk.http.agent import user_agent

pytestmark = pytest.mark.asyncio
LATER = "2026-11-19T11:06:40.000Z"
OPEN = {
    "id": "ses_1",
    "created_at": TIME,
    "seen_at": TIME,
    "expires_at": LATER,
    "address": "192.0.2.7",
    "user_agent": "CrashDesk/0.1.0 (Linux)",
    "current": True,
}
KEY = {
    "id": "key_1",
    "name": "nightly",
    "prefix": "cdk_ab12",
    "owner": {"id": "usr_1", "label": "Ada"},
    "role": "viewer",
    "created_at": TIME,
    "expires_at": None,
    "last_used_at": None,
    "last_used_from": "",
}
SIGNED_IN = Credential(CredentialKind.COOKIE, Secret("old"), Secret("csrf0"))


def page(*items: object) -> dict[str, object]:
    return {"items": items, "next_cursor": None, "count": {"value": len(items), "kind": "exact"}}


def problem(name: str, status: int, **more: object) -> tuple[int, dict[str, object], dict[str, str]]:
    return status, {"type": f"urn:crashdesk:problem:{name}", "title": "No", "status": status, **more}, {}


async def test_the_server_says_whether_it_takes_registrations():
    server = Server()
    async with a_client(server) as client:
        assert not (await client.meta()).registration
        server.answers["GET /meta"] = (200, {**META, "registration": "open"}, {})
        assert (await client.meta()).registration


@pytest.mark.parametrize("token", [None, Secret("tok")])
async def test_registering_begins_a_session_without_rights(token):
    pending = {**SESSION, "role": "pending", "permissions": []}
    server = Server(**{"POST /registrations": (201, pending, COOKIE)})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        session, credential = await client.register("ada@example.org", Secret("pass words"), "Ada", token)
        await client.session()
    sent = {"email": "ada@example.org", "password": "pass words", "name": "Ada"}
    assert json.loads(server.seen[0].content) == (sent | {"token": "tok"} if token else sent)
    assert "cookie" not in server.seen[0].headers
    assert session.awaits_approval
    assert credential.secret == Secret("c1")
    assert server.seen[-1].headers["cookie"] == "crashdesk_session=c1"


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("registration-closed", 403, errors.AccessDenied),
        ("registrations-full", 503, errors.Refused),
        ("account-rejected", 403, errors.NotLetIn),
    ],
)
async def test_a_refused_registration_is_said_in_words_and_not_repeated(name, status, kind):
    server = Server(**{"POST /registrations": problem(name, status, detail="Because.")})
    async with a_client(server) as client:
        with pytest.raises(kind) as refusal:
            await client.register("ada@example.org", Secret("pass words"), "Ada", None)
    assert type(refusal.value) is kind
    assert refusal.value.type == name
    assert len(server.seen) == 1


async def test_a_rejection_carries_what_the_admin_wrote():
    server = Server(
        **{"POST /session": problem("account-rejected", 403, detail="No <b>idea</b> who this is.")}
    )
    async with a_client(server) as client:
        with pytest.raises(errors.NotLetIn) as refusal:
            await client.sign_in("ada@example.org", Secret("pass words"))
    assert refusal.value.reason == "No <b>idea</b> who this is."


async def test_a_changed_password_brings_the_session_that_is_used_from_then_on():
    server = Server(**{"POST /session/password": (200, SESSION, COOKIE)})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        _, credential = await client.account.change_password(Secret("old one"), Secret("new one"))
        await client.session()
    request = server.seen[0]
    assert json.loads(request.content) == {"current_password": "old one", "new_password": "new one"}
    assert request.headers["x-csrf-token"] == "csrf0"
    assert credential == Credential(CredentialKind.COOKIE, Secret("c1"), Secret("csrf1"))
    assert server.seen[-1].headers["cookie"] == "crashdesk_session=c1"


async def test_a_wrong_password_leaves_the_session_in_use():
    server = Server(**{"POST /session/password": problem("wrong-credentials", 401)})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        with pytest.raises(errors.SignInRefused):
            await client.account.change_password(Secret("wrong"), Secret("new one"))
        await client.session()
    assert server.seen[-1].headers["cookie"] == "crashdesk_session=old"


async def test_a_change_of_password_is_never_sent_twice():
    server = Server(**{"POST /session/password": (502, {}, {})})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        with pytest.raises(errors.OutcomeUnknown):
            await client.account.change_password(Secret("old one"), Secret("new one"))
    assert len(server.seen) == 1


async def test_sessions_come_with_the_latest_use_first():
    other = {**OPEN, "id": "ses_2", "seen_at": LATER, "current": False, "new_field": 1}
    server = Server(**{"GET /sessions": (200, page(OPEN, other), {})})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        sessions = await client.account.sessions()
    assert [(session.id, session.current) for session in sessions] == [("ses_2", False), ("ses_1", True)]
    assert sessions[1].user_agent == "CrashDesk/0.1.0 (Linux)"


async def test_what_is_gone_already_counts_as_ended():
    gone = problem("not-found", 404)
    server = Server(**{"DELETE /sessions/ses_9": gone, "DELETE /api-keys/key_9": gone})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        await client.account.end_session("ses_9", idempotency_key="i1")
        await client.account.revoke_api_key("key_9", idempotency_key="i2")
    assert [request.headers["idempotency-key"] for request in server.seen] == ["i1", "i2"]


async def test_a_key_is_told_once_and_in_no_repr():
    server = Server(**{"POST /api-keys": (201, {**KEY, "key": "cdk_ab12secret"}, {})})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        created = await client.account.create_api_key(NewApiKey("nightly", Role.VIEWER), idempotency_key="i1")
    assert json.loads(server.seen[0].content) == {"name": "nightly", "role": "viewer"}
    assert created.secret.reveal() == "cdk_ab12secret"
    assert "secret" not in repr(created).replace("secret=Secret('••••••')", "")
    assert (created.key.role, created.key.owner_label) == ("viewer", "Ada")


@pytest.mark.parametrize("key", [None, 7, ""])
async def test_a_key_without_a_secret_is_no_answer(key):
    server = Server(**{"POST /api-keys": (201, {**KEY, "key": key}, {})})
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        with pytest.raises(errors.AnswerUnusable):
            await client.account.create_api_key(NewApiKey("nightly"), idempotency_key="i1")


async def test_keys_and_permissions_are_read():
    granted = {
        "name": "audit.read",
        "group": "audit",
        "meaning": "Read the log.",
        "roles": ["admin"],
        "grantable": True,
    }
    server = Server(
        **{
            "GET /api-keys": (200, page(KEY, {**KEY, "id": "key_2", "created_at": LATER}), {}),
            "GET /permissions": (200, {"permissions": [granted]}, {}),
        }
    )
    async with a_client(server) as client:
        client.use(SIGNED_IN)
        assert [key.id for key in await client.account.api_keys()] == ["key_2", "key_1"]
        (permission,) = await client.account.permissions()
    assert (permission.name, permission.roles, permission.grantable) == ("audit.read", ("admin",), True)


async def test_the_desk_says_which_program_it_is():
    server = Server()
    async with a_client(server) as client:
        await client.meta()
    assert server.seen[0].headers["user-agent"] == user_agent()
    assert user_agent().startswith("CrashDesk/")

"""Other people's accounts: what is sent, and what is made of the answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.connectors.crashdesk.test_client import TIME, Server, a_client
from tests.unit.connectors.crashdesk.test_feed import page

from crashdesk.connectors.crashdesk.feed import decode_changes
from crashdesk.core import errors
from crashdesk.core.ids import Instant, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Actor, Role
from crashdesk.core.users import Approval, Rejection, User, UserEdit, UserState

AT = Instant(1_795_000_000_123)
MIRA = UserId("usr_2")
ACCOUNT: dict[str, Any] = {
    "id": MIRA,
    "revision": 3,
    "email": "mira@example.org",
    "name": "Mira",
    "state": "active",
    "role": "operator",
    "permissions": ["audit.read"],
    "registered_at": TIME,
    "registered_from": "192.0.2.7",
    "decided_at": TIME,
    "decided_by": {"id": "usr_1", "kind": "user", "label": "Ada"},
    "decision_note": "knows the code",
    "last_sign_in_at": None,
    "sessions": 2,
    "api_keys": 1,
}
USER = User(
    id=MIRA,
    revision=3,
    email="mira@example.org",
    name="Mira",
    state=UserState.ACTIVE,
    role="operator",
    permissions=("audit.read",),
    registered_at=AT,
    registered_from="192.0.2.7",
    decided_at=AT,
    decided_by=Actor("user", "Ada", "usr_1"),
    decision_note="knows the code",
    last_sign_in_at=None,
    sessions=2,
    api_keys=1,
)


def in_feed(**members: object) -> bytes:
    return page({"type": "user", "id": MIRA, "object": {**ACCOUNT, **members}})


def test_the_feed_brings_accounts():
    [change] = decode_changes(in_feed()).items
    assert (change.type, change.object) == (ObjectType.USER, USER)


def test_a_state_that_only_a_newer_server_knows_lets_nobody_in():
    [change] = decode_changes(in_feed(state="frozen", role="auditor")).items
    assert isinstance(change.object, User)
    assert (change.object.state, change.object.role) == (UserState.DISABLED, "auditor")


@pytest.mark.parametrize("members", [{"sessions": -1}, {"email": None}, {"registered_at": "soon"}], ids=str)
def test_a_wrong_type_names_its_place(members):
    with pytest.raises(errors.AnswerUnusable) as problem:
        decode_changes(in_feed(**members))
    assert f"$.{next(iter(members))}" in problem.value.detail


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("decision", "route", "body"),
    [
        (
            Approval(Role.OPERATOR, "knows the code"),
            "approve",
            {"role": "operator", "note": "knows the code"},
        ),
        (Rejection("nobody knows you"), "reject", {"reason": "nobody knows you"}),
    ],
)
async def test_a_decision_names_one_account_its_revision_and_a_key(decision, route, body):
    server = Server(**{f"POST /users/usr_2/{route}": (200, ACCOUNT, {})})
    async with a_client(server) as client:
        assert await client.users.change(MIRA, decision, revision=2, idempotency_key="k1") == USER
    [request] = server.seen
    assert json.loads(request.content) == body
    assert (request.headers["if-match"], request.headers["idempotency-key"]) == ('"2"', "k1")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("edit", "body"),
    [
        (UserEdit(name=""), {"name": ""}),
        (UserEdit(role=Role.ADMIN), {"role": "admin"}),
        (UserEdit(enabled=False), {"enabled": False}),
        (UserEdit(permissions=()), {"permissions": []}),
        (UserEdit(name="M", permissions=("audit.read",)), {"name": "M", "permissions": ["audit.read"]}),
    ],
)
async def test_an_edit_sends_what_changes_and_nothing_else(edit, body):
    server = Server(**{"PATCH /users/usr_2": (200, ACCOUNT, {})})
    async with a_client(server) as client:
        assert await client.users.edit(MIRA, edit, revision=3, idempotency_key="k1") == USER
    assert json.loads(server.seen[0].content) == body
    assert server.seen[0].headers["if-match"] == '"3"'


@pytest.mark.asyncio
async def test_deleting_and_signing_out_everywhere():
    server = Server(
        **{
            "DELETE /users/usr_2": (204, None, {}),
            "DELETE /users/usr_2/sessions": (200, {"ended": 3}, {}),
            "GET /users/usr_2": (200, ACCOUNT, {}),
        }
    )
    async with a_client(server) as client:
        await client.users.delete(MIRA, revision=3, idempotency_key="k1")
        assert await client.users.end_sessions(MIRA, idempotency_key="k2") == 3
        assert await client.users.get(MIRA) == USER
    assert server.seen[0].headers["if-match"] == '"3"'
    assert "if-match" not in server.seen[1].headers


@pytest.mark.asyncio
async def test_another_account_than_was_asked_for_is_not_taken_for_it():
    server = Server(**{"GET /users/usr_9": (200, ACCOUNT, {})})
    async with a_client(server) as client:
        with pytest.raises(errors.AnswerUnusable):
            await client.users.get(UserId("usr_9"))

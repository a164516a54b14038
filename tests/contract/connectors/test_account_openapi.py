"""Our connector's requests about one's own account, and the committed description of our server."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.connectors.test_openapi import DOCUMENT, answer_schema, is_valid, operation
from tests.support.json_schema import values_of

from crashdesk.connectors.crashdesk import account_routes, account_wire, own_account, wire
from crashdesk.core.account import NewApiKey
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret
from crashdesk.http.request import Request

PASSWORD = Secret("correct horse")
REGISTER = account_routes.register("ada@example.org", PASSWORD, "Ada", None)
CHANGE = account_routes.change_password(PASSWORD, Secret("four plain words"))
SESSIONS = account_routes.sessions()
KEYS = account_routes.api_keys()
CREATE = account_routes.create_api_key(NewApiKey("nightly", Role.VIEWER), idempotency_key="key")
PERMISSIONS = account_routes.permissions()
REQUESTS = (
    REGISTER,
    account_routes.register("ada@example.org", PASSWORD, "", Secret("token")),
    CHANGE,
    SESSIONS,
    account_routes.end_session("ses_1", idempotency_key="key"),
    KEYS,
    CREATE,
    account_routes.create_api_key(NewApiKey("nightly"), idempotency_key="key"),
    account_routes.revoke_api_key("key_1", idempotency_key="key"),
    PERMISSIONS,
)
_SECRETS = own_account.wire.read_secret
DECODERS: list[tuple[Request, msgspec.json.Decoder[Any]]] = [
    (REGISTER, msgspec.json.Decoder(wire.Session)),
    (CHANGE, msgspec.json.Decoder(wire.Session)),
    (SESSIONS, msgspec.json.Decoder(account_wire.OpenSessions)),
    (KEYS, msgspec.json.Decoder(account_wire.ApiKeys)),
    (CREATE, msgspec.json.Decoder(account_wire.CreatedApiKey, dec_hook=_SECRETS)),
    (PERMISSIONS, msgspec.json.Decoder(account_wire.Permissions)),
]


def test_the_list_of_requests_is_complete() -> None:
    made = {
        name
        for name, value in vars(account_routes).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == account_routes.__name__
    }
    assert len({request.name for request in REQUESTS}) == len(made)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
def test_every_request_is_described(request_: Request) -> None:
    described = operation(request_)
    parameters = {(found["in"], found["name"].lower()): found for found in described.get("parameters", ())}
    for name, value in request_.query:
        kind = parameters["query", name]["schema"]
        assert is_valid(int(value) if value.isdecimal() else value, kind), (name, value)
    assert {name for place, name in parameters if place == "path"} == set(request_.places)
    if request_.idempotency_key:
        assert ("header", "idempotency-key") in parameters
    assert not any(found["required"] for found in parameters.values() if found["in"] == "header")
    if request_.body is None:
        assert "requestBody" not in described
    else:
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        assert is_valid(json.loads(request_.body), schema), request_.body


@pytest.mark.parametrize(("request_", "decoder"), DECODERS, ids=lambda value: getattr(value, "name", ""))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_answer_that_is_described_can_be_read(
    request_: Request, decoder: msgspec.json.Decoder[Any], data: st.DataObject
) -> None:
    answer = data.draw(values_of(answer_schema(request_), DOCUMENT))
    decoder.decode(json.dumps(answer).encode())

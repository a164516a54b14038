"""The requests about one's own account: registering, password, sessions, keys, rights."""

from __future__ import annotations

import msgspec

from crashdesk.core.account import NewApiKey
from crashdesk.core.secret import Secret
from crashdesk.http.request import Effect, Request

LIST_LIMIT = "1000"
"""Sessions or keys of one person in one answer: more than anybody has."""


def register(email: str, password: Secret, name: str, token: Secret | None) -> Request:
    """Ask for an account. Begins a session, so that it is never repeated by itself."""
    body = {"email": email, "password": password.reveal(), "name": name}
    if token:
        body["token"] = token.reveal()
    return Request("POST", "/registrations", Effect.SESSION, body=_json(body))


def change_password(current: Secret, new: Secret) -> Request:
    """Take another password. Without an idempotency key: the session that it belongs to ends with it."""
    body = {"current_password": current.reveal(), "new_password": new.reveal()}
    return Request("POST", "/session/password", Effect.WRITE, body=_json(body))


def sessions() -> Request:
    """List one's own sessions."""
    return Request("GET", "/sessions", Effect.READ, query=(("sort", "-seen_at"), ("limit", LIST_LIMIT)))


def end_session(session_id: str, *, idempotency_key: str) -> Request:
    """End one of one's own sessions."""
    return Request(
        "DELETE", "/sessions/{id}", Effect.WRITE, {"id": session_id}, idempotency_key=idempotency_key
    )


def api_keys() -> Request:
    """List one's own keys."""
    return Request("GET", "/api-keys", Effect.READ, query=(("limit", LIST_LIMIT),))


def create_api_key(wish: NewApiKey, *, idempotency_key: str) -> Request:
    """Make a key."""
    body = {"name": wish.name, "role": wish.role.value if wish.role else None}
    return Request("POST", "/api-keys", Effect.WRITE, body=_json(body), idempotency_key=idempotency_key)


def revoke_api_key(key_id: str, *, idempotency_key: str) -> Request:
    """Revoke a key."""
    return Request("DELETE", "/api-keys/{id}", Effect.WRITE, {"id": key_id}, idempotency_key=idempotency_key)


def permissions() -> Request:
    """List every right that the server knows."""
    return Request("GET", "/permissions", Effect.READ)


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)

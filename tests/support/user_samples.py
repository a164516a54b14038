"""Accounts for tests of what is done with them."""

from __future__ import annotations

from typing import Any

from tests.support.manual_clock import NOVEMBER

from crashdesk.core.ids import UserId
from crashdesk.core.users import User, UserState


def make_user(user_id: str = "usr_2", /, **values: Any) -> User:
    """Return an account of somebody who was let in as a viewer; what is not named is ordinary."""
    ordinary: dict[str, Any] = {
        "revision": 1,
        "email": f"{user_id}@example.org",
        "name": "",
        "state": UserState.ACTIVE,
        "role": "viewer",
        "registered_at": NOVEMBER,
        "registered_from": "192.0.2.7",
    }
    if values.get("state") is UserState.PENDING:
        ordinary["role"] = "pending"
    return User(id=UserId(user_id), **{**ordinary, **values})

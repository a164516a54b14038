"""What our server sends of other people's accounts; read as tolerantly as `wire` says."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crashdesk.connectors.crashdesk.wire import Actor, Count, Id, Time


class User(msgspec.Struct, frozen=True):
    """One account, as those see it who manage accounts."""

    id: Id
    revision: Count
    email: str
    name: str
    state: str
    role: str
    permissions: Annotated[tuple[str, ...], msgspec.Meta(max_length=200)]
    registered_at: Time
    registered_from: str
    decided_at: Time | None
    decided_by: Actor | None
    decision_note: str
    last_sign_in_at: Time | None
    sessions: Count
    api_keys: Count


class EndedSessions(msgspec.Struct, frozen=True):
    """Answer of `DELETE /users/{id}/sessions`."""

    ended: Count

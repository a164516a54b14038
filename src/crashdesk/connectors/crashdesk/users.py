"""Other people's accounts on our server."""

from __future__ import annotations

import msgspec

from crashdesk.connectors.crashdesk import mapping, routes
from crashdesk.connectors.crashdesk.wire_users import EndedSessions
from crashdesk.connectors.crashdesk.wire_users import User as WireUser
from crashdesk.core.ids import UserId
from crashdesk.core.users import Approval, Rejection, User, UserDecision, UserEdit
from crashdesk.http.answer import Answer, decode
from crashdesk.http.door import Door

_USER = msgspec.json.Decoder(WireUser)
_ENDED = msgspec.json.Decoder(EndedSessions)


class Users:
    """`client.users`: see `UsersApi` for what each call promises."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, user_id: UserId) -> User:
        """Fetch one account. Raises `NotFound`."""
        return _user(await self._door.send(routes.user(user_id)), user_id)

    async def change(
        self, user_id: UserId, change: UserDecision, *, revision: int, idempotency_key: str
    ) -> User:
        """Approve or reject. Raises `ChangedMeanwhile`, `OutcomeUnknown`, `RequestConflict`."""
        match change:
            case Approval(role=role, note=note):
                request = routes.approve_user(
                    user_id, role.value, note, revision=revision, idempotency_key=idempotency_key
                )
            case Rejection(reason=reason):
                request = routes.reject_user(
                    user_id, reason, revision=revision, idempotency_key=idempotency_key
                )
        return _user(await self._door.send(request), user_id)

    async def edit(self, user_id: UserId, edit: UserEdit, *, revision: int, idempotency_key: str) -> User:
        """Change name, role, rights, or whether the account is enabled."""
        request = routes.patch_user(
            user_id, patch_of(edit), revision=revision, idempotency_key=idempotency_key
        )
        return _user(await self._door.send(request), user_id)

    async def delete(self, user_id: UserId, *, revision: int, idempotency_key: str) -> None:
        """Delete the account; what its owner wrote stays under their name."""
        await self._door.send(routes.delete_user(user_id, revision=revision, idempotency_key=idempotency_key))

    async def end_sessions(self, user_id: UserId, *, idempotency_key: str) -> int:
        """Sign somebody out everywhere and return how many sessions were open."""
        request = routes.end_sessions_of_user(user_id, idempotency_key=idempotency_key)
        answer = await self._door.send(request)
        return decode(answer.body, _ENDED, answer.name).ended


def patch_of(edit: UserEdit) -> dict[str, object]:
    """Return the body of the PATCH that carries out `edit`; what is None there is absent here."""
    fields: dict[str, object] = {
        "name": edit.name,
        "role": edit.role.value if edit.role else None,
        "enabled": edit.enabled,
        "permissions": edit.permissions,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _user(answer: Answer, user_id: UserId) -> User:
    user = mapping.user(decode(answer.body, _USER, answer.name))
    mapping.require_asked(user.id, user_id, answer.name)
    return user

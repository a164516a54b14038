"""Opening sessions and telling callers about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from crashdesk_server.access import sessions
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.users import UserRow, label_of, target_of
from crashdesk_server.area import Context
from crashdesk_server.audit.record import Origin, Target, origin_of, record
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire import session as wire


class Opener:
    """Begins sessions within a transaction and answers with them."""

    def __init__(self, context: Context) -> None:
        self._ids = context.ids
        self._public_url = context.settings.public_url

    def open(self, tx: Transaction, call: Call, account: UserRow) -> Reply:
        """Sign a person in whose password was right.

        Raises:
            ProblemError: 403 that says why, if the account is disabled or was rejected.
        """
        identifier, token = begin_session(tx, self._ids, account, origin_as(call, account))
        return self._answer(tx, identifier, token, 201)

    def open_quietly(self, tx: Transaction, call: Call, user_id: str, status: int = 201) -> Reply:
        """Begin a session without an entry of the audit log: of a decoy, or together with what has its own.

        Raises:
            ProblemError: 401 if neither an account nor a decoy is there any more.
        """
        agent = origin_of(call).user_agent
        identifier, token = sessions.open_session(tx, self._ids, user_id, call.address, agent)
        return self._answer(tx, identifier, token, status)

    def _answer(self, tx: Transaction, identifier: str, token: str, status: int) -> Reply:
        found = sessions.find_session(tx, token)
        if found is None:
            raise ProblemError(problems.WRONG_CREDENTIALS)
        return Reply(session_of(found[0]), status, self.cookie(token), secret_id=identifier)

    def cookie(self, token: str) -> Mapping[str, str]:
        """Return the header that hands a token out, or takes the cookie back without one."""
        return {"Set-Cookie": sessions.cookie_header(token, self._public_url)}


def begin_session(tx: Transaction, ids: Ids, account: UserRow, origin: Origin) -> tuple[str, str]:
    """Begin the session of an account whose password was right; return its id and token.

    Raises:
        ProblemError: 403 that says why, if the account is disabled or was rejected.
    """
    require_welcome(account)
    identifier, token = sessions.open_session(tx, ids, account.id, origin.ip, origin.user_agent)
    session = Target("session", identifier, target_of(account).label)
    record(tx, origin, "session.started", session, after={"user_id": account.id})
    return identifier, token


def require_welcome(account: UserRow) -> None:
    """Refuse those who may not come in, after they have shown that they are who they say.

    Raises:
        ProblemError: 403 that says why.
    """
    if account.enabled:
        return
    if account.role == "pending":
        raise ProblemError(problems.ACCOUNT_REJECTED, account.decision_note)
    raise ProblemError(problems.ACCOUNT_DISABLED)


def require_session(principal: Principal) -> None:
    """Refuse API keys where a person has to be there.

    Raises:
        ProblemError: 403.
    """
    if principal.kind != "user":
        raise ProblemError(problems.FORBIDDEN, "It needs a session; an API key is not enough.")


def origin_as(call: Call, account: UserRow) -> Origin:
    """Return where a request comes from, as that of the person who has just shown their password."""
    label = label_of(account.name, account.email)
    return msgspec.structs.replace(origin_of(call), actor_id=account.id, actor_kind="user", actor_label=label)


def session_of(principal: Principal) -> wire.Session:
    """Return what a caller is told of their own session or key."""
    return wire.Session(
        user=wire.SessionUser(principal.user_id, principal.email, principal.name),
        via="api_key" if principal.kind == "api_key" else "session",
        role=principal.role,
        permissions=tuple(sorted(principal.permissions)),
        view_groups=(),
        csrf_token=principal.csrf_token,
        expires_at=time_or_none(principal.expires_at),
        absolute_expires_at=time_or_none(principal.absolute_expires_at),
    )


def time_or_none(milliseconds: Any) -> str | None:
    """Return a time as it is told, or None for none."""
    return None if milliseconds is None else to_rfc3339(milliseconds)

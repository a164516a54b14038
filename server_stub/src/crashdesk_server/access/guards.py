"""What nobody may do to an account, whatever their rights; asked inside of the transaction that does it."""

from __future__ import annotations

from sqlalchemy import select

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.users import UserRow
from crashdesk_server.storage.schema import users
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError


def require_dispensable(tx: Transaction, principal: Principal, row: UserRow) -> None:
    """Refuse to weaken or remove an account that must stay as it is.

    Raises:
        ProblemError: 409, `last-admin` if the server would be left without an admin, else `oneself` if it is
            the caller's own account, also by one of their keys.
    """
    if row.role == "admin" and row.enabled:
        others = select(users.c.id).where(users.c.role == "admin", users.c.enabled, users.c.id != row.id)
        if tx.execute(others.limit(1)).first() is None:
            raise ProblemError(problems.LAST_ADMIN, "Make somebody else an admin first.")
    if principal.user_id == row.id:
        raise ProblemError(problems.ONESELF, "Ask another admin.")

"""Requests about accounts."""

from __future__ import annotations

from crashdesk_server.access.accounts import (
    ACCOUNTS,
    UserQuery,
    account_row,
    build_account,
    select_accounts,
)
from crashdesk_server.access.deciding import Decisions
from crashdesk_server.access.users import UserRow, label_of
from crashdesk_server.audit.record import origin_of
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web.call import Call, Disclosure, Reply
from crashdesk_server.web.conditional import require_revision
from crashdesk_server.web.paging import fetch_page
from crashdesk_server.wire.users import EndedSessions


class UserHandlers:
    """Answers requests about accounts; each method is one route."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions

    def list(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of accounts."""
        query: UserQuery = call.query
        statement = select_accounts(snapshot.now, query.state)
        page = fetch_page(
            snapshot, statement, query, ACCOUNTS, lambda rows: [build_account(row) for row in rows]
        )
        return Reply(page, disclosures=(Disclosure("user.listed"),))

    def get(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return one account; that of somebody else is an entry of the audit log."""
        row = account_row(snapshot, call.path["id"])
        opened = () if row.id == call.principal.user_id else (opening_of(row.id, row.name, row.email),)
        return Reply(build_account(row), revision=row.revision, disclosures=opened)

    def patch(self, tx: Transaction, call: Call) -> Reply:
        """Change name, role, permissions, or whether the account is enabled."""
        row = _seen_row(tx, call)
        self._decisions.patch(tx, call.principal, origin_of(call), row, call.body)
        return _reply(account_row(tx, row.id))

    def approve(self, tx: Transaction, call: Call) -> Reply:
        """Let somebody in."""
        row = _seen_row(tx, call)
        self._decisions.approve(tx, call.principal, origin_of(call), row, call.body)
        return _reply(account_row(tx, row.id))

    def reject(self, tx: Transaction, call: Call) -> Reply:
        """Turn somebody away."""
        row = _seen_row(tx, call)
        self._decisions.reject(tx, call.principal, origin_of(call), row, call.body)
        return _reply(account_row(tx, row.id))

    def delete(self, tx: Transaction, call: Call) -> Reply:
        """Remove an account."""
        row = _seen_row(tx, call)
        self._decisions.delete(tx, call.principal, origin_of(call), row)
        return Reply(status=204)

    def sign_out(self, tx: Transaction, call: Call) -> Reply:
        """End the sessions of an account; of one's own all but this one."""
        row = account_row(tx, call.path["id"])
        ended = self._decisions.sign_out(tx, call.principal, origin_of(call), row)
        return Reply(EndedSessions(ended))


def opening_of(user_id: str, name: str, email: str) -> Disclosure:
    """Return that somebody's details are given out."""
    return Disclosure("user.opened", ("user", user_id, label_of(name, email)))


def _seen_row(tx: Transaction, call: Call) -> UserRow:
    """Return the row of an account that the caller has seen as it is now."""
    row = account_row(tx, call.path["id"])
    require_revision(call, row.revision, lambda: build_account(row))
    return row


def _reply(row: UserRow) -> Reply:
    return Reply(build_account(row), revision=row.revision)

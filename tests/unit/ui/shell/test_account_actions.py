"""When one can do what about one's account, and what the menu says of it."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.support.shell_fakes import NOW, make_connection, make_session

from crashdesk.core.connection import Link
from crashdesk.core.ids import DAY, Instant
from crashdesk.core.session import Session
from crashdesk.ui.shell.account_actions import (
    ACCOUNT_ACTIONS,
    API_KEYS,
    PASSWORD,
    RIGHTS,
    SESSIONS,
    account_availability,
)
from crashdesk.ui.shell.account_words import end_words, role_words

SESSION = make_session(capabilities=frozenset({"sessions", "api_keys"}))
PENDING = structs.replace(SESSION, role="pending", permissions=frozenset())
BY_KEY = structs.replace(SESSION, via="api_key")
ALL = {spec.id for spec in ACCOUNT_ACTIONS}


def possible(session: Session | None, link: Link = Link.ONLINE, *, read_only: bool = False) -> set[str]:
    connection = make_connection(link)
    return {
        action
        for action in ALL
        if account_availability(action, session, connection, read_only=read_only).enabled
    }


def test_everything_is_possible_online() -> None:
    assert possible(SESSION) == ALL


@pytest.mark.parametrize("link", [Link.OFFLINE, Link.CONNECTING, Link.SIGNED_OUT, Link.STOPPED])
def test_what_needs_the_server_is_not_possible_without_it(link: Link) -> None:
    assert possible(SESSION, link) == {RIGHTS}
    reason = account_availability(PASSWORD, SESSION, make_connection(link), read_only=False).reason
    assert "needs the server" in str(reason)


def test_a_key_manages_no_account() -> None:
    assert possible(BY_KEY) == {RIGHTS}
    reason = account_availability(API_KEYS, BY_KEY, make_connection(), read_only=False).reason
    assert "needs a session" in str(reason)


def test_who_waits_can_change_the_password_alone() -> None:
    assert possible(PENDING, Link.AWAITING) == {RIGHTS, PASSWORD}


def test_a_read_only_profile_shows_and_changes_nothing() -> None:
    assert possible(SESSION, read_only=True) == {RIGHTS, SESSIONS, API_KEYS}


def test_nobody_and_older_servers_have_nothing() -> None:
    assert possible(None) == set()
    assert possible(make_session()) == {RIGHTS}


def test_the_end_of_a_session_is_told_in_full() -> None:
    idle, latest = end_words(structs.replace(SESSION, absolute_expires_at=Instant(NOW + 9 * DAY)))
    assert "if nothing is done" in str(idle) and "At the latest" in str(latest)
    assert len(end_words(SESSION)) == 1
    assert "without an end" in str(end_words(structs.replace(BY_KEY, expires_at=None))[0])
    assert "valid until" in str(end_words(BY_KEY)[0])


def test_a_role_is_said_in_words() -> None:
    assert str(role_words(SESSION)) == "Operator: may look and triage"
    assert str(role_words(structs.replace(SESSION, role="captain"))) == "Role: captain"

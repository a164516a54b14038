"""Access as an area of the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.sessions import purge_sessions
from crashdesk_server.access.setup import Setup
from crashdesk_server.access.signing_in import SigningIn
from crashdesk_server.access.users import load_people
from crashdesk_server.area import Area, Chore, Context, Loader
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.paging import PageQuery
from crashdesk_server.web.routing import Direct, Read, Route, Write
from crashdesk_server.wire import session as wire
from crashdesk_server.wire.changes import Person
from crashdesk_server.wire.page import Page

_CREDENTIALS_LIMIT = 16 * 1024
"""Bytes; these routes are open to everybody, and to find what is wrong with a megabyte takes a second."""


def build(context: Context, setup: Setup, passwords: Passwords) -> Area:
    """Return the routes of set-up, sessions and people."""
    handlers = SigningIn(context, setup, passwords)
    return Area(
        routes=(
            *_ways_in(handlers),
            Route(
                "GET", "/session", Read(handlers.show), "Who am I", while_pending=True, response=wire.Session
            ),
            Route("DELETE", "/session", Write(handlers.sign_out), "Sign out", while_pending=True, status=204),
            Route(
                "GET", "/people", Read(handlers.people), "List people", query=PageQuery, response=Page[Person]
            ),
        ),
        loaders={"person": Loader(None, _load)},
        chores=(Chore("end sessions", 600, purge_sessions),),
    )


def _ways_in(handlers: SigningIn) -> tuple[Route, ...]:
    return (
        Route(
            "POST",
            "/setup",
            Direct(handlers.set_up, "session"),
            "Make the first admin",
            public=True,
            before_setup=True,
            body=wire.Setup,
            body_limit=_CREDENTIALS_LIMIT,
            response=wire.Session,
            status=201,
            problems=(problems.SETUP_TOKEN_WRONG, problems.ALREADY_SET_UP, problems.TOO_MANY_REQUESTS),
        ),
        Route(
            "POST",
            "/session",
            Direct(handlers.sign_in, "session"),
            "Sign in",
            public=True,
            body=wire.SignIn,
            body_limit=_CREDENTIALS_LIMIT,
            response=wire.Session,
            status=201,
            problems=(problems.WRONG_CREDENTIALS, problems.TOO_MANY_REQUESTS),
        ),
    )


def _load(snapshot: Snapshot, principal: Principal, identifiers: Sequence[str]) -> Mapping[str, object]:
    return load_people(snapshot, principal, identifiers)

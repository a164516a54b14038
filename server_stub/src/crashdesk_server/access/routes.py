"""The routes of access, as data."""

from __future__ import annotations

from crashdesk_server.access import catalogue
from crashdesk_server.access.accounts import UserQuery
from crashdesk_server.access.key_handlers import KeyHandlers, KeyQuery
from crashdesk_server.access.own_sessions import OwnSessions
from crashdesk_server.access.permissions import USERS_MANAGE, USERS_READ
from crashdesk_server.access.registering import Registering
from crashdesk_server.access.signing_in import SigningIn
from crashdesk_server.access.user_handlers import UserHandlers
from crashdesk_server.web import problems
from crashdesk_server.web.paging import PageQuery
from crashdesk_server.web.routing import Direct, Read, Route, Write
from crashdesk_server.wire import api_keys as key_wire
from crashdesk_server.wire import session as wire
from crashdesk_server.wire import users as user_wire
from crashdesk_server.wire.changes import Person
from crashdesk_server.wire.page import Page

_USER = "/users/{id}"
_CREDENTIALS_LIMIT = 16 * 1024
"""Bytes; these routes are open to everybody, and to find what is wrong with a megabyte takes a second."""


def ways_in(signing_in: SigningIn) -> tuple[Route, ...]:
    """Return the routes of those who aren't signed in."""
    return (
        Route(
            "POST",
            "/setup",
            Direct(signing_in.set_up, "session"),
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
            Direct(signing_in.sign_in, "session"),
            "Sign in",
            public=True,
            body=wire.SignIn,
            body_limit=_CREDENTIALS_LIMIT,
            response=wire.Session,
            status=201,
            problems=(
                problems.WRONG_CREDENTIALS,
                problems.ACCOUNT_DISABLED,
                problems.ACCOUNT_REJECTED,
                problems.TOO_MANY_REQUESTS,
            ),
        ),
    )


def registration(registering: Registering) -> Route:
    """Return the route of those who ask to be let in."""
    return Route(
        "POST",
        "/registrations",
        Direct(registering.register, "session"),
        "Ask to be let in",
        public=True,
        before_setup=True,
        body=wire.Registration,
        body_limit=_CREDENTIALS_LIMIT,
        response=wire.Session,
        status=201,
        problems=(
            problems.WRONG_CREDENTIALS,
            problems.SETUP_TOKEN_WRONG,
            problems.REGISTRATION_CLOSED,
            problems.ACCOUNT_DISABLED,
            problems.ACCOUNT_REJECTED,
            problems.ALREADY_SET_UP,
            problems.TOO_MANY_REQUESTS,
            problems.REGISTRATIONS_FULL,
        ),
    )


def own_session(signing_in: SigningIn, own: OwnSessions) -> tuple[Route, ...]:
    """Return the routes of the caller's own sessions and password, and of people."""
    return (
        Route(
            "GET", "/session", Read(signing_in.show), "Who am I", while_pending=True, response=wire.Session
        ),
        Route("DELETE", "/session", Write(signing_in.sign_out), "Sign out", while_pending=True, status=204),
        Route(
            "POST",
            "/session/password",
            Direct(own.change_password, "session"),
            "Change one's password",
            while_pending=True,
            body=wire.PasswordChange,
            body_limit=_CREDENTIALS_LIMIT,
            response=wire.Session,
            problems=(problems.WRONG_CREDENTIALS, problems.TOO_MANY_REQUESTS),
        ),
        Route(
            "GET",
            "/sessions",
            Read(own.list),
            "List one's open sessions",
            query=PageQuery,
            response=Page[wire.OpenSession],
        ),
        Route("DELETE", "/sessions/{id}", Write(own.end), "End one of one's sessions", status=204),
        Route(
            "GET",
            "/people",
            Read(signing_in.people),
            "List people",
            query=PageQuery,
            response=Page[Person],
        ),
    )


def api_keys(handlers: KeyHandlers) -> tuple[Route, ...]:
    """Return the routes of API keys, and of what one can be allowed to do."""
    return (
        Route(
            "GET",
            "/api-keys",
            Read(handlers.list),
            "List API keys",
            query=KeyQuery,
            response=Page[key_wire.ApiKey],
        ),
        Route(
            "POST",
            "/api-keys",
            Write(handlers.create),
            "Make an API key",
            body=key_wire.NewApiKey,
            response=key_wire.CreatedApiKey,
            status=201,
        ),
        Route("DELETE", "/api-keys/{id}", Write(handlers.revoke), "Revoke an API key", status=204),
        Route(
            "GET",
            "/permissions",
            Read(catalogue.show),
            "What one can be allowed to do",
            response=user_wire.PermissionList,
        ),
    )


def accounts(handlers: UserHandlers) -> tuple[Route, ...]:
    """Return the routes of those who manage accounts."""
    return (
        Route(
            "GET",
            "/users",
            Read(handlers.list),
            "List accounts",
            permission=USERS_READ,
            query=UserQuery,
            response=Page[user_wire.User],
        ),
        Route(
            "GET", _USER, Read(handlers.get), "One account", permission=USERS_READ, response=user_wire.User
        ),
        Route(
            "PATCH",
            _USER,
            Write(handlers.patch),
            "Change an account",
            permission=USERS_MANAGE,
            body=user_wire.UserPatch,
            response=user_wire.User,
            revised=True,
            problems=(problems.LAST_ADMIN, problems.ONESELF, problems.NOT_APPROVED),
        ),
        Route(
            "DELETE",
            _USER,
            Write(handlers.delete),
            "Delete an account",
            permission=USERS_MANAGE,
            status=204,
            revised=True,
            problems=(problems.LAST_ADMIN, problems.ONESELF),
        ),
    )


def decisions(handlers: UserHandlers) -> tuple[Route, ...]:
    """Return the routes of those who let people in, turn them away and sign them out."""
    return (
        Route(
            "POST",
            f"{_USER}/approve",
            Write(handlers.approve),
            "Let somebody in",
            permission=USERS_MANAGE,
            body=user_wire.Approve,
            response=user_wire.User,
            revised=True,
            problems=(problems.ALREADY_DECIDED,),
        ),
        Route(
            "POST",
            f"{_USER}/reject",
            Write(handlers.reject),
            "Turn somebody away",
            permission=USERS_MANAGE,
            body=user_wire.Reject,
            response=user_wire.User,
            revised=True,
            problems=(problems.LAST_ADMIN, problems.ONESELF, problems.ALREADY_DECIDED),
        ),
        Route(
            "DELETE",
            f"{_USER}/sessions",
            Write(handlers.sign_out),
            "Sign somebody out everywhere",
            permission=USERS_MANAGE,
            response=user_wire.EndedSessions,
        ),
    )

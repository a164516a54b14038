"""Routes as data: the server and its OpenAPI description are both made from them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

import msgspec
from starlette.responses import Response

from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.problems import ProblemType

API = "/api/v1"
"""What the paths of the API begin with."""
BODY_LIMIT = 1024 * 1024
"""The most bytes of a request body unless a route says otherwise."""

Effect = Literal["read", "session", "write"]


class Read(msgspec.Struct, frozen=True):
    """A handler that reads, on a reader thread, in one snapshot."""

    run: Callable[[Snapshot, Call], Reply]


class Write(msgspec.Struct, frozen=True):
    """A handler that writes, on the writer thread, in one unit with its idempotency key."""

    run: Callable[[Transaction, Call], Reply]


class Direct(msgspec.Struct, frozen=True):
    """A handler that awaits by itself, on the event loop."""

    run: Callable[[Call], Awaitable[Reply | Response]]
    effect: Effect = "read"


class Route(msgspec.Struct, frozen=True):
    """One method of one address.

    Attributes:
        permission: what the caller has to hold; None when being signed in is enough.
        public: nobody is asked who they are; whatever credentials come along are ignored.
        while_pending: open to those who still await approval.
        before_setup: answers also while the server has no admin.
        under_api: the path is relative to `API`.
        body, query, response: Structs; the fields of `query` are the parameters. None: there is none, or
            (`body`) the handler reads the request itself.
        status: of the good answer.
        revised: PATCH, PUT, DELETE of an object with a revision: If-Match is needed.
        keeps_session: asking does not prolong a session.
        problems: what the handler raises beyond what every route may answer.
        media_type: of the good answer.
        free_body: the handler reads a JSON body of whatever shape by itself.
        refusals: statuses that the handler answers as plain text instead of problems.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    endpoint: Read | Write | Direct
    summary: str = ""
    permission: str | None = None
    public: bool = False
    while_pending: bool = False
    before_setup: bool = False
    under_api: bool = True
    body: Any = None
    query: Any = None
    response: Any = None
    status: int = 200
    body_limit: int = BODY_LIMIT
    revised: bool = False
    keeps_session: bool = False
    problems: tuple[ProblemType, ...] = ()
    media_type: str = "application/json"
    free_body: bool = False
    refusals: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """The whole path template."""
        return API + self.path if self.under_api else self.path

    @property
    def effect(self) -> Effect:
        """What asking does."""
        match self.endpoint:
            case Direct(effect=effect):
                return effect
            case Write():
                return "write"
            case Read():
                return "read"

    @property
    def takes_key(self) -> bool:
        """Whether an idempotency key is understood."""
        return self.method != "GET" and self.under_api

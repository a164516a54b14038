"""What every request passes before its handler: set-up, who asks, rights, query, body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from crashdesk_server.access.authentication import Authentication, Credential, credential_of, look_up
from crashdesk_server.access.principal import ANONYMOUS, Principal
from crashdesk_server.audit.readings import Readings
from crashdesk_server.settings import ServerSettings
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web import csrf, problems
from crashdesk_server.web.address import AddressBook
from crashdesk_server.web.body import decode_body, read_body, require_json
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.once import WriteOnce
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.web.query import decode_query, idempotency_key
from crashdesk_server.web.request_log import trace_of
from crashdesk_server.web.routing import Direct, Read, Route, Write


class Gate:
    """Checks a request against its route and hands it to the handler."""

    def __init__(
        self,
        settings: ServerSettings,
        database: Database,
        writes: WriteOnce,
        is_set_up: Callable[[], Awaitable[bool]],
    ) -> None:
        self._settings = settings
        self._database = database
        self._writes = writes
        self._is_set_up = is_set_up
        self._authentication = Authentication(database)
        self._readings = Readings(database)
        self._addresses = AddressBook(settings.trusted_proxies)

    async def answer(self, route: Route, request: Request) -> Response:
        """Answer a request to a route.

        Raises:
            ProblemError: whatever is wrong with it.
        """
        if not route.before_setup and not await self._is_set_up():
            raise ProblemError(problems.SETUP_REQUIRED)
        credential = credential_of(request)
        if route.under_api and route.effect != "read" and (route.public or credential.by_cookie):
            csrf.require_own_origin(request, self._settings.public_url)
        principal = ANONYMOUS if route.public else await self._admit(route, request, credential)
        trace_of(request).actor = principal.id
        query = None if not route.under_api else decode_query(request, route.query)
        key = idempotency_key(request) if route.takes_key else None
        raw = await read_body(request, route.body_limit) if route.under_api else b""
        body = None
        if route.body is not None:
            require_json(request)
            body = await decode_body(raw, route.body)
        call = Call(
            request=request,
            principal=principal,
            body=body,
            query=query,
            path=request.path_params,
            address=self._addresses.address_of(request),
            raw_body=raw,
            key=key,
            scope=f"{principal.id or 'anonymous'} {route.method} {route.address}",
        )
        return await self._run(route, call)

    async def _admit(self, route: Route, request: Request, credential: Credential) -> Principal:
        principal = await self._authentication.identify(
            credential, self._addresses.address_of(request), prolong=not route.keeps_session
        )
        _require_known(principal)
        if credential.by_cookie and route.effect != "read":
            csrf.require_token(request, principal)
        _require_right(route, principal)
        return principal

    async def _run(self, route: Route, call: Call) -> Response:
        match route.endpoint:
            case Read(run=read):
                reply = await self._database.read(lambda snapshot: read(snapshot, call))
                await self._readings.note(call, reply.disclosures)
                return reply.to_response()
            case Write(run=write):
                return await self._writes.run(call, lambda tx: write(tx, _as_of_now(tx, route, call)))
            case Direct(run=direct):
                answer = await direct(call)
                return answer.to_response() if isinstance(answer, Reply) else answer


def _as_of_now(tx: Transaction, route: Route, call: Call) -> Call:
    """Return the call of somebody who still may: rights may have ended while the write waited."""
    if route.public:
        return call
    principal, _ = look_up(tx, credential_of(call.request))
    _require_known(principal)
    _require_right(route, principal)
    return msgspec.structs.replace(call, principal=principal)


def _require_known(principal: Principal) -> None:
    if principal.kind == "anonymous":
        raise ProblemError(problems.SIGN_IN_REQUIRED, headers={"WWW-Authenticate": "Bearer"})


def _require_right(route: Route, principal: Principal) -> None:
    if principal.role == "pending" and not route.while_pending:
        raise ProblemError(problems.AWAITING_APPROVAL)
    if not principal.may(route.permission):
        raise ProblemError(problems.FORBIDDEN, f"It needs the permission {route.permission}.")

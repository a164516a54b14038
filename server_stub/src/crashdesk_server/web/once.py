"""Writes that happen once, however often they are asked for with the same idempotency key."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from starlette.responses import Response

from crashdesk_server.storage.database import Database
from crashdesk_server.storage.idempotency import FirstAnswer, recall, remember
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply, json_response
from crashdesk_server.web.problems import ProblemError


class WriteOnce:
    """Carries out writes with their first answers; used on the event loop.

    What is under way is known in memory only: if the process dies its transaction is not kept either.
    """

    def __init__(self, database: Database, secret: bytes) -> None:
        self._database = database
        self._secret = secret
        self._under_way: set[tuple[str, str]] = set()

    async def run(self, call: Call, unit: Callable[[Transaction], Reply]) -> Response:
        """Run a unit of work in one transaction with the memory of its answer, or repeat that answer.

        Raises:
            ProblemError: what the unit raises; 409 while the first request runs or when its answer held a
                secret; 422 when the key was used for something else.
        """
        if call.key is None:
            return (await self._database.write(unit)).to_response()
        place = (call.scope, call.key)
        if place in self._under_way:
            raise ProblemError(problems.REQUEST_IN_PROGRESS, headers={"Retry-After": "1"})
        self._under_way.add(place)
        try:
            return await self._database.write(lambda tx: self._first_or_again(tx, call, place, unit))
        finally:
            self._under_way.discard(place)

    def _first_or_again(
        self, tx: Transaction, call: Call, place: tuple[str, str], unit: Callable[[Transaction], Reply]
    ) -> Response:
        if (again := self._again(tx, call, place)) is not None:
            return again
        reply = unit(tx)
        body = None if reply.secret_id else reply.encoded()
        answer = FirstAnswer(self._fingerprint(call), reply.status, reply.etag, body, reply.secret_id)
        remember(tx, *place, answer)
        return reply.to_response()

    def _again(self, snapshot: Snapshot, call: Call, place: tuple[str, str]) -> Response | None:
        first = recall(snapshot, *place)
        if first is None:
            return None
        if not hmac.compare_digest(first.fingerprint, self._fingerprint(call)):
            raise ProblemError(problems.KEY_REUSED)
        if first.secret_id is not None:
            raise ProblemError(problems.SECRET_ALREADY_SHOWN, extra={"id": first.secret_id})
        return json_response(first.body, first.status, first.etag)

    def _fingerprint(self, call: Call) -> bytes:
        """Bodies may hold passwords: without the secret beside the database nobody can guess at them."""
        url = call.request.url
        text = b"\0".join([url.path.encode(), url.query.encode(), call.raw_body])
        return hmac.digest(self._secret, text, "sha256")

"""Requests about the audit log."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from crashdesk_server.area import Context
from crashdesk_server.audit.queries import AuditQuery
from crashdesk_server.audit.reading import read_entry, read_page
from crashdesk_server.audit.readings import Readings
from crashdesk_server.audit.record import origin_of, record
from crashdesk_server.audit.signing import SigningKey, checkpoint_message, public_of
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web.call import Call, Disclosure, Reply
from crashdesk_server.wire import audit as wire

NDJSON = "application/x-ndjson"
_READING = Disclosure("audit.read")
_ENCODER = msgspec.json.Encoder()


class AuditHandlers:
    """Answers requests about the log; each method is one route."""

    def __init__(self, context: Context, key: SigningKey) -> None:
        self._database = context.database
        self._key = key
        self._readings = Readings(context.database)

    async def list(self, call: Call) -> Reply | Response:
        """Return a page, as one JSON object or as lines; reading the log is itself in the log."""
        await self._readings.note(call, (_READING,))
        query: AuditQuery = call.query
        page = await self._database.read(lambda snapshot: read_page(snapshot, call.principal, query))
        if NDJSON not in call.request.headers.get("Accept", ""):
            return Reply(page)
        lines = _ENCODER.encode_lines(page.items)
        return Response(lines, headers={"Cache-Control": "no-store"}, media_type=NDJSON)

    def show(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return one entry."""
        entry = read_entry(snapshot, call.principal, call.path["seq"])
        return Reply(entry, disclosures=(_READING,))

    def checkpoint(self, snapshot: Snapshot, _call: Call) -> Reply:
        """Sign the head of the log."""
        head, key = read_head(snapshot.connection), self._key.in_force(snapshot)
        end, time = head.audit_hash.hex(), to_rfc3339(snapshot.now)
        signature = key.sign(checkpoint_message(head.server_id, head.audit_seq, end, time)).hex()
        return Reply(wire.Checkpoint(head.server_id, head.audit_seq, end, time, public_of(key), signature))

    def exported(self, tx: Transaction, call: Call) -> Reply:
        """Note that somebody has written a part of the log to a file."""
        body: wire.AuditExport = call.body
        told = {"count": body.count, "format": body.format, "query": body.query}
        record(tx, origin_of(call), "audit.exported", after=told)
        return Reply(status=204)

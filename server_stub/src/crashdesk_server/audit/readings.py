"""Records that personal data is read, before it is given out."""

from __future__ import annotations

from collections.abc import Sequence

from crashdesk_server.audit.record import Target, origin_of, record, record_once
from crashdesk_server.audit.seen import was_seen
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web.call import Call, Disclosure


class Readings:
    """Writes the entries of what an answer discloses.

    A collection is one entry for each session or key, a single person one for each time. All are quiet: a
    hint would make desks read, and so the log would feed itself.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, call: Call, disclosures: Sequence[Disclosure]) -> None:
        """Record what is about to be disclosed to a caller; once it returns the entries are durable."""
        if not disclosures:
            return
        if all(one.target is None for one in disclosures) and await self._database.read(
            lambda snapshot: _is_known(snapshot, call, disclosures)
        ):
            return
        await self._database.write(lambda tx: _write(tx, call, disclosures))


def _is_known(snapshot: Snapshot, call: Call, disclosures: Sequence[Disclosure]) -> bool:
    return all(was_seen(snapshot, call.principal.credential, one.action) for one in disclosures)


def _write(tx: Transaction, call: Call, disclosures: Sequence[Disclosure]) -> None:
    origin = origin_of(call)
    for one in disclosures:
        if one.target is None:
            record_once(tx, origin, call.principal.credential, one.action, one.action)
        else:
            record(tx, origin, one.action, Target(*one.target), quiet=True)

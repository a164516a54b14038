"""What this desk remembers about the person whose store this is."""

from __future__ import annotations

import msgspec

from crashdesk.core.account import Permission
from crashdesk.core.ids import Instant
from crashdesk.store import meta
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Writer

_PERMISSIONS = "permissions"
_WAITING = "waiting_since"
_DECODER = msgspec.json.Decoder(tuple[Permission, ...])


class StoreAccountNotes:
    """`AccountNotes` over the store."""

    def __init__(self, writer: Writer, reader: Worker) -> None:
        self._writer = writer
        self._reader = reader

    async def permissions(self) -> tuple[Permission, ...]:
        """Return the rights that the server was last known to have, none before the first time."""
        body = await self._reader.run(lambda connection: meta.read_meta(connection, _PERMISSIONS))
        return _DECODER.decode(body) if body else ()

    async def put_permissions(self, permissions: tuple[Permission, ...]) -> None:
        """Remember the rights that the server has."""
        await self._put(_PERMISSIONS, msgspec.json.encode(permissions).decode())

    async def waiting_since(self) -> Instant | None:
        """Return since when this person waits to be let in, None when they do not."""
        at = await self._reader.run(lambda connection: meta.read_meta(connection, _WAITING))
        return Instant(int(at)) if at else None

    async def put_waiting_since(self, at: Instant | None) -> None:
        """Remember since when this person waits to be let in; None: they no longer do."""
        await self._put(_WAITING, "" if at is None else str(at))

    async def _put(self, name: str, value: str) -> None:
        await self._writer.write(
            lambda transaction: meta.write_meta(transaction.connection, name, value), kept=False
        )

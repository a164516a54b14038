"""A server's audit log in this process, behind the port that the desk asks: signed, and open to tampering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.support.audit_samples import Log
from tests.support.manual_clock import ManualClock
from tests.support.store_builders import opened_store

from crashdesk.core.audit import AuditEntry, AuditPage, Checkpoint, Verification
from crashdesk.core.changes import Undecoded
from crashdesk.core.errors import NotFound
from crashdesk.core.ids import ServerId
from crashdesk.store.store import Store
from crashdesk.sync.audit_pull import AuditPull

SERVER = ServerId("srv_1")


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the public half as the server tells it."""
    return key.public_key().public_bytes_raw().hex()


@dataclass
class LogServer:
    """Answers as the server does."""

    log: Log = field(default_factory=Log)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    page: int = 2_000
    signed_seq: int | None = None
    """What the head says, when somebody took entries away but left the head."""
    signed_hash: str = ""
    asked: list[str] = field(default_factory=list)

    async def after(self, seq: int) -> Undecoded[AuditPage]:
        self.asked.append(f"after {seq}")
        return await self._page(seq, bodies=True)

    async def hashes_after(self, seq: int) -> Undecoded[AuditPage]:
        self.asked.append(f"hashes after {seq}")
        return await self._page(seq, bodies=False)

    async def entry(self, seq: int) -> AuditEntry:
        self.asked.append(f"entry {seq}")
        await asyncio.sleep(0)
        for found in self.log.links:
            if found.seq == seq:
                return found.entry()
        raise NotFound

    async def checkpoint(self) -> Checkpoint:
        await asyncio.sleep(0)
        last = self.log.links[-1].seq if self.log.links else 0
        seq = last if self.signed_seq is None else self.signed_seq
        return self.sign(seq, self.signed_hash or self.log.head.hex())

    def sign(self, seq: int, digest: str, server_id: str = SERVER) -> Checkpoint:
        time = "2026-11-18T11:06:40.000Z"
        signed = f"crashdesk audit checkpoint v1\n{server_id}\n{seq}\n{digest}\n{time}\n".encode()
        signature = self.key.sign(signed).hex()
        return Checkpoint(server_id, seq, digest, time, public_hex(self.key), signature)

    async def tell_export(self, query: str, count: int, form: str, *, idempotency_key: str) -> None:
        await asyncio.sleep(0)
        self.asked.append(f"exported {count} as {form}: {query} ({bool(idempotency_key)})")

    async def _page(self, after: int, *, bodies: bool) -> Undecoded[AuditPage]:
        await asyncio.sleep(0)
        links = [found for found in self.log.links if found.seq > after][: self.page]
        page = AuditPage(tuple(found.entry(bodies=bodies) for found in links))
        return Undecoded(b"", lambda _body: page)


@dataclass
class AuditDesk:
    """A store and what keeps it in agreement with a `LogServer`."""

    store: Store
    server: LogServer
    clock: ManualClock
    pull: AuditPull

    async def sync(self, *, look_back: bool = True) -> Verification:
        """Do what a connect does."""
        await self.pull.run()
        if look_back:
            await self.pull.look_back()
        return await self.store.audit.verification()


@asynccontextmanager
async def audit_desk(server: LogServer, path: Path | None = None) -> AsyncGenerator[AuditDesk]:
    """Open a desk that has seen nothing, or what is in the file."""
    clock = ManualClock()
    async with opened_store(path, clock) as store:
        pull = AuditPull(server, store.audit, clock, SERVER)
        yield AuditDesk(store, server, clock, pull)

"""Removed bodies and new signing keys: what the log says about itself is no finding, anything else is."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.integration.audit.tricks import acknowledge, entry, named, removal
from tests.support.audit_samples import Log, a_body
from tests.support.audit_server import SERVER, LogServer, audit_desk, public_hex

from crashdesk.core.audit import FindingKind, Missing


@pytest.mark.asyncio
async def test_erased_bodies_go_here_too_and_purged_ones_stay() -> None:
    server = LogServer(Log().grow(20))
    async with audit_desk(server) as desk:
        await desk.sync()
        removal(server.log, "audit.erased", (3, 4), (9, 9))
        removal(server.log, "audit.purged", (1, 2), (6, 6))
        found = await desk.sync()
        assert named(found) is None
        assert found.verified_to == 22
        for seq in (3, 4, 9):
            kept = await entry(desk, seq)
            assert (kept.body, kept.record, kept.missing) == ("", None, Missing.ERASED)
            assert kept.body_hash == server.log.links[seq - 1].body_hash.hex()
        for seq in (1, 2, 6):
            assert (await entry(desk, seq)).record is not None, "what was synced stays"

    async with audit_desk(server) as fresh:
        found = await fresh.sync()
        assert named(found) is None
        assert found.verified_to == 22
        assert (await entry(fresh, 1)).missing is Missing.PURGED


@pytest.mark.asyncio
async def test_a_body_removed_while_the_log_is_read_is_no_finding() -> None:
    server = LogServer(Log().grow(20), page=5)
    async with audit_desk(server) as desk:

        def remove(done: int, _total: int) -> None:
            if done == 10 and len(server.log.links) == 20:
                removal(server.log, "audit.purged", (1, 15))

        await desk.pull.run(remove)
        found = await desk.store.audit.verification()
        assert named(found) is None
        assert found.verified_to == 21

        compare = server.hashes_after

        async def removing(seq: int) -> Any:
            if len(server.log.links) == 21:
                removal(server.log, "audit.erased", (3, 3), (17, 17))
            return await compare(seq)

        server.hashes_after = removing  # type: ignore[method-assign]
        await desk.pull.look_back()
        assert named(await desk.store.audit.verification()) is None
        assert (await entry(desk, 17)).missing is Missing.ERASED


@pytest.mark.asyncio
async def test_a_tampered_entry_has_nothing_erased() -> None:
    server = LogServer(Log().grow(20))
    server.log.links[14].body = a_body(15, action="audit.erased", after={"seqs": [[1, 10]]})
    async with audit_desk(server) as desk:
        assert named(await desk.sync()) == (FindingKind.BODY_CHANGED, 15)
        assert (await entry(desk, 5)).record is not None


def announce(log: Log, old: Ed25519PrivateKey, new: Ed25519PrivateKey, server_id: str = SERVER) -> None:
    public = public_hex(new)
    signature = old.sign(f"crashdesk audit key v1\n{server_id}\n{public}\n".encode()).hex()
    log.add(action="audit.key_changed", after={"public_key": public, "signature": signature})


@pytest.mark.asyncio
async def test_a_new_key_is_believed_when_the_old_one_says_so() -> None:
    server = LogServer(Log().grow(5))
    old, new, third = server.key, Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    async with audit_desk(server) as desk:
        await desk.sync()
        announce(server.log, old, new)
        found = await desk.sync()
        assert named(found) is None, "for a moment the old key goes on signing"
        assert found.public_key == public_hex(old)
        announce(server.log, new, third)
        server.key = third
        found = await desk.sync()
        assert named(found) is None
        assert found.public_key == public_hex(third)
        server.key = old
        assert named(await desk.sync()) == (FindingKind.KEY_CHANGED, 7), "what was replaced is over"
        server.key = third

    async with audit_desk(server) as fresh:
        assert named(await fresh.sync()) is None, "who comes later pins the key of the day"


@pytest.mark.asyncio
@pytest.mark.parametrize("announcement", ["none", "by itself", "of another server"])
async def test_an_unannounced_key_is_found_until_a_person_believes_it(announcement: str) -> None:
    server = LogServer(Log().grow(5))
    old, new = server.key, Ed25519PrivateKey.generate()
    async with audit_desk(server) as desk:
        await desk.sync()
        if announcement == "by itself":
            announce(server.log, new, new)
        elif announcement == "of another server":
            announce(server.log, old, new, "srv_2")
        server.key = new
        found = await desk.sync()
        assert found.finding is not None
        assert found.finding.kind is FindingKind.KEY_CHANGED
        assert (found.finding.expected, found.finding.found) == (public_hex(old), public_hex(new))
        assert found.public_key == public_hex(old)
        assert found.verified_to == len(server.log.links), "the chain itself holds"

        server.log.grow(2)
        await desk.sync()
        assert len(await desk.store.audit.findings()) == 1
        await acknowledge(desk)
        found = await desk.sync()
        assert named(found) is None
        assert found.public_key == public_hex(new)


@pytest.mark.asyncio
async def test_a_wrong_signature_is_found_and_pins_nothing() -> None:
    server = LogServer(Log().grow(5))
    right = server.sign
    server.sign = lambda seq, digest, server_id="srv_2": right(seq, digest, server_id)  # type: ignore[method-assign]
    async with audit_desk(server) as desk:
        found = await desk.sync()
        assert named(found) == (FindingKind.SIGNATURE_WRONG, 5)
        assert (found.public_key, found.signed_to, found.verified_to) == ("", 0, 5)

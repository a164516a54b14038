"""What the log calls erased is in no page of the file afterwards, neither as text nor in the index."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from tests.support.audit_samples import Log, audit_page
from tests.support.audit_server import SERVER
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import KEY, SENTENCE, opened_store

from crashdesk.core.audit import Finding, FindingKind
from crashdesk.core.ids import Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.parser import parse
from crashdesk.core.tables import TableQuery
from crashdesk.store.store import Store

WORDS = "qzxwvkj"
SEQ = 151


def a_log() -> Log:
    log = Log().grow(SEQ - 1)
    log.add(reason=f"the words {WORDS}", target={"type": "user", "id": "usr_x", "label": WORDS.upper()})
    return log.grow(300 - SEQ)


def pages(path: Path) -> bytes:
    """Return file and write-ahead log decrypted, free pages and left-overs of cells included.

    Pages are AES-256-CBC with the raw key; of each the last 80 bytes are its vector and checksum
    (https://www.zetetic.net/sqlcipher/design/).
    """
    plain = bytearray()
    for file, head, between in ((path, 0, 0), (path.with_name(path.name + "-wal"), 32, 24)):
        raw = file.read_bytes() if file.exists() else b""
        for start in range(head + between, len(raw), 4096 + between):
            page = raw[start : start + 4096]
            aes = Cipher(AES(bytes.fromhex(KEY.reveal())), CBC(page[-80:-64])).decryptor()
            plain += aes.update(page[:-80]) if start else bytes(16) + aes.update(page[16:-80])
    return bytes(plain)


@pytest.mark.asyncio
async def test_nothing_of_an_erased_entry_is_left(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened_store(path) as store:
        log = a_log()
        await store.audit.receive(audit_page(*log.entries()), SERVER)
        assert await found(store) == 1
        assert count(pages(path)) > 4, "as text, folded, and in the index"

        log.remove_body(SEQ, "erased")
        log.add(action="audit.erased", before=None, after={"seqs": [[SEQ, SEQ]]})
        await store.audit.receive(audit_page(*log.entries(300)), SERVER)
        assert await found(store) == 0
        assert count(pages(path)) == 0

    assert b"Person 150" in pages(path), "of the others all is there"
    assert count(pages(path)) == 0


@pytest.mark.asyncio
async def test_entries_put_aside_are_erased_too(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened_store(path) as store:
        log = a_log()
        await store.audit.receive(audit_page(*log.entries()), SERVER)
        finding = Finding(FindingKind.REWRITTEN, SEQ, Instant(0))
        await store.audit.report(finding)
        await store.audit.acknowledge(finding, SENTENCE)
        del log.links[SEQ - 1 :]
        log.grow(9)
        log.add(action="audit.erased", before=None, after={"seqs": [[SEQ, SEQ]]})
        await store.audit.receive(audit_page(*log.entries(SEQ - 1)), SERVER)
        assert WORDS.encode() not in pages(path)


def count(plain: bytes) -> int:
    """Count the first trigram: in text, and in the index, where it is whole as no other word has a q."""
    return plain.lower().count(WORDS[:3].encode())


async def found(store: Store) -> int:
    where = parse(WORDS, AUDIT_FIELDS, NOVEMBER)
    view = await store.tables.open_view(TableQuery(ObjectType.AUDIT_ENTRY, where))
    await view.ready()
    rows = view.count.value
    await view.close()
    return rows

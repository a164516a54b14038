"""What the log calls erased is in no page of the file afterwards, neither as text nor in the index."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.audit_samples import Log, audit_page
from tests.support.audit_server import SERVER
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import SENTENCE, opened_store
from tests.support.store_pages import pages

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

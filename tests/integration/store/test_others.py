"""Whose doing a new revision is, as far as the real store knows."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.integration.store.outbox_steps import GROUP, NOTE, RAISE, RESOLVE, queue, send
from tests.support.store_builders import change_page, make_group, make_note, opened_store

from crashdesk.core.crash_groups import Severity, Status
from crashdesk.store.store import Store

NAME = "grp_Aa"


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as opened:
        await opened.mirror.apply(change_page(make_group(NAME)))
        yield opened


async def altered(store: Store, since: int = 1) -> bool:
    return await store.tables.changed_by_others(GROUP, NAME, since)


@pytest.mark.asyncio
async def test_what_the_feed_alone_brings_is_of_others(store: Store) -> None:
    await store.mirror.apply(change_page(make_group(NAME, count=7)))
    assert not await altered(store)
    await store.mirror.apply(change_page(make_group(NAME, revision=2, status=Status.RESOLVED)))
    assert await altered(store)
    assert not await altered(store, since=2)
    assert not await store.tables.changed_by_others(GROUP, "grp_unknown", 0)


@pytest.mark.asyncio
async def test_own_changes_are_not_before_while_nor_after_they_are_sent(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE, group=NAME)
    assert not await altered(store)
    await send(store)
    theirs = make_group(NAME, revision=2, status=Status.RESOLVED)
    await store.mirror.apply(change_page(theirs))
    assert not await altered(store), "the feed was quicker than the answer"
    await store.outbox.confirm(change_id, theirs)
    assert not await altered(store)
    await store.mirror.apply(change_page(make_group(NAME, revision=3, severity=Severity.LOW)))
    assert await altered(store), "theirs on top of mine"


@pytest.mark.asyncio
async def test_theirs_beneath_mine_is_seen(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE, group=NAME)
    await send(store)
    await store.outbox.conflict(change_id, make_group(NAME, revision=2, severity=Severity.LOW))
    assert await altered(store)
    await send(store)
    await store.outbox.confirm(change_id, make_group(NAME, revision=3, status=Status.RESOLVED))
    assert await altered(store)


@pytest.mark.asyncio
async def test_that_they_decided_the_same_is_theirs(store: Store) -> None:
    (change_id,) = await queue(store, RAISE, group=NAME)
    await send(store)
    await store.outbox.conflict(change_id, make_group(NAME, revision=2, severity=RAISE.severity))
    assert await altered(store)


@pytest.mark.asyncio
async def test_a_note_is_no_revision(store: Store) -> None:
    (change_id,) = await queue(store, NOTE, group=NAME)
    await send(store)
    await store.outbox.confirm(change_id, make_note("9act", NAME, NOTE.text))
    assert not await altered(store)
    await store.mirror.apply(change_page(make_group(NAME, revision=2, status=Status.RESOLVED)))
    assert await altered(store)

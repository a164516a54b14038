"""What one may no longer see goes from the real store: from rows, search, samples, outbox and file."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace
from tests.integration.store.outbox_steps import GROUP, RESOLVE, entry, events, queue, send
from tests.support.audit_samples import Log, audit_page
from tests.support.audit_server import SERVER
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import (
    SENTENCE,
    change_page,
    make_content,
    make_group,
    make_note,
    make_report,
    opened_store,
)
from tests.support.store_pages import pages
from tests.support.user_samples import make_user

from crashdesk.core.changes import Undecoded
from crashdesk.core.crash_groups import Status
from crashdesk.core.crash_reports import GroupStatistics, Histogram
from crashdesk.core.ids import DAY, GroupId, ReportId, UserId
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.core.people import Person, Role
from crashdesk.core.query.ast import FreeText, TextValue
from crashdesk.core.tables import TableQuery
from crashdesk.core.usage import Usage
from crashdesk.core.users import Approval, UserState
from crashdesk.store.store import Store

CRASH, PERSON, LOG = "qzcrash", "qzperson", "qzlog"
"""Words that are nowhere but in crashes, in accounts, in the audit log."""
USER, AUDIT, JOURNAL = ObjectType.USER, ObjectType.AUDIT_ENTRY, ObjectType.JOURNAL_ENTRY
ALL = frozenset({"crash_groups.read", "users.read", "audit.read", "usage.read"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest_asyncio.fixture
async def store(path: Path) -> AsyncGenerator[Store]:
    async with opened_store(path) as store:
        report = make_report("rep_1")
        histogram = Histogram(NOVEMBER, DAY, (1,))
        await store.mirror.apply(
            change_page(
                make_group(title=CRASH),
                make_group("grp_2", title=CRASH),
                report,
                make_note("act_1", text=CRASH),
                make_user(
                    "usr_7", state=UserState.PENDING, email=f"{PERSON}@example.org", decision_note=PERSON
                ),
                make_user("usr_8", name=PERSON),
                Person(UserId("usr_1"), "Ada"),
            )
        )
        content = replace(report, content=make_content(CRASH))
        await store.mirror.put_report(Undecoded(b"", lambda _: content))
        await store.mirror.put_statistics(
            GroupStatistics(GroupId("grp_1"), NOVEMBER, (), histogram, histogram)
        )
        await store.mirror.put_usage(Usage(NOVEMBER, (), (), ()))
        log = Log().grow(5)
        log.add(reason=LOG)
        await store.audit.receive(audit_page(*log.entries()), SERVER)
        yield store


async def count(store: Store, of: ObjectType, word: str = "") -> int:
    where = {"where": FreeText(TextValue(word))} if word else {}
    view = await store.tables.open_view(TableQuery(of, **where))  # type: ignore[arg-type]
    await view.ready()
    found = len(await view.page(0))
    await view.close()
    return found


@pytest.mark.asyncio
async def test_only_what_was_lost_goes_at_once_and_for_good(store: Store, path: Path) -> None:
    assert (await count(store, USER, PERSON), await count(store, AUDIT, LOG)) == (2, 1)
    assert PERSON.encode() in pages(path)
    assert LOG.encode() in pages(path)

    await store.mirror.forget(frozenset({"users.read", "audit.read"}))

    assert (await count(store, USER), await count(store, AUDIT)) == (0, 0)
    assert await store.tables.get(USER, "usr_7") is None
    assert await store.tables.values_of(USER, "email", "", 9) == ()
    assert await count(store, GROUP, CRASH) == 2
    assert await store.tables.usage() is not None
    assert await store.tables.people() == (Person(UserId("usr_1"), "Ada"),), "names stay for everybody"
    assert PERSON.encode() not in pages(path)
    assert LOG.encode() not in pages(path)
    assert CRASH.encode() in pages(path)


@pytest.mark.asyncio
async def test_crashes_go_with_samples_timeline_and_figures(store: Store, path: Path) -> None:
    await store.mirror.forget(ALL - {"users.read", "audit.read"})
    assert await count(store, GROUP) == 0
    assert await store.tables.reports_of(GroupId("grp_1")) == ()
    assert await store.tables.report(ReportId("rep_1")) is None
    assert await store.tables.activity_of(GroupId("grp_1")) == ()
    assert await store.tables.statistics_of(GroupId("grp_1")) is None
    assert await store.tables.usage() is None
    assert (await count(store, USER, PERSON), await count(store, AUDIT, LOG)) == (2, 1)
    assert CRASH.encode() not in pages(path)


@pytest.mark.asyncio
async def test_what_can_no_longer_be_sent_is_refused_and_holds_nothing_of_its_object(store: Store) -> None:
    (met,) = await queue(store, RESOLVE)
    await send(store)
    await store.outbox.conflict(met, make_group(revision=2, title=CRASH, status=Status.IGNORED))
    decision = await store.outbox.queue(
        Lane(USER, "usr_7"), Approval(Role.VIEWER), SENTENCE, send_at=NOVEMBER
    )
    assert (await entry(store, met)).theirs

    await store.mirror.forget(frozenset({"crash_groups.read"}))
    gone = await entry(store, met)
    assert (gone.state, gone.base, gone.theirs) == (ChangeState.REJECTED, b"", b"")
    assert "you may no longer see it" in str(gone.problem)
    assert (await entry(store, decision)).state is ChangeState.WAITING, "that right is still there"
    assert await store.tables.get(USER, "usr_7") is not None
    assert (await events(store))[-1] is Event.REJECTED

    await store.mirror.forget(frozenset({"crash_groups.read"}))
    assert (await events(store)).count(Event.REJECTED) == 1, "once is enough"
    await store.outbox.discard(met)
    assert [found.id for found in await store.outbox.entries()] == [decision]
    assert await count(store, JOURNAL) > 0, "what this desk did stays"


@pytest.mark.asyncio
async def test_a_log_that_may_be_read_again_is_read_from_its_beginning_and_has_to_fit(store: Store) -> None:
    assert (await store.audit.attachment()).seq == 6
    await store.mirror.forget(frozenset({"audit.read"}))
    assert (await store.audit.attachment()).seq == 0
    assert (await store.audit.verification()).verified_to == 0

    log = Log().grow(5)
    log.add(reason=LOG)
    assert await store.audit.receive(audit_page(*log.entries()), SERVER) == 6
    assert (await store.audit.verification()).verified_to == 6
    assert await store.audit.findings() == ()


@pytest.mark.asyncio
async def test_nothing_lost_changes_nothing(store: Store, path: Path) -> None:
    before = path.read_bytes(), path.with_name("store.db-wal").read_bytes()
    await store.mirror.forget(frozenset())
    await store.mirror.forget(frozenset({"users.manage", "crash_groups.triage"}))
    assert before == (path.read_bytes(), path.with_name("store.db-wal").read_bytes())

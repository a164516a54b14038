"""Stand-ins for what the presenters of the audit tab are handed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.audit_entries import make_entry
from tests.support.fake_tables import FakeTables
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.shell_fakes import MemorySettings, make_connection, make_session

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.audit import Finding, FindingKind, Verification
from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId, ChangeId
from crashdesk.core.query.complete import Completions
from crashdesk.core.tables import SortKey
from crashdesk.core.text import Text
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.tab_spec import More, TabContext
from crashdesk.ui.tabs.audit.entries_presenter import EntriesPresenter, Listed
from crashdesk.ui.tabs.audit.export.state import Asked, Wish
from crashdesk.ui.tabs.audit.lists import LOG_FILTERING
from crashdesk.ui.tabs.audit.verification.presenter import VerificationPresenter
from crashdesk.ui.tabs.audit.verification.state import Strip

ENTRIES = tuple(make_entry(seq=seq) for seq in range(1, 5))
FINDING = Finding(FindingKind.BODY_CHANGED, 3, NOVEMBER)
GOOD = Verification(4, "3f7a19c2" * 8, NOVEMBER, 4, NOVEMBER, "aa" * 32)


@dataclass
class FakeView:
    states: list[Any] = field(default_factory=list)
    offers: list[Completions] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answer: bool = True
    asked: list[tuple[Asked, Callable[[Wish], None]]] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def show_state(self, state: Any) -> None:
        self.states.append(state)

    def offer(self, completions: Completions) -> None:
        self.offers.append(completions)

    def show_strip(self, strip: Strip) -> None:
        self.strips.append(strip)

    def copy(self, text: str) -> None:
        self.copies.append(text)

    def ask(self, question: Question, then: Callable[[], None]) -> None:
        self.questions.append(question)
        if self.answer:
            then()

    def ask_export(self, asked: Asked, decide: Callable[[Wish], None]) -> None:
        self.asked.append((asked, decide))

    def open_folder(self, folder: Path) -> None:
        self.folders.append(folder)


@dataclass
class FakeWindow:
    toasts: list[tuple[str, More | None]] = field(default_factory=list)
    refreshed: int = 0

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = (), more: More | None = None) -> None:
        self.toasts.append((str(text), more))

    def report(self, error: CrashDeskError) -> None:
        raise AssertionError(error)

    def set_count(self, tab_key: str, count: int | None) -> None:
        pass

    def actions_changed(self) -> None:
        self.refreshed += 1

    def availability(self, action: ActionId) -> Availability:
        return AVAILABLE

    def carry_out(self, action: ActionId) -> None:
        pass


@dataclass
class FakeLog:
    known: Verification = GOOD
    breaks: tuple[Finding, ...] = ()
    acknowledged: list[tuple[Finding, str]] = field(default_factory=list)
    compare: Callable[[Callable[[int, int], None]], Awaitable[None]] | None = None

    async def verification(self) -> Verification:
        return self.known

    async def findings(self) -> tuple[Finding, ...]:
        return self.breaks

    async def acknowledge(self, finding: Finding, sentence: Text) -> None:
        self.acknowledged.append((finding, str(sentence)))
        self.known, self.breaks = GOOD, ()

    async def check_everything(self, tell: Callable[[int, int], None]) -> None:
        if self.compare:
            await self.compare(tell)


class Desk:
    def __init__(self) -> None:
        self.tables = FakeTables(*ENTRIES)
        self.view, self.window, self.log = FakeView(), FakeWindow(), FakeLog()
        self.settings = MemorySettings()
        self.failures: list[CrashDeskError] = []
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(lambda _job, error, _quiet: self.failures.append(error), self.bugs.append)
        self.watchers: list[Callable[[ConnectionState], None]] = []
        self.context = TabContext(
            self.tables,  # type: ignore[arg-type]
            self.jobs,
            self.settings,
            ManualClock(),
            make_session(),
            self.window,
            make_connection,
            self._watch,
            str,
            {},
            server_name="Pro/duction",
        )
        self.rows = RowSource(self.tables, self.jobs, "rows", pause_s=0)  # type: ignore[arg-type]
        listed = Listed("audit.log", LOG_FILTERING, "audit.log.filter")
        self.entries = EntriesPresenter(
            self.view, self.context, listed, self.rows, (SortKey("seq", descending=True),)
        )

    def _watch(self, watcher: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher)

    async def settle(self) -> None:
        while self.jobs.running:
            await asyncio.sleep(0)


@asynccontextmanager
async def opened() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.entries.close()
    await desk.jobs.close_all()
    assert not desk.bugs
    assert not desk.watchers


@asynccontextmanager
async def checking(desk: Desk) -> AsyncIterator[tuple[VerificationPresenter, list[None]]]:
    news: list[None] = []
    presenter = VerificationPresenter(desk.view, desk.context, desk.log, lambda: news.append(None))
    presenter.start()
    await desk.settle()
    yield presenter, news
    await presenter.close()

"""The outbox in words, and what a person can do about each change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.store_builders import lane_of, make_group

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    GroupChange,
    Ignore,
    IgnoreUntil,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.errors import CrashDeskError, StoreFull
from crashdesk.core.ids import SECOND, ChangeId, Instant, UserId
from crashdesk.core.outbox import ChangeState, QueuedChange
from crashdesk.core.people import Person
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.outbox.presenter import OutboxPresenter
from crashdesk.ui.dialogs.outbox.state import Offer, OutboxState, Standing, items_of
from crashdesk.ui.dialogs.outbox.words import status_words

RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NOW))
ONE, TWO, THREE = ChangeId(1), ChangeId(2), ChangeId(3)


def make_entry(number: int = 1, change: GroupChange = RESOLVE, **values: Any) -> QueuedChange:
    ordinary: dict[str, Any] = {
        "lane": lane_of(f"grp_{number}"),
        "sentence": Text("T", "Do it"),
        "idempotency_key": "k",
        "state": ChangeState.WAITING,
        "made_at": NOVEMBER,
        "send_at": NOVEMBER,
    }
    return QueuedChange(id=ChangeId(number), change=change, **{**ordinary, **values})


def body(group: CrashGroup) -> bytes:
    return msgspec.json.encode(group)


LATER = Instant(NOVEMBER + 2 * SECOND - 1)
STANDINGS = [
    (make_entry(send_at=LATER), Standing.HELD, "held back for 2 s", (Offer.UNDO,)),
    (make_entry(), Standing.WAITING, "waiting for the server", (Offer.UNDO,)),
    (make_entry(send_at=LATER, attempts=1), Standing.RETRYING, "not sent yet; next attempt in 2 s", ()),
    (make_entry(state=ChangeState.SENDING, attempts=1), Standing.SENDING, "being sent", ()),
    (
        make_entry(state=ChangeState.UNKNOWN, attempts=1),
        Standing.UNKNOWN,
        "sent, not known whether it arrived; the server is asked first",
        (),
    ),
    (
        make_entry(state=ChangeState.CONFLICT, attempts=1),
        Standing.CONFLICT,
        "somebody else has changed it",
        (Offer.SEND_MINE, Offer.DISCARD),
    ),
    (
        make_entry(state=ChangeState.REJECTED, attempts=1),
        Standing.REFUSED,
        "refused by the server",
        (Offer.DISCARD,),
    ),
]


@pytest.mark.parametrize(("entry", "standing", "words", "offers"), STANDINGS)
def test_every_state_has_words_and_what_fits_it(
    entry: QueuedChange, standing: Standing, words: str, offers: tuple[Offer, ...]
) -> None:
    (item,) = items_of([entry], NOVEMBER)
    assert (item.standing, str(item.standing_words), item.offers) == (standing, words, offers)


def test_what_needs_a_person_stands_first_and_others_wait_behind_it() -> None:
    lane = lane_of()
    stuck = make_entry(2, lane=lane, state=ChangeState.REJECTED)
    items = items_of([make_entry(1), stuck, make_entry(3, lane=lane)], NOVEMBER)
    assert [(item.id, item.standing) for item in items] == [
        (TWO, Standing.REFUSED),
        (ONE, Standing.WAITING),
        (THREE, Standing.BLOCKED),
    ]


@pytest.mark.parametrize(
    ("change", "theirs", "words"),
    [
        (RESOLVE, {"status": Status.IGNORED}, ("Status", "Open", "Ignored", "Resolved")),
        (
            SeverityChange(Severity.LOW),
            {"severity": Severity.CRITICAL},
            ("Severity", "Medium", "Critical", "Low"),
        ),
        (
            AssigneeChange(None),
            {"assignee": Person(UserId("u"), "<b>Eve</b>")},
            ("Assignee", "nobody", "<b>Eve</b>", "nobody"),
        ),
    ],
)
def test_a_conflict_shows_the_field_in_three_versions(
    change: GroupChange, theirs: dict[str, Any], words: tuple[str, ...]
) -> None:
    met = make_entry(
        change=change,
        state=ChangeState.CONFLICT,
        base=body(make_group()),
        theirs=body(make_group(revision=2, **theirs)),
    )
    (item,) = items_of([met], NOVEMBER)
    (comparison,) = item.comparisons
    assert tuple(map(str, msgspec.structs.astuple(comparison))) == words
    (item,) = items_of([replace(met, base=b"")], NOVEMBER)
    assert [str(found.base) for found in item.comparisons] == ["not known"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": Status.RESOLVED, "resolution": Resolution(ResolvedIn.NOW, "1.0")}, "Resolved"),
        ({"status": Status.RESOLVED, "resolution": Resolution(ResolvedIn.VERSION, "2.1")}, "Resolved in 2.1"),
        (
            {"status": Status.RESOLVED, "resolution": Resolution(ResolvedIn.NEXT)},
            "Resolved in the next version",
        ),
        ({"status": Status.IGNORED, "ignore": Ignore(IgnoreUntil.FOREVER)}, "Ignored"),
        (
            {"status": Status.IGNORED, "ignore": Ignore(IgnoreUntil.COUNT, count=9)},
            "Ignored for 9 more reports",
        ),
        (
            {"status": Status.IGNORED, "ignore": Ignore(IgnoreUntil.COUNT, count=9, remaining=4)},
            "Ignored for 4 more reports",
        ),
        (
            {"status": Status.IGNORED, "ignore": Ignore(IgnoreUntil.VERSION, version="2")},
            "Ignored up to version 2",
        ),
    ],
)
def test_a_status_is_said_with_what_it_hangs_on(values: dict[str, Any], words: str) -> None:
    assert str(status_words(make_group(**values))) == words


def test_a_time_is_said_as_local_time() -> None:
    until = make_group(status=Status.IGNORED, ignore=Ignore(IgnoreUntil.TIME, until=NOVEMBER))
    assert str(status_words(until)).startswith("Ignored until 2026-11-1")


@dataclass
class FakeOutbox:
    """Holds entries and records what it is asked to do."""

    waiting: tuple[QueuedChange, ...] = ()
    fails: CrashDeskError | None = None
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    is_too_late: bool = False
    reads: int = 0

    async def entries(self) -> tuple[QueuedChange, ...]:
        self.reads += 1
        await asyncio.sleep(0)
        return self.waiting

    async def undo(self, change_id: ChangeId) -> bool:
        self._take("undo", change_id)
        return not self.is_too_late

    async def discard(self, change_id: ChangeId) -> None:
        self._take("discard", change_id)

    async def resend(self, change_id: ChangeId, *, revision: int | None) -> None:
        self._take("resend", change_id, revision)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def announce(self, *waiting: QueuedChange) -> None:
        self.waiting = waiting
        for listener in self.listeners:
            listener()

    def _take(self, *asked: Any) -> None:
        if self.fails:
            raise self.fails
        self.asked.append(asked)


class Scene:
    """A presenter with a view that remembers."""

    def __init__(self, *waiting: QueuedChange) -> None:
        self.outbox = FakeOutbox(waiting)
        self.clock = ManualClock()
        self.shown: list[OutboxState] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.presenter = OutboxPresenter(self, self.outbox, self.clock, self._start)  # type: ignore[arg-type]
        self.presenter.begin()

    @property
    def state(self) -> OutboxState:
        return self.shown[-1]

    def show_state(self, state: OutboxState) -> None:
        self.shown.append(state)

    async def settle(self) -> None:
        while self.tasks:
            await self.tasks.pop()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.ensure_future(work))
        return self.tasks[-1]


CONFLICT = make_entry(
    state=ChangeState.CONFLICT, base=body(make_group()), theirs=body(make_group(revision=7))
)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("entry", "offer", "asked", "said"),
    [
        (make_entry(), Offer.UNDO, ("undo", ONE), "Taken back."),
        (CONFLICT, Offer.DISCARD, ("discard", ONE), "Discarded. The crash shows what the server has."),
        (
            make_entry(change=NoteAddition("x"), state=ChangeState.REJECTED),
            Offer.DISCARD,
            ("discard", ONE),
            "Discarded. The note is gone.",
        ),
        (CONFLICT, Offer.SEND_MINE, ("resend", ONE, 7), "Yours will be sent over theirs."),
    ],
)
async def test_a_decision_is_carried_out_once(
    entry: QueuedChange, offer: Offer, asked: tuple[Any, ...], said: str
) -> None:
    scene = Scene(entry)
    assert scene.state.items is None
    await scene.settle()
    scene.presenter.decide(ONE, offer)
    assert scene.state.busy == {ONE}
    scene.presenter.decide(ONE, offer)
    await scene.settle()
    assert scene.outbox.asked == [asked]
    assert (str(scene.state.said), scene.state.busy, scene.state.is_trouble) == (said, frozenset(), False)


@pytest.mark.asyncio
async def test_what_was_sent_meanwhile_cannot_be_taken_back() -> None:
    scene = Scene(make_entry())
    scene.outbox.is_too_late = True
    await scene.settle()
    scene.presenter.decide(ONE, Offer.UNDO)
    await scene.settle()
    assert str(scene.state.said) == "Too late: it has been sent already."


@pytest.mark.asyncio
async def test_a_store_in_trouble_is_said_and_the_change_stays() -> None:
    scene = Scene(make_entry())
    scene.outbox.fails = StoreFull()
    await scene.settle()
    scene.presenter.decide(ONE, Offer.UNDO)
    await scene.settle()
    assert scene.state.said == StoreFull.default and scene.state.is_trouble
    assert scene.state.busy == frozenset() and scene.state.items


@pytest.mark.asyncio
async def test_changes_are_followed_and_many_announcements_cost_few_readings() -> None:
    scene = Scene()
    await scene.settle()
    for number in range(10):
        scene.outbox.announce(*(make_entry(each) for each in range(1, number + 2)))
    await scene.settle()
    assert scene.state.items is not None and len(scene.state.items) == 10
    assert scene.outbox.reads == 2


@pytest.mark.asyncio
async def test_time_alone_changes_the_words() -> None:
    scene = Scene(make_entry(send_at=Instant(NOVEMBER + 5 * SECOND)))
    await scene.settle()
    assert scene.state.is_timed
    shown = len(scene.shown)
    scene.presenter.tick()
    assert len(scene.shown) == shown, "nothing new is not shown again"
    scene.clock.advance(6 * SECOND)
    scene.presenter.tick()
    assert not scene.state.is_timed
    assert scene.state.items is not None and scene.state.items[0].standing is Standing.WAITING


@pytest.mark.asyncio
async def test_closed_it_follows_and_shows_no_more() -> None:
    scene = Scene(make_entry())
    await scene.settle()
    scene.presenter.decide(ONE, Offer.UNDO)
    shown = len(scene.shown)
    scene.presenter.close()
    await scene.settle()
    assert scene.outbox.asked == [("undo", ONE)] and not scene.outbox.listeners
    assert len(scene.shown) == shown

"""The outbox as a person sees it, over the real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from tests.support.gui_loop import discard, run_on_qt, until
from tests.support.manual_clock import ManualClock
from tests.support.store_builders import change_page, lane_of, make_group, opened_store
from tests.support.user_samples import make_user

from crashdesk.core.crash_groups import (
    GroupChange,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.ids import SECOND, ChangeId, Instant
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.core.people import Actor, Role
from crashdesk.core.text import Text
from crashdesk.core.users import Approval, User, UserState
from crashdesk.services.triage_sentences import wish
from crashdesk.services.user_sentences import wish as wish_about_user
from crashdesk.store.store import Store
from crashdesk.ui.dialogs.outbox.state import Offer
from crashdesk.ui.dialogs.outbox.view import OutboxDialog, open_outbox

RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.VERSION, "2.1"))
APPROVE = Approval(Role.OPERATOR, "knows the code")
HOSTILE = "<b>Bold</b> \u202e evil"
Run = Callable[[Coroutine[Any, Any, None]], None]


class Scene:
    """A dialog over a store with three groups."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store = store
        self.clock = clock
        self.window = QWidget()
        self.tasks: list[asyncio.Task[Any]] = []
        self.dialog: OutboxDialog

    async def open(self) -> None:
        self.dialog = open_outbox(self.window, self.store.outbox, self.clock, self._start)
        await until(lambda: self.dialog.presenter.state.items is not None)

    async def queue(self, change: GroupChange, group: str = "grp_1", hold: int = 0) -> ChangeId:
        sentence = wish(change, f"Fault {group}")
        return await self.store.outbox.queue(
            lane_of(group), change, sentence, send_at=Instant(self.clock.now() + hold)
        )

    async def conflict(self, group: str = "grp_1") -> ChangeId:
        """Queue a fix and let somebody else decide first."""
        change_id = await self.queue(RESOLVE, group)
        await self.store.outbox.take_next(self.clock.now())
        theirs = make_group(group, revision=5, status=Status.RESOLVED, resolution=Resolution(ResolvedIn.NEXT))
        await self.store.outbox.conflict(change_id, theirs)
        return change_id

    async def user_conflict(self, user_id: str, theirs: User) -> ChangeId:
        """Queue an approval and let somebody else decide first."""
        await self.store.mirror.apply(
            change_page(make_user(user_id, name=f"Mira {HOSTILE}", state=UserState.PENDING), token="t2")
        )
        lane = Lane(ObjectType.USER, user_id)
        sentence = wish_about_user(APPROVE, f"Mira {HOSTILE}")
        change_id = await self.store.outbox.queue(lane, APPROVE, sentence, send_at=self.clock.now())
        await self.store.outbox.take_next(self.clock.now())
        await self.store.outbox.conflict(change_id, theirs)
        return change_id

    def words(self, change_id: ChangeId) -> str:
        return self.dialog.cards[change_id].accessibleName()

    def press(self, change_id: ChangeId, offer: Offer) -> None:
        QTest.mouseClick(self.dialog.cards[change_id].buttons[offer], Qt.MouseButton.LeftButton)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[Any]:
        self.tasks.append(asyncio.ensure_future(work))
        return self.tasks[-1]


@asynccontextmanager
async def scene() -> AsyncGenerator[Scene]:
    clock = ManualClock()
    async with opened_store(None, clock) as store:
        await store.mirror.apply(change_page(*(make_group(f"grp_{n}") for n in range(1, 4))))
        shown = Scene(store, clock)
        try:
            yield shown
        finally:
            await asyncio.gather(*shown.tasks)
            discard(shown.window)


@pytest.fixture
def run(qapp: QApplication) -> Run:
    return lambda work: run_on_qt(qapp, work)


def test_what_waits_is_told_in_sentences_and_followed(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            held = await shown.queue(RESOLVE, hold=8 * SECOND)
            await shown.open()
            assert shown.words(held) == "Resolve “Fault grp_1” in 2.1, held back for 8 s."

            shown.clock.advance(3 * SECOND)
            shown.dialog.presenter.tick()
            assert "held back for 5 s" in shown.words(held)
            assert shown.dialog._timer.isActive()

            later = await shown.queue(SeverityChange(Severity.HIGH))
            await until(lambda: later in shown.dialog.cards)
            assert shown.words(later) == "Set “Fault grp_1” to high, waiting for the change before it."

            shown.clock.advance(6 * SECOND)
            await shown.store.outbox.take_next(shown.clock.now())
            await until(lambda: "being sent" in shown.words(held))
            await shown.store.outbox.mark_unknown(held)
            await until(lambda: "not known whether it arrived" in shown.words(held))
            assert not shown.dialog._timer.isActive()

    run(check())


def test_a_change_that_was_never_sent_is_undone_by_keyboard(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            first = await shown.queue(RESOLVE, hold=8 * SECOND)
            second = await shown.queue(RESOLVE, "grp_2", hold=8 * SECOND)
            await shown.open()
            shown.dialog.activateWindow()
            undo = shown.dialog.cards[first].buttons[Offer.UNDO]
            undo.setFocus()
            QTest.keyClick(undo, Qt.Key.Key_Space)
            QTest.keyClick(shown.dialog.focusWidget(), Qt.Key.Key_Space)
            await until(lambda: first not in shown.dialog.cards)
            assert second in shown.dialog.cards, "pressing twice decides once"
            QTest.keyClick(shown.dialog.focusWidget(), Qt.Key.Key_Tab)
            assert shown.dialog.focusWidget() is shown.dialog.cards[second].buttons[Offer.UNDO]
            QTest.keyClick(shown.dialog.focusWidget(), Qt.Key.Key_Space)
            await until(lambda: not shown.dialog.cards)
            assert await shown.store.outbox.entries() == ()
            assert shown.dialog.notice.text() == "Taken back."
            assert shown.dialog.empty.accessibleName().startswith("Nothing waits.")
            assert shown.dialog._pages.currentWidget() is shown.dialog.empty

    run(check())


def test_a_conflict_shows_three_versions_and_mine_is_sent_over_theirs(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            waiting = await shown.queue(RESOLVE, "grp_2", hold=8 * SECOND)
            change_id = await shown.conflict()
            await shown.open()
            card = shown.dialog.cards[change_id]
            assert shown.dialog._column.indexOf(card) == 0, "what needs a person stands first"
            assert list(shown.dialog.cards) == [change_id, waiting]
            assert "somebody else has changed it" in shown.words(change_id)
            assert card._comparison.values() == ("Open", "Resolved in the next version", "Resolved in 2.1")

            shown.press(change_id, Offer.SEND_MINE)
            await until(lambda: "waiting for the server" in shown.words(change_id))
            (entry,) = [each for each in await shown.store.outbox.entries() if each.id == change_id]
            assert (entry.state, entry.base_revision) == (ChangeState.WAITING, 5)
            assert not card._comparison.isVisible()
            assert not any(button.isVisible() for button in card.buttons.values())

    run(check())


def test_discarding_leaves_theirs(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            change_id = await shown.conflict()
            await shown.open()
            shown.press(change_id, Offer.DISCARD)
            await until(lambda: not shown.dialog.cards)
            group = await shown.store.tables.get(ObjectType.CRASH_GROUP, "grp_1")
            assert group is not None and group.resolution.kind is ResolvedIn.NEXT  # type: ignore[union-attr]
            assert shown.dialog.notice.text() == "Discarded. The crash shows what the server has."

    run(check())


def test_a_refusal_says_why_and_a_note_is_shown_whole_as_plain_text(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            change_id = await shown.queue(NoteAddition(HOSTILE))
            await shown.store.outbox.take_next(shown.clock.now())
            await shown.store.outbox.reject(change_id, Text("T", "{x}")(x=HOSTILE))
            await shown.open()
            card = shown.dialog.cards[change_id]
            assert card._note.text() == card._reason.text() == "<b>Bold</b> \u2039U+202E\u203a evil"
            assert all(
                label.textFormat() is Qt.TextFormat.PlainText for label in shown.dialog.findChildren(QLabel)
            )
            assert [offer for offer, button in card.buttons.items() if button.isVisible()] == [Offer.DISCARD]
            shown.press(change_id, Offer.DISCARD)
            await until(lambda: not shown.dialog.cards)
            assert shown.dialog.notice.text() == "Discarded. The note is gone."

    run(check())


def test_more_than_a_screenful_comes_in_portions(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            for _ in range(105):
                await shown.queue(NoteAddition("again"))
            await shown.open()
            assert len(shown.dialog.cards) == 100
            assert shown.dialog.more.text() == "Show 5 more changes"
            shown.dialog.more.click()
            assert len(shown.dialog.cards) == 105 and not shown.dialog.more.isVisible()

    run(check())


def test_closed_it_follows_no_more(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            await shown.queue(RESOLVE, hold=8 * SECOND)
            await shown.open()
            gone: list[bool] = []
            shown.dialog.destroyed.connect(lambda: gone.append(True))
            QTest.keyClick(shown.dialog, Qt.Key.Key_Escape)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            await until(lambda: gone)
            await shown.queue(SeverityChange(Severity.HIGH))
            assert len(shown.tasks) == 1

    run(check())


def test_an_empty_outbox_says_so(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            await shown.open()
            assert shown.dialog.empty.accessibleName() == (
                "Nothing waits. The server has everything that was decided here."
            )

    run(check())


def test_a_conflict_about_a_person_shows_state_and_role_and_offers_what_can_be_done(run: Run) -> None:
    async def check() -> None:
        async with scene() as shown:
            ada = Actor("user", HOSTILE, "usr_1")
            viewer = make_user("usr_1", role="viewer", revision=5, decided_by=ada)
            rejected = make_user("usr_2", state=UserState.REJECTED, role="pending", revision=5)
            hopeless = await shown.user_conflict("usr_1", viewer)
            undecided = await shown.user_conflict("usr_2", rejected)
            await shown.open()
            shown.dialog.show()
            card = shown.dialog.cards[hopeless]
            seen = card._comparison.values()
            assert (seen[0], *seen[2:]) == ("Pending", "Active", "None yet", "Viewer", "Operator")
            assert "<b>Bold</b>" in seen[1] and "\u202e" not in seen[1]
            assert not card.buttons[Offer.SEND_MINE].isVisible()

            shown.press(undecided, Offer.SEND_MINE)
            await until(lambda: "Yours will be sent" in shown.dialog.notice.text())
            shown.press(hopeless, Offer.DISCARD)
            await until(lambda: "The account shows" in shown.dialog.notice.text())
            (left,) = await shown.store.outbox.entries()
            assert (left.id, left.state, left.base_revision) == (undecided, ChangeState.WAITING, 5)
            row = await shown.store.tables.get(ObjectType.USER, "usr_1")
            assert row == viewer

    run(check())

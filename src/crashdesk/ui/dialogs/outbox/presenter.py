"""Follows the outbox and carries out what a person decides about its changes. Free of Qt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from msgspec.structs import replace

from crashdesk.core.crash_groups import NoteAddition
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ChangeId
from crashdesk.core.outbox import ObjectType, QueuedChange
from crashdesk.core.ports import Clock
from crashdesk.core.store_ports import Outbox
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.dialogs.outbox import user_words
from crashdesk.ui.dialogs.outbox.comparing import revision_of_theirs
from crashdesk.ui.dialogs.outbox.state import Offer, OutboxState, items_of

_UNDONE = QT_TRANSLATE_NOOP("Outbox", "Taken back.")
_TOO_LATE = QT_TRANSLATE_NOOP("Outbox", "Too late: it has been sent already.")
_DISCARDED = QT_TRANSLATE_NOOP("Outbox", "Discarded. The crash shows what the server has.")
_DISCARDED_NOTE = QT_TRANSLATE_NOOP("Outbox", "Discarded. The note is gone.")
_SENT_AGAIN = QT_TRANSLATE_NOOP("Outbox", "Yours will be sent over theirs.")
_SETTLED = QT_TRANSLATE_NOOP("Outbox", "This has been settled meanwhile.")

Start = Callable[[Coroutine[Any, Any, None]], asyncio.Task[Any]]


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: OutboxState) -> None:
        """Show this state."""
        ...


class OutboxPresenter:
    """Reads the outbox anew after each of its changes; time alone is told by `tick`."""

    def __init__(self, view: View, outbox: Outbox, clock: Clock, start: Start) -> None:
        self._view = view
        self._outbox = outbox
        self._clock = clock
        self._start = start
        self._entries: tuple[QueuedChange, ...] | None = None
        self._is_reading = False
        self._is_outdated = False
        self._is_closed = False
        self._unsubscribe: Callable[[], None] = lambda: None
        self.state = OutboxState()

    def begin(self) -> None:
        """Show what waits and follow it from now on."""
        self._view.show_state(self.state)
        self._unsubscribe = self._outbox.subscribe(self._read_soon)
        self._read_soon()

    def close(self) -> None:
        """Follow and show no more; what was begun goes on."""
        self._is_closed = True
        self._unsubscribe()

    def tick(self) -> None:
        """Time has passed."""
        if self._entries is not None:
            self._show(self.state)

    def decide(self, change_id: ChangeId, offer: Offer) -> None:
        """Do what was offered for a change."""
        entry = next((entry for entry in self._entries or () if entry.id == change_id), None)
        if entry is None or change_id in self.state.busy:
            return
        doings: dict[Offer, Callable[[QueuedChange], Awaitable[Text]]] = {
            Offer.UNDO: self._undo,
            Offer.DISCARD: self._discard,
            Offer.SEND_MINE: self._send_mine,
        }
        self._show(replace(self.state, busy=self.state.busy | {change_id}, said=None))
        self._start(self._do(doings[offer], entry))

    async def _do(self, doing: Callable[[QueuedChange], Awaitable[Text]], entry: QueuedChange) -> None:
        is_trouble = False
        try:
            said = await doing(entry)
        except CrashDeskError as trouble:
            said, is_trouble = trouble.text, True
        busy = self.state.busy - {entry.id}
        self._show(replace(self.state, busy=busy, said=said, is_trouble=is_trouble))

    async def _undo(self, entry: QueuedChange) -> Text:
        return _UNDONE if await self._outbox.undo(entry.id) else _TOO_LATE

    async def _discard(self, entry: QueuedChange) -> Text:
        await self._outbox.discard(entry.id)
        if isinstance(entry.change, NoteAddition):
            return _DISCARDED_NOTE
        return user_words.DISCARDED if entry.lane.type is ObjectType.USER else _DISCARDED

    async def _send_mine(self, entry: QueuedChange) -> Text:
        # What is shown is what was decided upon: should theirs have changed again, it is a conflict again.
        revision = revision_of_theirs(entry)
        if revision is None:
            return _SETTLED
        await self._outbox.resend(entry.id, revision=revision)
        return _SENT_AGAIN

    def _read_soon(self) -> None:
        self._is_outdated = True
        if not self._is_reading and not self._is_closed:
            self._is_reading = True
            self._start(self._read())

    async def _read(self) -> None:
        try:
            while self._is_outdated and not self._is_closed:
                self._is_outdated = False
                self._entries = await self._outbox.entries()
                self._show(self.state)
        except CrashDeskError as trouble:
            self._show(replace(self.state, said=trouble.text, is_trouble=True))
        finally:
            self._is_reading = False

    def _show(self, state: OutboxState) -> None:
        if self._entries is not None:
            state = replace(state, items=items_of(self._entries, self._clock.now()))
        if state != self.state:
            self.state = state
            if not self._is_closed:
                self._view.show_state(state)

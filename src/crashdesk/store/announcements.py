"""Telling the program what a commit has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.store_ports import StoreListener

MANY_IDS = 500
"""From so many changed objects on, their ids are not told: a view reads itself anew then."""

T = TypeVar("T")


class Changes:
    """What one or several transactions have changed."""

    def __init__(self) -> None:
        self.types: set[ObjectType] = set()
        self.ids: set[ObjectId] | None = set()
        self.outbox = False

    def add(self, object_type: ObjectType, object_id: ObjectId | None) -> None:
        """Note one changed object; None stands for many of the type."""
        self.types.add(object_type)
        if object_id is None:
            self.ids = None
        elif self.ids is not None:
            self.ids.add(object_id)
            if len(self.ids) > MANY_IDS:
                self.ids = None

    def merge(self, later: Changes) -> None:
        """Add what a later transaction has changed."""
        self.types |= later.types
        if self.ids is None or later.ids is None or len(self.ids) + len(later.ids) > MANY_IDS:
            self.ids = None
        else:
            self.ids |= later.ids
        self.outbox = self.outbox or later.outbox

    def __bool__(self) -> bool:
        return bool(self.types) or self.outbox


class Announcements:
    """Calls listeners on the loop after commits, once for all commits since the last time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pending: Changes | None = None
        self._store_listeners: list[StoreListener] = []
        self._outbox_listeners: list[Callable[[], None]] = []

    def subscribe_store(self, listener: StoreListener) -> Callable[[], None]:
        """Call `listener` with what changed; returns what ends that."""
        return _added(self._store_listeners, listener)

    def subscribe_outbox(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when the outbox changed; returns what ends that."""
        return _added(self._outbox_listeners, listener)

    def post(self, changes: Changes) -> None:
        """Announce `changes` soon. Runs on the loop."""
        if not changes:
            return
        if self._pending is None:
            self._pending = Changes()
            self._loop.call_soon(self._announce)
        self._pending.merge(changes)

    def _announce(self) -> None:
        changes, self._pending = self._pending, None
        assert changes is not None
        ids = None if changes.ids is None else frozenset(changes.ids)
        # One call_soon each: a listener that fails reaches the loop's handler and hinders no other.
        if changes.types:
            for listener in self._store_listeners:
                self._loop.call_soon(listener, frozenset(changes.types), ids)
        if changes.outbox:
            for notify in self._outbox_listeners:
                self._loop.call_soon(notify)


def _added(listeners: list[T], listener: T) -> Callable[[], None]:
    listeners.append(listener)

    def end() -> None:
        if listener in listeners:
            listeners.remove(listener)

    return end

"""Follows what others change of the object that is open. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from crashdesk.core.alterations import Alteration
from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Jobs
from crashdesk.core.store_ports import Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP

_LOOKING = QT_TRANSLATE_NOOP("ChangedBar", "Looking what others have changed")

Compare = Callable[[Any, Any], tuple[Alteration, ...]]
"""(as it was, as it is): what differs, as far as a person would want to know."""
Tell = Callable[[tuple[Alteration, ...] | None], None]
"""Called with what others have changed; None when they have not, or when it has been seen."""


class Revised(Protocol):
    """An object of which the server counts the decisions."""

    @property
    def id(self) -> ObjectId:
        """Its id."""
        ...

    @property
    def revision(self) -> int:
        """Grows with each decision, not with counts."""
        ...


class OthersChanges:
    """One object at a time, from when it is opened."""

    def __init__(
        self, tables: Tables, jobs: Jobs, scope: str, of: ObjectType, compare: Compare, tell: Tell
    ) -> None:
        self._tables = tables
        self._jobs = jobs
        self._scope = scope
        self._of = of
        self._compare = compare
        self._tell = tell
        self._seen: Revised | None = None
        self._unsubscribe = tables.subscribe(self._on_store_changed)

    def close(self) -> None:
        """Follow no more."""
        self._unsubscribe()

    def open(self, found: Revised | None) -> None:
        """Follow an object from the state that is shown; a later state of the same one changes nothing."""
        if (found and found.id) != (self._seen and self._seen.id):
            self._seen = found
            self._tell(None)

    def take_note(self) -> None:
        """The changes so far have been seen."""
        self._start(is_seen=True)

    def _on_store_changed(self, types: frozenset[ObjectType], _ids: frozenset[ObjectId] | None) -> None:
        if self._seen is not None and self._of in types:
            self._start(is_seen=False)

    def _start(self, *, is_seen: bool) -> None:
        # Two keys: a look that is begun by the store must not cut off what a person has asked for.
        key = f"{self._scope}.others.{'seen' if is_seen else 'look'}"
        self._jobs.start(
            _LOOKING, lambda _: self._look(is_seen=is_seen), scope=self._scope, exclusive=key, quiet=True
        )

    async def _look(self, *, is_seen: bool) -> None:
        seen = self._seen
        if seen is None:
            return
        now: Any = await self._tables.get(self._of, seen.id)
        is_altered = (
            now is not None
            and now.revision > seen.revision
            and await self._tables.changed_by_others(self._of, seen.id, seen.revision)
        )
        if self._seen is not seen:
            return
        if is_seen and now is not None:
            self._seen, is_altered = now, False
        self._tell(self._compare(seen, now) if is_altered else None)

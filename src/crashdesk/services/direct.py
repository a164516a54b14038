"""Actions that need the server now: carried out, and noted in the journal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from crashdesk.core.errors import ChangedMeanwhile, ConnectionTrouble, CrashDeskError, OutcomeUnknown
from crashdesk.core.journal import Event
from crashdesk.core.outbox import Lane
from crashdesk.core.store_ports import Journal
from crashdesk.core.text import Text

T = TypeVar("T")


class DirectActions:
    """Awaits actions on objects and notes what became of each; what never reached the server is not noted."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def carry_out(
        self,
        target: Lane,
        sentence: Text,
        action: Awaitable[T],
        read_anew: Callable[[], Awaitable[None]] | None = None,
    ) -> T:
        """Await an action and return its result.

        Args:
            target: what it is done to.
            sentence: what is to be done, in words.
            action: the request. An answer with a `revision` tells the store later that this change was none
                of others.
            read_anew: brings the server's state into the store; called when somebody was first, or when it is
                not known what became of the action.

        Raises:
            CrashDeskError: what the action raises.
        """
        try:
            result = await action
        except ConnectionTrouble:
            raise
        except CrashDeskError as problem:
            event = Event.UNKNOWN if isinstance(problem, OutcomeUnknown) else Event.REJECTED
            await self._journal.record(event, target.type, target.id, sentence, str(problem.text))
            if read_anew and isinstance(problem, ChangedMeanwhile | OutcomeUnknown):
                await read_anew()
            raise
        revision: Any = getattr(result, "revision", "")
        await self._journal.record(Event.DONE, target.type, target.id, sentence, str(revision))
        return result

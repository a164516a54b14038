"""Walking through a list that comes in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

import msgspec

from crashdesk.core.errors import AnswerUnusable

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some items of a list; `next_cursor` is None on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None = None


async def paged(fetch: Callable[[str | None], Awaitable[Page[T]]]) -> AsyncIterator[Page[T]]:
    """Yield the pages of a list, fetching each when it is asked for. The first cursor is None.

    Raises:
        AnswerUnusable: a cursor came twice: the server would go round in a circle for ever.
    """
    seen: set[str] = set()
    page = await fetch(None)
    yield page
    while page.next_cursor is not None:
        if page.next_cursor in seen:
            raise AnswerUnusable(detail="the list's pages go round in a circle")
        seen.add(page.next_cursor)
        page = await fetch(page.next_cursor)
        yield page

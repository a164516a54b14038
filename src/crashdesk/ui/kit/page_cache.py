"""The pages of one row view that are at hand, and which to fetch next. Free of Qt."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from crashdesk.core.tables import PAGE_ROWS

PAGES = 50
"""Pages kept: 10,000 rows, enough to scroll back without fetching."""
WANTED = 3
"""Requests kept: on a fast drag of the scroll bar only the newest few are still on the screen."""


class PageCache:
    """Least-recently-used pages by number, with the newest requests first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._wanted: list[int] = []

    def row(self, number: int) -> Any | None:
        """Return the row, or None and note that its page is wanted."""
        index, offset = divmod(number, PAGE_ROWS)
        page = self._pages.get(index)
        if page is None:
            self._want(index)
            return None
        self._pages.move_to_end(index)
        return page[offset] if offset < len(page) else None

    def peek(self, number: int) -> Any | None:
        """Return the row if it is at hand, without wanting it."""
        index, offset = divmod(number, PAGE_ROWS)
        page = self._pages.get(index, ())
        return page[offset] if offset < len(page) else None

    def take_wanted(self) -> int | None:
        """Return the page to fetch next, None when nothing is wanted."""
        return self._wanted.pop() if self._wanted else None

    def put(self, index: int, rows: tuple[Any, ...]) -> None:
        """Keep a page; the one unused for longest makes room."""
        self._pages[index] = rows
        self._pages.move_to_end(index)
        if index in self._wanted:
            self._wanted.remove(index)
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)

    def rows(self) -> Iterator[tuple[int, Any]]:
        """Yield every row at hand with its number."""
        for index, page in self._pages.items():
            yield from enumerate(page, index * PAGE_ROWS)

    def replace(self, number: int, row: Any) -> None:
        """Put a newer state of a row that is at hand in its place."""
        index, offset = divmod(number, PAGE_ROWS)
        page = self._pages[index]
        self._pages[index] = (*page[:offset], row, *page[offset + 1 :])

    def find(self, wanted: Callable[[Any], bool]) -> int | None:
        """Return the number of the first row at hand that `wanted` accepts."""
        return next((number for number, row in self.rows() if wanted(row)), None)

    def _want(self, index: int) -> None:
        if index in self._wanted:
            self._wanted.remove(index)
        self._wanted.append(index)
        del self._wanted[:-WANTED]

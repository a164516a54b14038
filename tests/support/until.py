"""Waiting for something that another part of the program does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 30.0


async def until(look: Callable[[], Awaitable[T]], holds: Callable[[T], bool]) -> T:
    """Look again and again until what is seen is right, and return it; give up with what was seen last."""
    seen: list[T] = []
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                seen[:] = [await look()]
                if holds(seen[0]):
                    return seen[0]
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"it did not come; last seen: {seen}") from None

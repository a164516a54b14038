"""What holds for all tests: nothing that they started lives on, and garbage goes on the main thread alone."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator

import pytest

PATIENCE_S = 5.0
"""How long a thread that was told to end may take; not waited for when there is none."""
_GARBAGE = 50_000
"""Allocations after which a test is followed by a collection."""


@pytest.fixture(autouse=True, scope="session")
def no_collection_in_other_threads() -> Iterator[None]:
    """Keep the store's threads from destroying Qt objects (docs/decisions/0008)."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def collect_afterwards() -> Iterator[None]:
    """Collect on the main thread when there is enough to collect."""
    yield
    if gc.get_count()[0] > _GARBAGE:
        gc.collect()


@pytest.fixture(autouse=True, scope="module")
def no_leaked_threads() -> Iterator[None]:
    """Fail a module whose tests leave threads behind: they would keep the program from ending."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + PATIENCE_S
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))

    assert [thread.name for thread in started if thread.is_alive()] == []

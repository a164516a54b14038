"""A running piece of work as the status bar shows it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crashdesk.core.text import Text


class RunningJob(msgspec.Struct, frozen=True):
    """One line of the list of jobs.

    Attributes:
        done, total: how far it is; `total` is None while unknown.
        cancel: asks it to stop; None where that is not possible.
    """

    label: Text
    done: int = 0
    total: int | None = None
    cancel: Callable[[], None] | None = None

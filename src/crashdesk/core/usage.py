"""How much a program is used: installs and opens."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant


class UsageDay(msgspec.Struct, frozen=True):
    """Installs that were seen and how often the program was opened on one UTC day (`YYYY-MM-DD`)."""

    day: str
    installs: int
    opens: int


class UsageShare(msgspec.Struct, frozen=True):
    """The part of one version or platform in the whole range."""

    name: str
    installs: int
    opens: int


class Usage(msgspec.Struct, frozen=True):
    """Usage over a range of days, as computed by the server at `computed_at`."""

    computed_at: Instant
    days: tuple[UsageDay, ...]
    versions: tuple[UsageShare, ...]
    platforms: tuple[UsageShare, ...]

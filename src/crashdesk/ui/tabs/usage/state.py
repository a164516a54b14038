"""What the usage tab shows. Free of Qt."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.usage import Usage, UsageDay, UsageShare


class Measure(enum.StrEnum):
    """What is counted."""

    INSTALLS = "installs"
    OPENS = "opens"


class UsageState(msgspec.Struct, frozen=True):
    """The figures in the store, or why there are none.

    Attributes:
        usage: None until the first figures are in the store.
        loading: whether figures are being fetched.
        offline: whether the last attempt to fetch them found no server.
        failed: whether the last attempt was refused or could not be understood.
    """

    usage: Usage | None = None
    measure: Measure = Measure.INSTALLS
    loading: bool = True
    offline: bool = False
    failed: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there are figures and nothing was counted in them."""
        return self.usage is not None and not any(day.opens for day in self.usage.days)


def amount(item: UsageDay | UsageShare, measure: Measure) -> int:
    """Return the count of a day, version or platform."""
    return item.installs if measure is Measure.INSTALLS else item.opens


def ranked(shares: tuple[UsageShare, ...], measure: Measure) -> tuple[UsageShare, ...]:
    """Return shares with the largest first, names deciding between equals."""
    return tuple(sorted(shares, key=lambda share: (-amount(share, measure), share.name)))

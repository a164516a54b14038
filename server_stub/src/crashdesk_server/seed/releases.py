"""The releases of the program whose crashes are told, and who runs which of them when."""

from __future__ import annotations

from random import Random

import msgspec

from crashdesk_server.crashes.versions import compare

DEVELOPMENT_VERSION = "2.3.0-dev"


class Release(msgspec.Struct, frozen=True):
    """A version and when it came out, in days before the end of the history."""

    version: str
    day: float


RELEASES = (
    Release("2.0.3", -30),
    Release("2.1.0", -13),
    Release("2.1.1", -9),
    Release("2.2.0", -5),
    Release("2.2.1", -2),
)

PLATFORMS = (
    ("linux", "amd64", "Debian GNU/Linux 12"),
    ("linux", "arm64", "Debian GNU/Linux 12"),
    ("windows", "amd64", "10.0.26100"),
    ("darwin", "arm64", "15.7"),
)
_PLATFORM_SHARES = (8, 3, 5, 3)


def pick_version(random: Random, day: float, newest: str | None = None) -> str | None:
    """Return a version that somebody ran on a day, or None; `newest` limits which ones count.

    People update slowly: the newest release is run by more of them each day.
    """
    out = [release for release in RELEASES if release.day <= day and _is_allowed(release.version, newest)]
    if not out:
        return None
    shares = [min(day - release.day, 4) + 0.3 for release in out]
    weights = [share * 1.8**place for place, share in enumerate(shares)]
    return random.choices(out, weights)[0].version


def pick_platform(random: Random, count: int = len(PLATFORMS)) -> tuple[str, str, str]:
    """Return system, architecture and version of the system; only from the first `count` platforms."""
    return random.choices(PLATFORMS[:count], _PLATFORM_SHARES[:count])[0]


def _is_allowed(version: str, newest: str | None) -> bool:
    if newest is None:
        return True
    order = compare(version, newest)
    return order is not None and order <= 0

"""How much a program is used."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crashdesk_server.wire.session import Time

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$", description="a UTC day")]


class UsageDay(msgspec.Struct, frozen=True):
    """Installs seen and opens counted on one day."""

    day: Day
    installs: int
    opens: int


class UsageShare(msgspec.Struct, frozen=True):
    """One version's or platform's part of the range."""

    name: str
    installs: int
    opens: int


class Usage(msgspec.Struct, frozen=True):
    """Answer of `GET /usage?days=30`; every day of the range is there, with zeros where nothing came."""

    computed_at: Time
    days: tuple[UsageDay, ...]
    versions: tuple[UsageShare, ...]
    platforms: tuple[UsageShare, ...]


class MetricBucket(msgspec.Struct, frozen=True):
    """The sum of one metric's bucket over the range."""

    signal: str
    bucket: str
    count: int


class Metrics(msgspec.Struct, frozen=True):
    """Answer of `GET /usage/metrics?days=30`."""

    computed_at: Time
    buckets: tuple[MetricBucket, ...]

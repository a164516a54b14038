"""Pings and metrics of the people who run the program."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from crashdesk_server.clock import DAY
from crashdesk_server.ingest.wire import CounterBody, MetricsBody, PingBody
from crashdesk_server.seed.releases import RELEASES, pick_platform, pick_version
from crashdesk_server.usage.recording import Measurement, Ping

_INSTALLS = 140
_DAYS = 14
_BUCKETS = {
    "startup_time": (("under_1s", 9), ("under_3s", 4), ("over_3s", 1)),
    "session_length": (("under_10m", 5), ("under_1h", 6), ("over_1h", 3)),
    "sync": (("ok", 30), ("failed", 2)),
    "crash_recovery": (("restored", 3), ("lost", 1)),
}


def pings(random: Random, end: int) -> Iterator[Ping]:
    """Yield the opens of a fortnight; more people come every day."""
    for number in range(_INSTALLS):
        install_id = f"{random.getrandbits(128):032x}"
        system, arch, os_version = pick_platform(random)
        for day in range(min(number // 10, _DAYS - 1) - _DAYS + 1, 1):
            opens = random.choice((0, 0, 1, 1, 2, 3))
            version = pick_version(random, day) or RELEASES[0].version
            body = PingBody(install_id, version, system, arch, os_version)
            yield from [Ping(body, end + day * DAY)] * opens


def measurements(random: Random, end: int) -> Iterator[Measurement]:
    """Yield what they counted."""
    for day in range(-_DAYS + 1, 1):
        for release in RELEASES:
            if release.day > day:
                continue
            counters = tuple(
                CounterBody(signal, bucket, share * random.randint(2, 9))
                for signal, buckets in _BUCKETS.items()
                for bucket, share in buckets
            )
            system = random.choice(("linux", "windows", "darwin"))
            yield Measurement(MetricsBody(release.version, system, counters), end + day * DAY)

"""When which report comes in: recorded bodies spread over versions, platforms and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import msgspec

from crashdesk_server.clock import DAY, to_rfc3339
from crashdesk_server.seed.bodies import Recorded
from crashdesk_server.seed.courses import COURSES, FIRST_DAY, Course
from crashdesk_server.seed.releases import DEVELOPMENT_VERSION, PLATFORMS, pick_platform, pick_version

_NATIVE_PLATFORMS = 2
"""Machine code was recorded on Linux alone: its reports aren't said to come from elsewhere."""
_DEVELOPMENT_EVERY = 6
"""Every so many recordings the fault also happens to those who build the program themselves."""


class Post(msgspec.Struct, frozen=True):
    """One report: when it comes, of which recording, and its body."""

    at: int
    recording: int
    body: bytes


def posts(records: Sequence[Recorded], random: Random, end: int) -> list[Post]:
    """Return all posts in the order of time; the same for the same recordings, random state and end."""
    found: list[Post] = []
    for number, record in enumerate(records):
        found.extend(_of_releases(number, record, random, end))
        if number % _DEVELOPMENT_EVERY == 0:
            found.extend(_of_development(number, record, random, end))
    return sorted(found, key=lambda post: (post.at, post.recording, post.body))


def course_of(number: int) -> Course:
    """Return the course of a recording."""
    return COURSES[number % len(COURSES)]


def _of_releases(number: int, record: Recorded, random: Random, end: int) -> Iterator[Post]:
    course = course_of(number)
    day = course.first_day
    while True:
        share = (day - course.first_day) / -course.first_day
        per_day = course.from_per_day + (course.to_per_day - course.from_per_day) * share
        day += random.expovariate(max(per_day, 0.5))
        if day >= 0:
            return
        version = pick_version(random, day, course.newest_on(day))
        if version is not None:
            at = end + round(day * DAY)
            yield Post(at, number, _placed(record.body, random, at, version=version))


def _of_development(number: int, record: Recorded, random: Random, end: int) -> Iterator[Post]:
    for _ in range(random.randint(2, 6)):
        at = end + round(random.uniform(FIRST_DAY, 0) * DAY)
        body = _placed(record.body, random, at, version=DEVELOPMENT_VERSION, channel="dev")
        yield Post(at, number, body)


def _placed(body: dict[str, Any], random: Random, at: int, **changes: str) -> bytes:
    """Return a body as another machine would have sent it at another time."""
    native = body.get("source") == "native"
    system, arch, os_version = pick_platform(random, _NATIVE_PLATFORMS if native else len(PLATFORMS))
    device = {**body.get("device", {}), "osVersion": os_version, "cores": random.choice((2, 4, 8, 16))}
    sent = {**body, "os": system, "arch": arch, "device": device, **changes}
    if "occurredAt" in body:
        sent["occurredAt"] = to_rfc3339(at)
    return msgspec.json.encode(sent)

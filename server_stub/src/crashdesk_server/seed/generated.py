"""Made-up groups, for seeing what many of them do to a desk. Their titles say what they are."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec

from crashdesk_server.clock import DAY
from crashdesk_server.seed.releases import pick_platform, pick_version

_TYPES = ("TypeError", "ValueError", "KeyError", "TimeoutError", "PermissionError", "AssertionError")
_PARTS = ("import", "export", "sync", "render", "search", "login", "backup", "print", "update", "layout")


def generated_posts(count: int, random: Random, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield `count` reports of as many faults over a fortnight, in the order of time."""
    for number in range(count):
        at = end - 14 * DAY + (number + 1) * 14 * DAY // (count + 1)
        yield at, msgspec.json.encode(_body(number, random, (at - end) / DAY))


def _body(number: int, random: Random, day: float) -> dict[str, object]:
    kind, part, other = random.choice(_TYPES), random.choice(_PARTS), random.choice(_PARTS)
    system, arch, os_version = pick_platform(random)
    text = f"generated fault {number} while {part} waited for {other}"
    return {
        "kind": random.choice(("crash", "exception", "exception", "performance")),
        "version": pick_version(random, day) or "2.0.3",
        "os": system,
        "arch": arch,
        "message": f"{kind}: {text}",
        "source": "generated",
        "errorType": kind,
        "errorMessage": text,
        "topFrame": f"{part}_{number} (generated/{part}.py:{number % 900 + 1})",
        "stack": f'File "generated/{part}.py", line {number % 900 + 1}, in {part}_{number}',
        "device": {"osVersion": os_version},
    }

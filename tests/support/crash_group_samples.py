"""Varied crash groups, some of them hostile, the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import make_group

from crashdesk.core.crash_groups import (
    CrashGroup,
    Ignore,
    IgnoreUntil,
    Resolution,
    ResolvedIn,
    Severity,
    Status,
)
from crashdesk.core.ids import DAY, HOUR, MINUTE, Instant, UserId
from crashdesk.core.people import Person

PEOPLE = (
    Person(UserId("usr_1"), "Mira Sandoval", "operator"),
    Person(UserId("usr_2"), "Jonas Weidner", "admin"),
    Person(UserId("usr_3"), "李娜", "operator"),
    Person(UserId("usr_4"), "aurelie.fontaine@example.org", "operator"),
    Person(UserId("usr_5"), "<b>Mallory</b>\u202e", "viewer", enabled=False),
)
_FAULTS = (
    (
        "TypeError",
        "Cannot read properties of undefined (reading 'sessionId')",
        "resumeSession (session.ts:214:31)",
    ),
    ("ValueError", "invalid literal for int() with base 10: ''", "parse_limit (config/limits.py:88)"),
    ("SIGSEGV", "Segmentation fault at 0x0000000000000018", "ring_buffer_pop (src/ring.c:142)"),
    ("KeyError", "'workspace'", "load_profile (profiles.py:51)"),
    ("panic", "index out of bounds: the len is 3 but the index is 7", "diff::apply_hunk (diff.rs:377)"),
    ("AddressSanitizer", "heap-use-after-free on address 0x602000000010", "free_node (tree.c:59)"),
    ("UnhandledRejection", "fetch failed: ECONNRESET", "retry (net/client.ts:97:11)"),
    (
        "RecursionError",
        "maximum recursion depth exceeded while calling a Python object",
        "walk (ast_tools.py:12)",
    ),
    ("OSError", "[Errno 28] No space left on device: '~/.cache/index.db'", "write_index (store.py:203)"),
    ("std::bad_alloc", "std::bad_alloc", "Canvas::resize (canvas.cpp:418)"),
    ("RangeError", "Invalid array length", "expandTree (tree.tsx:66:20)"),
    ("ExceptionGroup", "errors while closing (3 sub-exceptions)", "close_all (server.py:190)"),
)
_HOSTILE = (
    "<img src=x onerror=alert(1)><b>bold?</b> &amp; <a href='https://evil.example'>click</a>",
    "right-to-left \u202egnp.exe\u202c override",
    "NUL \x00 bell \x07 escape \x1b[31mred\x1b[0m tab\tend",
    "line one\nline two\r\nline three",
    "Z" + "\u0301" * 4_000 + "algo",
    "A" * 16_384,
    "replaced surrogate \ufffd here",
    "\u200b\u200b\u2066\u2069invisible\ufeff",
    "💥 emoji crash 👩‍👩‍👧‍👦 family, 日本語のエラー, العربية",
)
_VERSIONS = ("1.8.0", "1.9.2", "2.0.0", "2.0.1", "2.1.0-rc.1", "2.1.0")
_PLATFORMS = ("linux/x64", "darwin/arm64", "windows/x64", "linux/arm64")


def sample_groups(count: int, *, hostile: bool = True) -> Iterator[CrashGroup]:
    """Yield `count` groups; the hostile ones stand among those seen last."""
    chance = random.Random(7)
    for number in range(count):
        error_type, message, frame = _FAULTS[number % len(_FAULTS)]
        title = f"{error_type}: {message}"
        if hostile and 3 <= number < 3 + 2 * len(_HOSTILE) and number % 2:
            title = _HOSTILE[(number - 3) // 2]
        yield _group(chance, number, title, frame)


def _group(chance: random.Random, number: int, title: str, frame: str) -> CrashGroup:
    scale = chance.choice((1, 1, 2, 5, 20, 120))
    shape = chance.choice(((1.0, 1.0), (0.2, 2.0), (2.0, 0.3), (0.0, 1.5)))
    daily = tuple(int(chance.random() * scale * (shape[0] if day < 7 else shape[1]) * 3) for day in range(14))
    status = chance.choices(tuple(Status), weights=(7, 2, 2))[0]
    first, last = sorted(chance.sample(range(len(_VERSIONS)), 2))
    last_seen = Instant(NOVEMBER - number * 7 * MINUTE - chance.randrange(5) * MINUTE)
    is_new = shape[0] == 0.0
    regressed = status is Status.OPEN and chance.random() < 0.2
    return make_group(
        f"grp_{number:06}",
        title=title,
        top_frame=frame,
        status=status,
        severity=chance.choices(tuple(Severity), weights=(3, 5, 3, 1))[0],
        resolution=_resolution(chance) if status is Status.RESOLVED else None,
        ignore=_ignore(chance) if status is Status.IGNORED else None,
        count=sum(daily) + chance.choice((0, 12, 340, 9_120, 1_240_551)) + 1,
        last_day=daily[-1],
        daily=daily,
        daily_until=NOVEMBER,
        first_seen=Instant(
            NOVEMBER - (chance.randrange(1, 6) if is_new else chance.randrange(15, 300)) * DAY
        ),
        last_seen=last_seen,
        first_version=_VERSIONS[first],
        last_version=_VERSIONS[last],
        assignee=chance.choice((None, None, None, *PEOPLE)),
        regressed_at=Instant(last_seen - HOUR) if regressed else None,
        regressed_in=_VERSIONS[last] if regressed else None,
        regressions=int(regressed),
        platforms=tuple(chance.sample(_PLATFORMS, chance.randrange(1, 4))),
        notes=chance.choice((0, 0, 0, 1, 4)),
        reports_kept=min(50, sum(daily) + 1),
        development=chance.random() < 0.05,
        pending=chance.random() < 0.06,
    )


def _resolution(chance: random.Random) -> Resolution:
    kind = chance.choice(tuple(ResolvedIn))
    return Resolution(kind, chance.choice(_VERSIONS) if kind is not ResolvedIn.NOW else None)


def _ignore(chance: random.Random) -> Ignore:
    return chance.choice(
        (
            Ignore(IgnoreUntil.FOREVER),
            Ignore(IgnoreUntil.TIME, until=Instant(NOVEMBER + 5 * DAY)),
            Ignore(IgnoreUntil.COUNT, count=100, remaining=62),
            Ignore(IgnoreUntil.VERSION, version="2.1.0"),
        )
    )

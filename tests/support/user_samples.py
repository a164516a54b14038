"""Accounts for tests of what is done with them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.support.manual_clock import NOVEMBER

from crashdesk.core.account import Permission
from crashdesk.core.ids import DAY, HOUR, MINUTE, Instant, UserId
from crashdesk.core.people import Actor
from crashdesk.core.users import User, UserState

ROLES = ("viewer", "operator", "admin")


def make_user(user_id: str = "usr_2", /, **values: Any) -> User:
    """Return an account of somebody who was let in as a viewer; what is not named is ordinary."""
    ordinary: dict[str, Any] = {
        "revision": 1,
        "email": f"{user_id}@example.org",
        "name": "",
        "state": UserState.ACTIVE,
        "role": "viewer",
        "registered_at": NOVEMBER,
        "registered_from": "192.0.2.7",
    }
    if values.get("state") is UserState.PENDING:
        ordinary["role"] = "pending"
    return User(id=UserId(user_id), **{**ordinary, **values})


_FIRST = (
    "Mira",
    "Jonas",
    "Aurélie",
    "Chen",
    "Sofia",
    "Kwame",
    "Ingrid",
    "Tomás",
    "Yuki",
    "Leila",
    "Piotr",
    "Ada",
)
_LAST = ("Okafor", "Weidner", "Fontaine", "Li", "Marchetti", "Mensah", "Dahl", "Novák", "Tanaka", "Haddad")
RIGHTS = (
    Permission("crashes.read", "crashes", "See crash groups, reports and timelines.", ROLES),
    Permission(
        "crashes.triage",
        "crashes",
        "Resolve, ignore, reopen and assign crash groups, set their severity, write notes.",
        ROLES[1:],
    ),
    Permission("crashes.delete", "crashes", "Delete crash groups with their reports.", ROLES[1:]),
    Permission("usage.read", "usage", "See installs, opens and counters.", ROLES),
    Permission("users.read", "users", "See accounts: addresses, roles, where from and when.", ROLES[2:]),
    Permission(
        "users.manage",
        "users",
        "Approve, reject, change, sign out and delete accounts, and revoke keys of others.",
        ROLES[2:],
    ),
    Permission("audit.read", "audit", "Read and export the audit log.", ROLES[2:], grantable=True),
)
"""What the reference server tells of its rights."""
HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)><b>bold?</b> &amp;",
    "Mira \u202eafakO\u202c",
    "NUL \x00 bell \x07 tab\tend",
    "line one\nline two",
    "Z" + "\u0301" * 900 + "algo",
    "A" * 4_000,
    "\u200b\u2066",
)


def sample_users(count: int, *, waiting: int = 0, hostile: bool = False) -> Iterator[User]:
    """Yield accounts: oneself as an admin, people who were let in, and those who wait, latest first."""
    chance = random.Random(11)
    jonas = Actor("user", "Jonas Weidner", "usr_jonas")
    yield make_user(
        "usr_1",
        name="Mira Sandoval",
        email="mira@example.org",
        role="admin",
        sessions=2,
        api_keys=1,
        last_sign_in_at=Instant(NOVEMBER - 20 * MINUTE),
        registered_from="",
        registered_at=Instant(NOVEMBER - 400 * DAY),
    )
    yield make_user(
        "usr_jonas",
        name=jonas.label,
        email="jonas@example.org",
        role="operator",
        sessions=1,
        registered_at=Instant(NOVEMBER - 380 * DAY),
        decided_at=Instant(NOVEMBER - 379 * DAY),
        decided_by=Actor("user", "Mira Sandoval", "usr_1"),
        last_sign_in_at=Instant(NOVEMBER - 3 * HOUR),
    )
    for number in range(count):
        state = chance.choices(
            (UserState.ACTIVE, UserState.DISABLED, UserState.REJECTED), weights=(12, 2, 1)
        )[0]
        first, last = _FIRST[number % len(_FIRST)], _LAST[(number * 7 + number // 12) % len(_LAST)]
        role = "pending" if state is UserState.REJECTED else chance.choices(ROLES, weights=(5, 4, 1))[0]
        registered = NOVEMBER - chance.randrange(5, 300) * DAY
        yield make_user(
            f"usr_{number:05}",
            name=f"{first} {last}" if number % 9 else "",
            email=f"{_plain(first)}.{_plain(last)}{number or ''}@example.org",
            state=state,
            role=role,
            permissions=("audit.read",) if role == "viewer" and number % 4 == 0 else (),
            registered_at=Instant(registered),
            registered_from=f"203.0.113.{number % 250}",
            decided_at=Instant(registered + chance.randrange(1, 50) * HOUR),
            decided_by=jonas,
            decision_note="" if state is UserState.ACTIVE else "Left the project in spring.",
            last_sign_in_at=None
            if number % 11 == 0
            else Instant(NOVEMBER - chance.randrange(1, 9_000) * MINUTE),
            sessions=chance.choice((0, 1, 1, 2)) if state is UserState.ACTIVE else 0,
            api_keys=chance.choice((0, 0, 0, 1, 3)),
        )
    yield from _waiting(waiting, hostile=hostile)


def _waiting(count: int, *, hostile: bool) -> Iterator[User]:
    named = (
        ("M1ra Sandoval", "mira@exarnple.org", "198.51.100.23"),
        ("Jonas Weidner", "jonas.weidner@gmail.com", "2001:db8:85a3::8a2e:370:7334"),
        ("Hanna Lindqvist", "hanna.lindqvist@example.org", "203.0.113.44"),
        ("", "new.person@partner.example", "192.0.2.199"),
    )
    for number in range(count):
        name, email, address = named[number] if number < len(named) else _stranger(number)
        if hostile and len(named) <= number < len(named) + len(HOSTILE_NAMES):
            name = HOSTILE_NAMES[number - len(named)]
        yield make_user(
            f"usr_w{number:04}",
            name=name,
            email=email,
            state=UserState.PENDING,
            registered_at=Instant(NOVEMBER - (3 + 47 * number) * MINUTE),
            registered_from=address,
        )


def _stranger(number: int) -> tuple[str, str, str]:
    first, last = (
        _FIRST[(number * 5) % len(_FIRST)],
        f"{_LAST[(number * 3) % len(_LAST)]}-{_LAST[number % len(_LAST)]}",
    )
    return f"{first} {last}", f"p{number}@company{number % 7}.example", f"198.51.100.{number % 250}"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()

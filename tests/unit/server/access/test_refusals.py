"""Failed sign-ins in the log: few entries, whoever tries and however often."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.support.reference_server import SetClock

from crashdesk_server.access.refusals import MOST, Refusals
from crashdesk_server.audit.record import Origin, Target
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.schema import audit
from crashdesk_server.web.throttle import WINDOW


class Door:
    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database, self.clock = database, clock
        self.refusals = Refusals()

    def knock(self, number: int, account: str = "usr_1", action: str = "session.refused") -> None:
        origin = Origin("", "anonymous", "", ip=f"2001:db8:0:{number:x}::1", user_agent="x" * 10_000)
        target = Target("user", account, f"{account}@example.org")
        self.database.write_now(lambda tx: self.refusals.note(tx, origin, target, "wrong", action))

    def entries(self) -> list[dict[str, Any]]:
        query = select(audit.c.body).order_by(audit.c.seq)
        bodies = self.database.read_now(lambda snapshot: snapshot.execute(query).scalars().all())
        return [json.loads(body) for body in bodies]

    def attempts(self) -> list[int]:
        return [entry["after"]["attempts"] for entry in self.entries()]


@pytest.fixture
def door(tmp_path: Path) -> Generator[Door]:
    clock = SetClock()
    database = Database(tmp_path, clock)
    yield Door(database, clock)
    database.close()


def test_the_first_is_told_at_once_and_the_rest_as_a_number(door: Door) -> None:
    for _ in range(7):
        door.knock(1)
    assert door.attempts() == [1]
    door.clock.time += WINDOW
    door.database.write_now(door.refusals.flush)
    door.database.write_now(door.refusals.flush)
    assert door.attempts() == [1, 6]
    assert door.entries()[1]["outcome"] == "refused"
    assert door.entries()[1]["target"]["id"] == "usr_1"


def test_success_writes_what_was_counted_for_that_person_there(door: Door) -> None:
    for _ in range(3):
        door.knock(1)
        door.knock(1, "usr_2")
    door.database.write_now(lambda tx: door.refusals.settle(tx, "2001:db8:0:1::77", "usr_1"))
    assert door.attempts() == [1, 1, 2]
    assert door.entries()[2]["target"]["id"] == "usr_1"


def test_an_orderly_end_writes_the_rest(door: Door) -> None:
    for _ in range(3):
        door.knock(1)
    door.database.write_now(door.refusals.flush_all)
    assert door.attempts() == [1, 2]


def test_a_flood_from_everywhere_stays_small(door: Door) -> None:
    for number in range(MOST * 3):
        door.knock(number, f"usr_{number}")
        door.knock(number, f"usr_{number}", "user.registered")
    assert door.attempts() == [1] * (MOST + 1)
    rest = door.entries()[-1]
    assert (rest["ip"], rest["target"]["id"], rest["actor"]["kind"]) == ("", "", "anonymous")
    door.clock.time += WINDOW
    door.database.write_now(door.refusals.flush)
    assert sum(door.attempts()) == MOST * 6
    assert len(door.entries()) <= 2 * (MOST + 1)
    assert all(len(json.dumps(entry)) < 1_500 for entry in door.entries())

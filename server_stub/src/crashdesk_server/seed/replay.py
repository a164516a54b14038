"""Fills an empty database with a fortnight that looks like life, by the code that serves requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from random import Random
from typing import TypeVar

import msgspec
from sqlalchemy import func, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.audit.record import Origin
from crashdesk_server.clock import DAY, to_rfc3339
from crashdesk_server.crashes.changing import check_patch
from crashdesk_server.crashes.editing import Editor
from crashdesk_server.crashes.reading import group_row
from crashdesk_server.crashes.recording import Recorder
from crashdesk_server.crashes.tables import crash_group
from crashdesk_server.ids import Ids
from crashdesk_server.ingest.arrival import Arrival, receive
from crashdesk_server.ingest.budget import UNLIMITED
from crashdesk_server.seed.bodies import Recorded, SeedError
from crashdesk_server.seed.cast import Cast
from crashdesk_server.seed.clock import ReplayClock
from crashdesk_server.seed.courses import Decision
from crashdesk_server.seed.generated import generated_posts
from crashdesk_server.seed.opens import measurements, pings
from crashdesk_server.seed.people import deeds, found
from crashdesk_server.seed.traffic import Post, course_of, posts
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.schema import users
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.usage.recording import UsageRecorder
from crashdesk_server.wire.crash_groups import CrashGroupPatch, IgnoreInput

_SEED = 20_260_101
"""Of chance: the same recordings give the same history."""
_BATCH = 2_000

T = TypeVar("T")
Actor = tuple[Principal, Origin]
"""Somebody who decides, and where they are."""


class Summary(msgspec.Struct, frozen=True):
    """What a database holds after seeding; `people` are the addresses that can sign in."""

    groups: int
    reports: int
    people: tuple[str, ...]


class Replay:
    """Seeds one database. The clock is the one that the database was opened with."""

    def __init__(self, database: Database, clock: ReplayClock, end: int) -> None:
        self._database = database
        self._clock = clock
        self._end = end
        self._random = Random(_SEED)  # noqa: S311 - chance for a demonstration, not for secrets
        self._ids = Ids(clock)
        self._recorder = Recorder(self._ids, UNLIMITED)
        self._editor = Editor(self._ids)
        self._waiting: list[tuple[int, Callable[[Transaction], None]]] = []

    def run(
        self, records: Sequence[Recorded], generated: int, admin_email: str, password_hash: str
    ) -> Summary:
        """Tell the whole history.

        Raises:
            SeedError: somebody or something is in the database already.
        """
        if not self._database.read_now(_is_empty):
            raise SeedError("the database isn't empty")
        cast = Cast(self._ids, password_hash)
        people = self._write(lambda tx: found(cast, tx, admin_email))
        self._waiting = [
            (self._end + round(deed.day * DAY), partial(deed.do, cast)) for deed in deeds(admin_email)
        ]
        if generated:
            self._generate(generated)
        else:
            self._tell(records, people)
        self._live_until(self._end)
        self._clock.advance_to(self._end)
        self._write(cast.settle)
        self._record_usage()
        return self._database.read_now(_summary)

    def _live_until(self, time: int) -> None:
        """Let people do what they do until then."""
        while self._waiting and self._waiting[0][0] <= time:
            at, deed = self._waiting.pop(0)
            self._clock.advance_to(at)
            self._write(deed)

    def _tell(self, records: Sequence[Recorded], people: Sequence[Actor]) -> None:
        """Replay reports and decisions in the order of time."""
        groups: dict[int, str] = {}
        waiting: list[Post] = []
        decisions = _decisions(len(records), self._end)
        for post in posts(records, self._random, self._end):
            while decisions and decisions[0][0] <= post.at:
                self._record(waiting, groups)
                self._decide(*decisions.pop(0), groups, people)
            waiting.append(post)
        self._record(waiting, groups)
        for decision in decisions:
            self._decide(*decision, groups, people)

    def _record(self, waiting: list[Post], groups: dict[int, str]) -> None:
        """Record the posts that wait and note the release group of each recording."""
        if not waiting:
            return
        arrivals = [receive(post.body, post.at) for post in waiting]
        for post, arrival in zip(waiting, arrivals, strict=True):
            if not arrival.heading.development:
                groups.setdefault(post.recording, arrival.fingerprint)
        waiting.clear()
        self._store(arrivals)

    def _store(self, arrivals: Sequence[Arrival]) -> None:
        self._live_until(arrivals[-1].received_at)
        self._clock.advance_to(arrivals[-1].received_at)
        self._write(lambda tx: self._recorder.record(tx, arrivals, tx.now))

    def _decide(
        self, at: int, number: int, decision: Decision, groups: dict[int, str], people: Sequence[Actor]
    ) -> None:
        fingerprint = groups.get(number)
        if fingerprint is None:
            return
        self._live_until(at)
        self._clock.advance_to(at)
        principal, origin = people[decision.who]
        patch = _patch_of(decision, people, self._end)

        def decide(tx: Transaction) -> None:
            named = select(crash_group.c.id).where(crash_group.c.fingerprint == fingerprint)
            row = group_row(tx, principal, tx.execute(named).scalar_one())
            check_patch(patch, tx.now)
            self._editor.change(tx, principal, origin, row, patch)
            if decision.note:
                self._editor.note(tx, principal, origin, row, decision.note)

        self._write(decide)

    def _generate(self, count: int) -> None:
        stream = generated_posts(count, self._random, self._end)
        while batch := list(islice(stream, _BATCH)):
            self._store([receive(body, at) for at, body in batch])

    def _record_usage(self) -> None:
        usage = UsageRecorder(UNLIMITED)
        opened, measured = list(pings(self._random, self._end)), list(measurements(self._random, self._end))
        self._write(lambda tx: usage.record_pings(tx, opened, tx.now))
        self._write(lambda tx: usage.record_metrics(tx, measured, tx.now))

    def _write(self, unit: Callable[[Transaction], T]) -> T:
        return self._database.write_now(unit)


def _decisions(recordings: int, end: int) -> list[tuple[int, int, Decision]]:
    found = [
        (end + round(decision.day * DAY), number, decision)
        for number in range(recordings)
        for decision in course_of(number).decisions
    ]
    return sorted(found, key=lambda item: item[:2])


def _patch_of(decision: Decision, people: Sequence[Actor], end: int) -> CrashGroupPatch:
    patch = decision.patch or CrashGroupPatch()
    if decision.ignore_days is not None:
        until = to_rfc3339(end + decision.ignore_days * DAY)
        patch = msgspec.structs.replace(patch, ignore=IgnoreInput("time", until=until))
    if decision.assign_to is not None:
        patch = msgspec.structs.replace(patch, assignee_id=people[decision.assign_to][0].user_id)
    return patch


def _is_empty(snapshot: Snapshot) -> bool:
    tables = (users, crash_group)
    return all(snapshot.execute(select(table.c.id).limit(1)).first() is None for table in tables)


def _summary(snapshot: Snapshot) -> Summary:
    groups = snapshot.execute(select(func.count()).select_from(crash_group)).scalar_one()
    reports = snapshot.execute(select(func.coalesce(func.sum(crash_group.c["count"]), 0))).scalar_one()
    active = select(users.c.email).where(users.c.enabled, users.c.role != "pending").order_by(users.c.id)
    return Summary(groups, int(reports), tuple(snapshot.execute(active).scalars()))

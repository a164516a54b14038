"""The change feed: state, not events."""

from __future__ import annotations

from typing import Literal

import msgspec


class Person(msgspec.Struct, frozen=True):
    """A person as others see them: enough to assign and to name authors."""

    id: str
    label: str
    role: str
    enabled: bool


class Change(msgspec.Struct, frozen=True):
    """The latest state of one object. `object` is null for a tombstone.

    By type: `crash_group` carries a `CrashGroup`, `crash_report` a `ReportSummary`, `crash_activity` an
    `Activity`, `person` a `Person`, `user` a `User`, `task` a `Task`, `queue` a `Queue`,
    `webhook` a `Webhook`, `delivery` a `Delivery`, `replay_plan` a `ReplayPlan`.
    """

    type: Literal[
        "crash_group",
        "crash_report",
        "crash_activity",
        "person",
        "user",
        "task",
        "queue",
        "webhook",
        "delivery",
        "replay_plan",
    ]
    id: str
    object: msgspec.Raw | None


class Changes(msgspec.Struct, frozen=True):
    """Answer of `GET /changes?since=&types=&limit=`. Without `since` it begins with everything there is."""

    items: tuple[Change, ...]
    next_token: str
    has_more: bool


class Hint(msgspec.Struct, frozen=True):
    """The data of a `changed` event of `GET /events`: something is newer; the token is for comparing only."""

    token: str

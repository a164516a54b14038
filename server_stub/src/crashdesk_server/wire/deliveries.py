"""Deliveries of webhooks, attempt by attempt, and replaying them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from crashdesk_server.wire.crash_groups import ActorRef
from crashdesk_server.wire.session import Time

DeliveryStatus = Literal["pending", "delivered", "failed", "skipped"]
Trigger = Literal["event", "test", "resend", "recover_failed", "replay_skipped"]
AttemptOutcome = Literal[
    "delivered",
    "status",
    "gone",
    "redirect",
    "timeout",
    "name_not_found",
    "address_refused",
    "connection_refused",
    "connection_lost",
    "tls",
    "bad_answer",
]
"""`status`: any other answer than 2xx; `address_refused`: it is not one that webhooks may call."""


class Sent(msgspec.Struct, frozen=True):
    """A header as sent or received; what is secret is `•••`."""

    name: str
    value: str


class Attempt(msgspec.Struct, frozen=True):
    """One request and what came back.

    Attributes:
        number: from 1.
        address: the network address that was called, empty when there was none.
        message: the outcome in words.
        response_body: its first 2 KiB, as text; `response_bytes` is what arrived, at most 64 KiB.
    """

    number: int
    at: Time
    duration_ms: int
    outcome: AttemptOutcome
    message: str
    status: int | None
    url: str
    address: str
    request_headers: tuple[Sent, ...]
    response_headers: tuple[Sent, ...]
    response_body: str
    response_bytes: int
    response_truncated: bool


class Delivery(msgspec.Struct, frozen=True):
    """One event on its way to one webhook; also what the change feed carries as `delivery`.

    Those about people are visible to whoever may see accounts.

    Attributes:
        webhook: its description or else its origin, as it was called then.
        event_id: the `webhook-id`: the same in every attempt and replay, so that receivers know a repetition.
        task: the task that the event is about, empty for none.
        next_attempt_at: also the first one; null when there is none to come.
        schedule: when further attempts will come if each fails, without jitter, the next one first.
        reason: why it was skipped, or will not be tried again, in words.
        replay_of: the delivery that it repeats; `plan_id`: the plan that asked for it.
        body: what is sent, always whole in a request; here its first 16 KiB. `bytes` is its length.
    """

    id: str
    project_id: str
    webhook_id: str
    webhook: str
    event: str
    event_id: str
    task: str
    trigger: Trigger
    status: DeliveryStatus
    created_at: Time
    ended_at: Time | None
    attempts: tuple[Attempt, ...]
    next_attempt_at: Time | None
    schedule: tuple[Time, ...]
    reason: str
    replay_of: str | None
    plan_id: str | None
    body: str
    bytes: int
    body_truncated: bool


PlanKind = Literal["resend", "recover_failed", "replay_skipped"]
PlanState = Literal["planned", "running", "done", "cancelled"]


class PlanFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which deliveries a plan is to hold: all that is given has to fit.

    Attributes:
        delivery_ids: explicitly these.
        webhook_ids, events: one of them.
        since, until: when the event was; `until` excluded.
    """

    delivery_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=10_000)] = ()
    webhook_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=100)] = ()
    events: Annotated[tuple[str, ...], msgspec.Meta(max_length=50)] = ()
    since: Time | None = None
    until: Time | None = None


class NewPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /replay-plans`.

    `resend` takes deliveries in any state but pending and needs their ids; `recover_failed` those that failed
    and `replay_skipped` those that were skipped, except where a replay of them was delivered or waits.
    """

    kind: PlanKind
    filter: PlanFilter


class PlanSample(msgspec.Struct, frozen=True):
    """One delivery of a plan, in short."""

    delivery_id: str
    webhook: str
    event: str
    created_at: Time


class ReplayPlan(msgspec.Struct, frozen=True):
    """Which deliveries shall be replayed and how far that is; also what the change feed carries.

    A plan changes no more once made: what it holds was listed then. It expires after an hour unless run.

    Attributes:
        count: how many deliveries it holds, at most 10,000.
        sample: the oldest 20 of them.
        more: more fitted than a plan can hold; the oldest were taken.
        started, delivered, failed: how many were begun, and ended how. `refused`: could not be begun.
    """

    id: str
    project_id: str
    revision: int
    kind: PlanKind
    filter: PlanFilter
    state: PlanState
    created_at: Time
    created_by: ActorRef
    expires_at: Time
    count: int
    more: bool
    sample: tuple[PlanSample, ...]
    per_second: float | None
    ran_at: Time | None
    ended_at: Time | None
    started: int
    delivered: int
    failed: int
    refused: int


class RunPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /replay-plans/{id}/run`."""

    per_second: Annotated[float, msgspec.Meta(ge=0.1, le=1000)]


class PlanItem(msgspec.Struct, frozen=True):
    """What became of one delivery of a plan. `outcome` is the state of the replay, once begun."""

    position: int
    delivery_id: str
    replay_id: str | None
    outcome: Literal["planned", "pending", "delivered", "failed", "skipped", "refused", "cancelled"]
    reason: str

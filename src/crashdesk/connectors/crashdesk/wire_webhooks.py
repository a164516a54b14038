"""What our server sends of webhooks and deliveries; read as tolerantly as `wire` says."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crashdesk.connectors.crashdesk.wire import Actor, Count, Id, Time
from crashdesk.core.secret import Secret

_FEW = msgspec.Meta(max_length=1_000)
_MANY = msgspec.Meta(max_length=20_000)


class EventType(msgspec.Struct, frozen=True):
    """Something a webhook can be told of."""

    name: Id
    meaning: str = ""
    of_task: bool = False
    example: msgspec.Raw = msgspec.Raw()


class EventTypes(msgspec.Struct, frozen=True):
    """Answer of `GET /event-types`."""

    event_types: Annotated[tuple[EventType, ...], _FEW]


class Header(msgspec.Struct, frozen=True):
    """A header of every request of a webhook."""

    name: str
    value: str | None
    secret: bool


class Outcomes(msgspec.Struct, frozen=True):
    """Ended deliveries of some span of time."""

    delivered: Count
    failed: Count


class Health(msgspec.Struct, frozen=True):
    """How the deliveries of a webhook went."""

    hours: Annotated[tuple[Outcomes, ...], _FEW]
    hours_until: Time
    delivered: Count
    failed: Count
    streak: Count
    last_delivery_at: Time | None
    last_failure_at: Time | None
    last_failure: str
    waiting: Count


class SecretState(msgspec.Struct, frozen=True):
    """What is told of a signing secret."""

    made_at: Time
    previous_until: Time | None


class Webhook(msgspec.Struct, frozen=True):
    """One webhook."""

    id: Id
    revision: Count
    description: str
    url: str
    events: Annotated[tuple[str, ...], _FEW]
    task_filter: Annotated[tuple[str, ...], _FEW]
    headers: Annotated[tuple[Header, ...], _FEW]
    max_retries: Count
    timeout_ms: Count
    retry_backoff_ms: Count
    enabled: bool
    disabled_at: Time | None
    disabled_by: Actor | None
    disabled_reason: str
    skipped: Count
    created_at: Time
    created_by: Actor
    secret: SecretState
    health: Health


class CreatedWebhook(Webhook, frozen=True, kw_only=True):
    """Answer of `POST /webhooks`: with the signing secret, this once."""

    signing_secret: Secret


class RotatedSecret(msgspec.Struct, frozen=True):
    """Answer of `POST /webhooks/{id}/rotate-secret`: with the new signing secret, this once."""

    webhook: Webhook
    signing_secret: Secret


class Sent(msgspec.Struct, frozen=True):
    """A header as sent or received."""

    name: str
    value: str


class Attempt(msgspec.Struct, frozen=True):
    """One request and what came back."""

    number: Count
    at: Time
    duration_ms: Count
    outcome: str
    message: str
    status: int | None
    url: str
    address: str
    request_headers: Annotated[tuple[Sent, ...], _FEW]
    response_headers: Annotated[tuple[Sent, ...], _FEW]
    response_body: str
    response_bytes: Count
    response_truncated: bool


class Delivery(msgspec.Struct, frozen=True):
    """One event on its way to one webhook."""

    id: Id
    webhook_id: Id
    webhook: str
    event: str
    event_id: str
    task: str
    trigger: str
    status: str
    created_at: Time
    ended_at: Time | None
    attempts: Annotated[tuple[Attempt, ...], _FEW]
    next_attempt_at: Time | None
    schedule: Annotated[tuple[Time, ...], _FEW]
    reason: str
    replay_of: str | None
    plan_id: str | None
    body: str
    bytes: Count
    body_truncated: bool


class PlanFilter(msgspec.Struct, frozen=True):
    """Which deliveries a plan was to hold."""

    delivery_ids: Annotated[tuple[str, ...], _MANY] = ()
    webhook_ids: Annotated[tuple[str, ...], _FEW] = ()
    events: Annotated[tuple[str, ...], _FEW] = ()
    since: Time | None = None
    until: Time | None = None


class PlanSample(msgspec.Struct, frozen=True):
    """One delivery of a plan, in short."""

    delivery_id: Id
    webhook: str
    event: str
    created_at: Time


class ReplayPlan(msgspec.Struct, frozen=True):
    """Which deliveries shall be replayed, and how far that is."""

    id: Id
    revision: Count
    kind: str
    filter: PlanFilter
    state: str
    created_at: Time
    created_by: Actor
    expires_at: Time
    count: Count
    more: bool
    sample: Annotated[tuple[PlanSample, ...], _FEW]
    per_second: float | None
    ran_at: Time | None
    ended_at: Time | None
    started: Count
    delivered: Count
    failed: Count
    refused: Count


class PlanItem(msgspec.Struct, frozen=True):
    """What became of one delivery of a plan."""

    position: Count
    delivery_id: Id
    replay_id: str | None
    outcome: str
    reason: str


class PlanItems(msgspec.Struct, frozen=True):
    """A page of `GET /replay-plans/{id}/items`."""

    items: Annotated[tuple[PlanItem, ...], _MANY]
    next_cursor: str | None

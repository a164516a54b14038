"""Webhooks: who is told of what the server does, and how it goes."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crashdesk_server.wire.crash_groups import ActorRef
from crashdesk_server.wire.session import Time

Url = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
EventNames = Annotated[tuple[Annotated[str, msgspec.Meta(max_length=100)], ...], msgspec.Meta(max_length=50)]
TaskNames = Annotated[tuple[Annotated[str, msgspec.Meta(max_length=100)], ...], msgspec.Meta(max_length=50)]
Retries = Annotated[int, msgspec.Meta(ge=0, le=20, description="attempts after the first one")]
TimeoutMs = Annotated[int, msgspec.Meta(ge=500, le=30_000)]
BackoffMs = Annotated[int, msgspec.Meta(ge=100, le=3_600_000, description="before the second attempt")]
Name = Annotated[str, msgspec.Meta(max_length=200)]


class EventType(msgspec.Struct, frozen=True):
    """Something a webhook can be told of.

    Attributes:
        name: such as `crash_group.created`.
        meaning: one sentence.
        of_task: it is about a task, and a webhook's `task_filter` applies.
        example: a whole body as it would be sent.
    """

    name: str
    meaning: str
    of_task: bool
    example: msgspec.Raw


class EventTypeList(msgspec.Struct, frozen=True):
    """Answer of `GET /event-types`."""

    event_types: tuple[EventType, ...]


class Header(msgspec.Struct, frozen=True):
    """A header of every request of a webhook. `value` is null where it is secret: nothing shows it again."""

    name: str
    value: str | None
    secret: bool


class HeaderInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A header to send. A secret one without a `value` keeps that which it has."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    value: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    secret: bool = False


Headers = Annotated[tuple[HeaderInput, ...], msgspec.Meta(max_length=20)]


class Health(msgspec.Struct, frozen=True):
    """How the deliveries of a webhook went; tests do not count.

    Attributes:
        hours: outcomes by hour of the last 24, oldest first, the last being that of `hours_until`.
        streak: how many of the latest ended deliveries in a row failed.
        last_failure: why, in words; empty when none failed.
        waiting: deliveries whose next attempt is to come.
    """

    hours: tuple[Outcomes, ...]
    hours_until: Time
    delivered: int
    failed: int
    streak: int
    last_delivery_at: Time | None
    last_failure_at: Time | None
    last_failure: str
    waiting: int


class Outcomes(msgspec.Struct, frozen=True):
    """How many deliveries of some span of time ended well, and how many in failure."""

    delivered: int
    failed: int


class SecretState(msgspec.Struct, frozen=True):
    """What is told of a signing secret, never itself. Up to `previous_until` the former one signs too."""

    made_at: Time
    previous_until: Time | None


class Webhook(msgspec.Struct, frozen=True):
    """A webhook; also what the change feed carries as `webhook`.

    Attributes:
        url: for those who may not change webhooks only its origin: the rest can hold a token.
        events: those it is told of; empty for all.
        task_filter: of events about tasks only those about these; empty for all.
        retry_backoff_ms: doubles from attempt to attempt, with jitter.
        disabled_reason: in words, when the server did it by itself.
        skipped: events that were not sent while it was disabled, since it was.
    """

    id: str
    project_id: str
    revision: int
    description: str
    url: str
    events: tuple[str, ...]
    task_filter: tuple[str, ...]
    headers: tuple[Header, ...]
    max_retries: int
    timeout_ms: int
    retry_backoff_ms: int
    enabled: bool
    disabled_at: Time | None
    disabled_by: ActorRef | None
    disabled_reason: str
    skipped: int
    created_at: Time
    created_by: ActorRef
    secret: SecretState
    health: Health


class NewWebhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /webhooks`. Without a `secret` the server makes one."""

    url: Url
    description: Name = ""
    events: EventNames = ()
    task_filter: TaskNames = ()
    headers: Headers = ()
    max_retries: Retries = 5
    timeout_ms: TimeoutMs = 10_000
    retry_backoff_ms: BackoffMs = 5_000
    enabled: bool = True
    secret: Annotated[str, msgspec.Meta(max_length=200, description="`whsec_` and base64")] | None = None


class WebhookPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `PATCH /webhooks/{id}`; what is absent stays. `headers` are all that there are then."""

    url: Url | msgspec.UnsetType = msgspec.UNSET
    description: Name | msgspec.UnsetType = msgspec.UNSET
    events: EventNames | msgspec.UnsetType = msgspec.UNSET
    task_filter: TaskNames | msgspec.UnsetType = msgspec.UNSET
    headers: Headers | msgspec.UnsetType = msgspec.UNSET
    max_retries: Retries | msgspec.UnsetType = msgspec.UNSET
    timeout_ms: TimeoutMs | msgspec.UnsetType = msgspec.UNSET
    retry_backoff_ms: BackoffMs | msgspec.UnsetType = msgspec.UNSET
    enabled: bool | msgspec.UnsetType = msgspec.UNSET


class CreatedWebhook(Webhook, frozen=True):
    """Answer of `POST /webhooks`: the only time that the signing secret is told."""

    signing_secret: str


class RotateSecret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /webhooks/{id}/rotate-secret`: for how long the former secret still signs beside it."""

    overlap_seconds: Annotated[int, msgspec.Meta(ge=0, le=7 * 86_400)]


class RotatedSecret(msgspec.Struct, frozen=True):
    """Answer of `POST /webhooks/{id}/rotate-secret`, the only time that the new secret is told."""

    webhook: Webhook
    signing_secret: str


class TestWebhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /webhooks/{id}/test`: an event whose example is sent once, also while disabled."""

    event: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]

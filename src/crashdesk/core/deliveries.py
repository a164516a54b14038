"""Deliveries of webhooks, attempt by attempt, and plans to replay them."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import DeliveryId, Instant, PlanId, WebhookId
from crashdesk.core.people import Actor


class DeliveryStatus(enum.StrEnum):
    """How far a delivery is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not sent because the webhook was disabled."""


class Trigger(enum.StrEnum):
    """Why something is delivered."""

    EVENT = "event"
    TEST = "test"
    RESEND = "resend"
    RECOVER_FAILED = "recover_failed"
    REPLAY_SKIPPED = "replay_skipped"


class AttemptOutcome(enum.StrEnum):
    """What came of one attempt."""

    DELIVERED = "delivered"
    STATUS = "status"
    """Another answer than 2xx."""
    GONE = "gone"
    """410: the receiver wants no more; the webhook is disabled."""
    REDIRECT = "redirect"
    """Not followed: it would carry the event somewhere else."""
    TIMEOUT = "timeout"
    NAME_NOT_FOUND = "name_not_found"
    ADDRESS_REFUSED = "address_refused"
    """The server does not let webhooks call this address."""
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_LOST = "connection_lost"
    TLS = "tls"
    BAD_ANSWER = "bad_answer"
    """What came back is no HTTP."""
    OTHER = "other"
    """Something a newer server has a word for."""


class HeaderLine(msgspec.Struct, frozen=True):
    """A header as sent or received; what is secret is masked by the server."""

    name: str
    value: str


class Attempt(msgspec.Struct, frozen=True):
    """One request and what came back. Response and message are text of strangers.

    Attributes:
        number: from 1.
        address: the network address that was called.
        message: the outcome in the server's words.
        response_body: its beginning, as text; `response_bytes` is how much arrived.
    """

    number: int
    at: Instant
    duration_ms: int
    outcome: AttemptOutcome
    message: str = ""
    status: int | None = None
    url: str = ""
    address: str = ""
    request_headers: tuple[HeaderLine, ...] = ()
    response_headers: tuple[HeaderLine, ...] = ()
    response_body: str = ""
    response_bytes: int = 0
    response_truncated: bool = False


class Delivery(msgspec.Struct, frozen=True):
    """One event on its way to one webhook.

    Attributes:
        webhook: its name as it was then.
        event_id: the `webhook-id`: the same in every attempt and replay.
        task: the task that the event is about, empty for none.
        schedule: when further attempts come if each fails, without jitter, the next one first.
        reason: why it was skipped or will not be tried again, in the server's words.
        replay_of: the delivery that it repeats; `plan_id`: the plan that asked for it.
        body: what is sent, here its first 16 KiB; `bytes` is its whole length.
    """

    id: DeliveryId
    webhook_id: WebhookId
    webhook: str
    event: str
    status: DeliveryStatus
    created_at: Instant
    event_id: str = ""
    task: str = ""
    trigger: Trigger = Trigger.EVENT
    ended_at: Instant | None = None
    attempts: tuple[Attempt, ...] = ()
    next_attempt_at: Instant | None = None
    schedule: tuple[Instant, ...] = ()
    reason: str = ""
    replay_of: DeliveryId | None = None
    plan_id: PlanId | None = None
    body: str = ""
    bytes: int = 0
    body_truncated: bool = False

    @property
    def last(self) -> Attempt | None:
        """The latest attempt."""
        return self.attempts[-1] if self.attempts else None


class PlanKind(enum.StrEnum):
    """Three words for three things."""

    RESEND = "resend"
    """Send named deliveries again, whatever became of them."""
    RECOVER_FAILED = "recover_failed"
    """Send again what failed since some time."""
    REPLAY_SKIPPED = "replay_skipped"
    """Send what was skipped while a webhook was disabled."""


class PlanState(enum.StrEnum):
    """How far a plan is."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class PlanFilter(msgspec.Struct, frozen=True):
    """Which deliveries a plan is to hold: all that is given has to fit; `until` is excluded."""

    delivery_ids: tuple[DeliveryId, ...] = ()
    webhook_ids: tuple[WebhookId, ...] = ()
    events: tuple[str, ...] = ()
    since: Instant | None = None
    until: Instant | None = None


class PlanSample(msgspec.Struct, frozen=True):
    """One delivery of a plan, in short."""

    delivery_id: DeliveryId
    webhook: str
    event: str
    created_at: Instant


class ReplayPlan(msgspec.Struct, frozen=True):
    """Which deliveries shall be replayed, and how far that is.

    Attributes:
        count: how many it holds; `more` fitted than it can hold, and the oldest were taken.
        started, delivered, failed: how many were begun, and ended how. `refused`: could not be begun.
    """

    id: PlanId
    revision: int
    kind: PlanKind
    state: PlanState
    created_at: Instant
    expires_at: Instant
    count: int
    filter: PlanFilter = PlanFilter()
    created_by: Actor | None = None
    more: bool = False
    sample: tuple[PlanSample, ...] = ()
    per_second: float | None = None
    ran_at: Instant | None = None
    ended_at: Instant | None = None
    started: int = 0
    delivered: int = 0
    failed: int = 0
    refused: int = 0


class ItemOutcome(enum.StrEnum):
    """What became of one delivery of a plan."""

    PLANNED = "planned"
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class PlanItem(msgspec.Struct, frozen=True):
    """One delivery of a plan, its replay once begun, and why it was refused."""

    position: int
    delivery_id: DeliveryId
    replay_id: DeliveryId | None
    outcome: ItemOutcome
    reason: str = ""

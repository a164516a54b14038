"""Webhooks: who is told of what a server does, how that goes, and what can be changed about it."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant, WebhookId
from crashdesk.core.people import Actor
from crashdesk.core.secret import Secret


class EventType(msgspec.Struct, frozen=True):
    """Something a webhook can be told of.

    Attributes:
        of_task: a webhook's `task_filter` applies.
        example: a whole body as it would be sent, JSON.
    """

    name: str
    meaning: str = ""
    of_task: bool = False
    example: str = ""


class WebhookHeader(msgspec.Struct, frozen=True):
    """A header of every request; the value of a secret one is never shown again and None."""

    name: str
    value: str | None
    secret: bool = False


class Outcomes(msgspec.Struct, frozen=True):
    """How many deliveries of some span of time ended well, and how many in failure."""

    delivered: int
    failed: int


class WebhookHealth(msgspec.Struct, frozen=True):
    """How the deliveries of a webhook went.

    Attributes:
        hours: by hour of the last 24, oldest first, the last being that of `hours_until`.
        streak: how many of the latest ended ones in a row failed.
        last_failure: why, in the server's words.
        waiting: deliveries whose next attempt is to come.
    """

    hours: tuple[Outcomes, ...] = ()
    hours_until: Instant = Instant(0)
    delivered: int = 0
    failed: int = 0
    streak: int = 0
    last_delivery_at: Instant | None = None
    last_failure_at: Instant | None = None
    last_failure: str = ""
    waiting: int = 0

    @property
    def success_rate(self) -> float | None:
        """The share of the ended deliveries that ended well; None when none has ended."""
        ended = self.delivered + self.failed
        return self.delivered / ended if ended else None


class Webhook(msgspec.Struct, frozen=True):
    """One webhook.

    Attributes:
        url: for those who may not change webhooks only its origin.
        events: those it is told of; empty for all.
        task_filter: of events about tasks only those about these; empty for all.
        retry_backoff_ms: before the second attempt; doubles from attempt to attempt.
        disabled_reason: in words, when the server did it by itself.
        skipped: events that were not sent since it is disabled.
        secret_made_at: when the signing secret was made.
        previous_secret_until: up to then the former secret signs beside it.
    """

    id: WebhookId
    revision: int
    url: str
    description: str = ""
    events: tuple[str, ...] = ()
    task_filter: tuple[str, ...] = ()
    headers: tuple[WebhookHeader, ...] = ()
    max_retries: int = 5
    timeout_ms: int = 10_000
    retry_backoff_ms: int = 5_000
    enabled: bool = True
    disabled_at: Instant | None = None
    disabled_by: Actor | None = None
    disabled_reason: str = ""
    skipped: int = 0
    created_at: Instant = Instant(0)
    created_by: Actor | None = None
    secret_made_at: Instant = Instant(0)
    previous_secret_until: Instant | None = None
    health: WebhookHealth = WebhookHealth()

    @property
    def label(self) -> str:
        """The name to show: the description, else the address."""
        return self.description or self.url


class WebhookDraft(msgspec.Struct, frozen=True):
    """A webhook as somebody wants it, new or changed.

    Attributes:
        headers: a secret one with the value None keeps the value that it has on the server.
    """

    url: str
    description: str = ""
    events: tuple[str, ...] = ()
    task_filter: tuple[str, ...] = ()
    headers: tuple[WebhookHeader, ...] = ()
    max_retries: int = 5
    timeout_ms: int = 10_000
    retry_backoff_ms: int = 5_000
    enabled: bool = True


def draft_of(webhook: Webhook) -> WebhookDraft:
    """Return what can be changed of a webhook, as it is."""
    return WebhookDraft(**{name: getattr(webhook, name) for name in WebhookDraft.__struct_fields__})


class CreatedWebhook(msgspec.Struct, frozen=True):
    """A webhook and its new signing secret, which is shown this once; also the answer to a rotation."""

    webhook: Webhook
    secret: Secret

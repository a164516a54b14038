"""What a server can be asked about webhooks and deliveries: protocols that connectors fulfil.

Raises everywhere: `ConnectionTrouble` when nothing was sent, `OutcomeUnknown` when no answer came, `Refused`
without the right. Calls that take a `revision` raise `ChangedMeanwhile` when it is no longer that.
"""

from __future__ import annotations

from typing import Protocol

from crashdesk.core.deliveries import Delivery, PlanFilter, PlanItem, PlanKind, ReplayPlan
from crashdesk.core.ids import DeliveryId, PlanId, WebhookId
from crashdesk.core.webhooks import CreatedWebhook, EventType, Webhook, WebhookDraft


class WebhooksApi(Protocol):
    """Webhooks of the server."""

    async def event_types(self) -> tuple[EventType, ...]:
        """Fetch what a webhook can be told of, with an example of each."""
        ...

    async def get(self, webhook_id: WebhookId) -> Webhook:
        """Fetch one webhook. Raises `NotFound`."""
        ...

    async def create(self, draft: WebhookDraft, *, idempotency_key: str) -> CreatedWebhook:
        """Make a webhook; the server makes its secret.

        Raises `InputRejected` with a problem for each field, `RequestConflict` when the answer got lost and
        the secret with it.
        """
        ...

    async def edit(
        self,
        webhook_id: WebhookId,
        before: WebhookDraft,
        after: WebhookDraft,
        *,
        revision: int,
        idempotency_key: str,
    ) -> Webhook:
        """Change what differs between `before` and `after`, and nothing else. Raises `InputRejected`."""
        ...

    async def delete(self, webhook_id: WebhookId, *, revision: int, idempotency_key: str) -> None:
        """Delete a webhook with the server's record of its deliveries."""
        ...

    async def rotate_secret(
        self, webhook_id: WebhookId, overlap_seconds: int, *, idempotency_key: str
    ) -> CreatedWebhook:
        """Make another secret; the former one signs beside it for a time. Raises as `create`."""
        ...

    async def test(self, webhook_id: WebhookId, event: str, *, idempotency_key: str) -> Delivery:
        """Send the example of an event once, also while disabled; returns the delivery, which is pending."""
        ...


class DeliveriesApi(Protocol):
    """Deliveries of the server, and plans to replay them."""

    async def get(self, delivery_id: DeliveryId) -> Delivery:
        """Fetch one delivery. Raises `NotFound` for one that the server keeps no longer."""
        ...

    async def replay(self, delivery_id: DeliveryId, *, idempotency_key: str) -> Delivery:
        """Send one delivery again and return the new one, which is pending. Raises `NotFound`."""
        ...

    async def plan(self, kind: PlanKind, wanted: PlanFilter, *, idempotency_key: str) -> ReplayPlan:
        """List what would be replayed; nothing is sent. Raises `InputRejected`."""
        ...

    async def get_plan(self, plan_id: PlanId) -> ReplayPlan:
        """Fetch a plan with its progress. Raises `NotFound`."""
        ...

    async def plan_items(self, plan_id: PlanId) -> tuple[PlanItem, ...]:
        """Fetch what became of every delivery of a plan, all pages."""
        ...

    async def run_plan(self, plan_id: PlanId, per_second: float, *, idempotency_key: str) -> ReplayPlan:
        """Begin to replay. Raises `RequestConflict` when it was run, cancelled or has expired."""
        ...

    async def cancel_plan(self, plan_id: PlanId, *, revision: int, idempotency_key: str) -> ReplayPlan:
        """Begin no more of it; what was begun goes on."""
        ...

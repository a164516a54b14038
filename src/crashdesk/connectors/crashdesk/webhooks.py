"""Webhooks and deliveries on our server."""

from __future__ import annotations

import msgspec

from crashdesk.connectors.crashdesk import webhook_mapping as mapping
from crashdesk.connectors.crashdesk import webhook_routes as routes
from crashdesk.connectors.crashdesk import wire_webhooks as wire
from crashdesk.connectors.crashdesk.account_wire import read_secret
from crashdesk.connectors.crashdesk.mapping import require_asked, rfc3339
from crashdesk.core.deliveries import Delivery, PlanFilter, PlanItem, PlanKind, ReplayPlan
from crashdesk.core.ids import DeliveryId, PlanId, WebhookId
from crashdesk.core.webhooks import CreatedWebhook, EventType, Webhook, WebhookDraft, WebhookHeader
from crashdesk.http.answer import Answer, decode
from crashdesk.http.door import Door
from crashdesk.http.paging import Page, paged

_EVENT_TYPES = msgspec.json.Decoder(wire.EventTypes)
_WEBHOOK = msgspec.json.Decoder(wire.Webhook)
_CREATED = msgspec.json.Decoder(wire.CreatedWebhook, dec_hook=read_secret)
_ROTATED = msgspec.json.Decoder(wire.RotatedSecret, dec_hook=read_secret)
_DELIVERY = msgspec.json.Decoder(wire.Delivery)
_PLAN = msgspec.json.Decoder(wire.ReplayPlan)
_ITEMS = msgspec.json.Decoder(wire.PlanItems)


class Webhooks:
    """`client.webhooks`: see `WebhooksApi` for what each call promises."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def event_types(self) -> tuple[EventType, ...]:
        """Fetch what a webhook can be told of."""
        answer = await self._door.send(routes.event_types())
        return tuple(map(mapping.event_type, decode(answer.body, _EVENT_TYPES, answer.name).event_types))

    async def get(self, webhook_id: WebhookId) -> Webhook:
        """Fetch one webhook."""
        return _webhook(await self._door.send(routes.webhook(webhook_id)), webhook_id)

    async def create(self, draft: WebhookDraft, *, idempotency_key: str) -> CreatedWebhook:
        """Make a webhook."""
        request = routes.create_webhook(fields_of(draft), idempotency_key=idempotency_key)
        answer = await self._door.send(request)
        said = decode(answer.body, _CREATED, answer.name)
        return CreatedWebhook(mapping.webhook(said), said.signing_secret)

    async def edit(
        self,
        webhook_id: WebhookId,
        before: WebhookDraft,
        after: WebhookDraft,
        *,
        revision: int,
        idempotency_key: str,
    ) -> Webhook:
        """Change what differs between `before` and `after`."""
        request = routes.patch_webhook(
            webhook_id, patch_of(before, after), revision=revision, idempotency_key=idempotency_key
        )
        return _webhook(await self._door.send(request), webhook_id)

    async def delete(self, webhook_id: WebhookId, *, revision: int, idempotency_key: str) -> None:
        """Delete a webhook."""
        await self._door.send(
            routes.delete_webhook(webhook_id, revision=revision, idempotency_key=idempotency_key)
        )

    async def rotate_secret(
        self, webhook_id: WebhookId, overlap_seconds: int, *, idempotency_key: str
    ) -> CreatedWebhook:
        """Make another secret."""
        request = routes.rotate_secret(webhook_id, overlap_seconds, idempotency_key=idempotency_key)
        answer = await self._door.send(request)
        said = decode(answer.body, _ROTATED, answer.name)
        require_asked(said.webhook.id, webhook_id, answer.name)
        return CreatedWebhook(mapping.webhook(said.webhook), said.signing_secret)

    async def test(self, webhook_id: WebhookId, event: str, *, idempotency_key: str) -> Delivery:
        """Send the example of an event once."""
        answer = await self._door.send(
            routes.test_webhook(webhook_id, event, idempotency_key=idempotency_key)
        )
        found = mapping.delivery(decode(answer.body, _DELIVERY, answer.name))
        require_asked(found.webhook_id, webhook_id, answer.name)
        return found


class Deliveries:
    """`client.deliveries`: see `DeliveriesApi` for what each call promises."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, delivery_id: DeliveryId) -> Delivery:
        """Fetch one delivery."""
        answer = await self._door.send(routes.delivery(delivery_id))
        found = mapping.delivery(decode(answer.body, _DELIVERY, answer.name))
        require_asked(found.id, delivery_id, answer.name)
        return found

    async def replay(self, delivery_id: DeliveryId, *, idempotency_key: str) -> Delivery:
        """Send one delivery again."""
        answer = await self._door.send(routes.replay(delivery_id, idempotency_key=idempotency_key))
        found = mapping.delivery(decode(answer.body, _DELIVERY, answer.name))
        require_asked(found.replay_of or "", delivery_id, answer.name)
        return found

    async def plan(self, kind: PlanKind, wanted: PlanFilter, *, idempotency_key: str) -> ReplayPlan:
        """List what would be replayed."""
        request = routes.create_plan(kind.value, filter_of(wanted), idempotency_key=idempotency_key)
        answer = await self._door.send(request)
        return mapping.replay_plan(decode(answer.body, _PLAN, answer.name))

    async def get_plan(self, plan_id: PlanId) -> ReplayPlan:
        """Fetch a plan."""
        return _plan(await self._door.send(routes.plan(plan_id)), plan_id)

    async def plan_items(self, plan_id: PlanId) -> tuple[PlanItem, ...]:
        """Fetch what became of every delivery of a plan."""

        async def fetch(cursor: str | None) -> Page[PlanItem]:
            answer = await self._door.send(routes.plan_items(plan_id, cursor))
            said = decode(answer.body, _ITEMS, answer.name)
            return Page(tuple(map(mapping.plan_item, said.items)), said.next_cursor)

        return tuple([item async for page in paged(fetch) for item in page.items])

    async def run_plan(self, plan_id: PlanId, per_second: float, *, idempotency_key: str) -> ReplayPlan:
        """Begin to replay."""
        request = routes.run_plan(plan_id, per_second, idempotency_key=idempotency_key)
        return _plan(await self._door.send(request), plan_id)

    async def cancel_plan(self, plan_id: PlanId, *, revision: int, idempotency_key: str) -> ReplayPlan:
        """Begin no more of it."""
        request = routes.cancel_plan(plan_id, revision=revision, idempotency_key=idempotency_key)
        return _plan(await self._door.send(request), plan_id)


def fields_of(draft: WebhookDraft) -> dict[str, object]:
    """Return the body of the POST that makes a webhook; the server makes the secret."""
    fields: dict[str, object] = msgspec.structs.asdict(draft)
    return fields | {"headers": [_header(header) for header in draft.headers]}


def patch_of(before: WebhookDraft, after: WebhookDraft) -> dict[str, object]:
    """Return the body of the PATCH: the fields that differ, and no others."""
    return {
        name: value
        for name, value in fields_of(after).items()
        if getattr(before, name) != getattr(after, name)
    }


def filter_of(wanted: PlanFilter) -> dict[str, object]:
    """Return what a plan is asked for; what is not restricted is absent."""
    fields: dict[str, object] = {
        "delivery_ids": wanted.delivery_ids,
        "webhook_ids": wanted.webhook_ids,
        "events": wanted.events,
        "since": None if wanted.since is None else rfc3339(wanted.since),
        "until": None if wanted.until is None else rfc3339(wanted.until),
    }
    return {name: value for name, value in fields.items() if value}


def _header(header: WebhookHeader) -> dict[str, object]:
    return {"name": header.name, "value": header.value, "secret": header.secret}


def _webhook(answer: Answer, webhook_id: WebhookId) -> Webhook:
    found = mapping.webhook(decode(answer.body, _WEBHOOK, answer.name))
    require_asked(found.id, webhook_id, answer.name)
    return found


def _plan(answer: Answer, plan_id: PlanId) -> ReplayPlan:
    found = mapping.replay_plan(decode(answer.body, _PLAN, answer.name))
    require_asked(found.id, plan_id, answer.name)
    return found

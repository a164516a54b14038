"""Webhooks and deliveries: everything that is done to them needs the server and its answer."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable
from contextlib import suppress

from msgspec import structs

from crashdesk.core.deliveries import Delivery
from crashdesk.core.errors import CrashDeskError, NotFound
from crashdesk.core.ids import DeliveryId, WebhookId
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Journal, Mirror, Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.webhooks import CreatedWebhook, EventType, Webhook, WebhookDraft, draft_of
from crashdesk.services.direct import DirectActions
from crashdesk.services.sentences import short

_CREATE = QT_TRANSLATE_NOOP("WebhookDeeds", "Make the webhook {name}")
_EDIT = QT_TRANSLATE_NOOP("WebhookDeeds", "Change the webhook {name}")
_ROTATE = QT_TRANSLATE_NOOP("WebhookDeeds", "Make another secret for the webhook {name}")
_ENABLE = QT_TRANSLATE_NOOP("WebhookDeeds", "Enable the webhook {name}")
_DISABLE = QT_TRANSLATE_NOOP("WebhookDeeds", "Disable the webhook {name}")
_TEST = QT_TRANSLATE_NOOP("WebhookDeeds", "Send a test event ({event}) to the webhook {name}")
_DELETE = QT_TRANSLATE_NOOP("WebhookDeeds", "Delete the webhook {name}")
_RESEND = QT_TRANSLATE_NOOP("WebhookDeeds", "Send {event} to {name} again")


class Webhooks:
    """Carries out what an admin decides about webhooks and deliveries, and notes it in the journal."""

    def __init__(self, tables: Tables, mirror: Mirror, journal: Journal, client: ServerClient) -> None:
        self._tables = tables
        self._mirror = mirror
        self._client = client
        self._direct = DirectActions(journal)

    async def event_types(self) -> tuple[EventType, ...]:
        """Fetch what a webhook can be told of."""
        return await self._client.webhooks.event_types()

    async def create(self, draft: WebhookDraft) -> CreatedWebhook:
        """Make a webhook and return it with its secret, which nobody can show again.

        Raises:
            InputRejected: with a problem for each field.
            RequestConflict: it was made, and the answer with its secret got lost.
            ConnectionTrouble, OutcomeUnknown: it got no answer.
        """
        creating = self._client.webhooks.create(draft, idempotency_key=uuid.uuid4().hex)
        name = short(draft.description or draft.url)
        created = await self._direct.carry_out(Lane(ObjectType.WEBHOOK, ""), _CREATE(name=name), creating)
        await self._mirror.put(ObjectType.WEBHOOK, created.webhook)
        return created

    async def edit(self, webhook: Webhook, after: WebhookDraft) -> Webhook:
        """Change what is different in `after` of a webhook as somebody saw it. Raises as `create`."""
        editing = self._client.webhooks.edit(
            webhook.id,
            draft_of(webhook),
            after,
            revision=webhook.revision,
            idempotency_key=uuid.uuid4().hex,
        )
        lane = Lane(ObjectType.WEBHOOK, webhook.id)
        changed = await self._direct.carry_out(
            lane, _EDIT(name=short(webhook.label)), editing, lambda: self._read_anew(webhook.id)
        )
        await self._mirror.put(ObjectType.WEBHOOK, changed)
        return changed

    async def rotate(self, webhook: Webhook, overlap_seconds: int) -> CreatedWebhook:
        """Make another secret, the former one signing beside it for a time. Raises as `create`."""
        rotating = self._client.webhooks.rotate_secret(
            webhook.id, overlap_seconds, idempotency_key=uuid.uuid4().hex
        )
        lane = Lane(ObjectType.WEBHOOK, webhook.id)
        made = await self._direct.carry_out(lane, _ROTATE(name=short(webhook.label)), rotating)
        await self._mirror.put(ObjectType.WEBHOOK, made.webhook)
        return made

    async def switch(self, webhook_id: WebhookId, *, enabled: bool) -> Webhook:
        """Enable or disable a webhook as it was last seen here.

        Raises:
            NotFound, ChangedMeanwhile: it is gone, or somebody was first; the store then has theirs.
            ConnectionTrouble, OutcomeUnknown: it got no answer.
        """
        found = await self._webhook(webhook_id)
        before = draft_of(found)
        editing = self._client.webhooks.edit(
            webhook_id,
            before,
            structs.replace(before, enabled=enabled),
            revision=found.revision,
            idempotency_key=uuid.uuid4().hex,
        )
        sentence = (_ENABLE if enabled else _DISABLE)(name=short(found.label))
        lane = Lane(ObjectType.WEBHOOK, webhook_id)
        changed = await self._direct.carry_out(lane, sentence, editing, lambda: self._read_anew(webhook_id))
        await self._mirror.put(ObjectType.WEBHOOK, changed)
        return changed

    async def test(self, webhook_id: WebhookId, event: str) -> Delivery:
        """Send the example of an event once and return the delivery, under way. Raises as `switch`."""
        found = await self._webhook(webhook_id)
        sending = self._client.webhooks.test(webhook_id, event, idempotency_key=uuid.uuid4().hex)
        sentence = _TEST(event=event, name=short(found.label))
        return await self._begin(Lane(ObjectType.WEBHOOK, webhook_id), sentence, sending)

    async def delete(self, webhook_id: WebhookId) -> None:
        """Delete a webhook; one that is gone already is no error. Raises as `switch`."""
        found = await self._webhook(webhook_id)
        deleting = self._client.webhooks.delete(
            webhook_id, revision=found.revision, idempotency_key=uuid.uuid4().hex
        )
        lane = Lane(ObjectType.WEBHOOK, webhook_id)
        with suppress(NotFound):
            await self._direct.carry_out(
                lane, _DELETE(name=short(found.label)), deleting, lambda: self._read_anew(webhook_id)
            )
        await self._mirror.remove(ObjectType.WEBHOOK, webhook_id)

    async def resend(self, delivery_id: DeliveryId) -> Delivery:
        """Send a delivery again and return the new one, which is under way.

        Raises:
            NotFound: the server no longer keeps it, though this desk does.
            RequestConflict: it is under way, or its webhook is disabled or gone.
            ConnectionTrouble, OutcomeUnknown: it got no answer.
        """
        found = await self._tables.get(ObjectType.DELIVERY, delivery_id)
        if not isinstance(found, Delivery):
            raise NotFound
        sending = self._client.deliveries.replay(delivery_id, idempotency_key=uuid.uuid4().hex)
        sentence = _RESEND(event=found.event, name=short(found.webhook))
        return await self._begin(Lane(ObjectType.DELIVERY, delivery_id), sentence, sending)

    async def refresh_delivery(self, delivery_id: DeliveryId) -> Delivery:
        """Fetch how far a delivery is, and keep it. Raises `NotFound`, `ConnectionTrouble`."""
        found = await self._client.deliveries.get(delivery_id)
        await self._mirror.put(ObjectType.DELIVERY, found)
        return found

    async def _begin(self, lane: Lane, sentence: Text, sending: Awaitable[Delivery]) -> Delivery:
        begun = await self._direct.carry_out(lane, sentence, sending)
        await self._mirror.put(ObjectType.DELIVERY, begun)
        return begun

    async def _webhook(self, webhook_id: WebhookId) -> Webhook:
        found = await self._tables.get(ObjectType.WEBHOOK, webhook_id)
        if not isinstance(found, Webhook):
            raise NotFound
        return found

    async def _read_anew(self, webhook_id: WebhookId) -> None:
        """Show what the server has now; if that fails, the change feed will bring it."""
        with suppress(CrashDeskError):
            await self._mirror.put(ObjectType.WEBHOOK, await self._client.webhooks.get(webhook_id))

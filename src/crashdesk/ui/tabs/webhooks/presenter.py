"""The tab of webhooks: what the user wants becomes queries and requests. Free of Qt."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.deliveries import Delivery, DeliveryStatus
from crashdesk.core.errors import NotFound
from crashdesk.core.ids import ActionId, DeliveryId, ObjectId, WebhookId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Progress
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.webhooks import Webhook
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.webhooks import actions
from crashdesk.ui.tabs.webhooks.detail.facts import curl_of
from crashdesk.ui.tabs.webhooks.managing import Managing, ManagingService, ManagingView

SCOPE = "webhooks"
_TEST_EVENT = "crash_group.created"
_NOTHING_OPEN = QT_TRANSLATE_NOOP("Webhooks", "Choose a row first.")
_OTHER_LIST = QT_TRANSLATE_NOOP("Webhooks", "This belongs to the other list.")
_IS_ON = QT_TRANSLATE_NOOP("Webhooks", "The webhook is enabled.")
_IS_OFF = QT_TRANSLATE_NOOP("Webhooks", "The webhook is disabled.")
_UNDER_WAY = QT_TRANSLATE_NOOP("Webhooks", "It is still under way.")
_LOADING = QT_TRANSLATE_NOOP("Webhooks", "Reading the details")
_CHANGING = QT_TRANSLATE_NOOP("Webhooks", "Changing a webhook")
_SENDING = QT_TRANSLATE_NOOP("Webhooks", "Sending")
_ENABLED = QT_TRANSLATE_NOOP("Webhooks", "{name} is enabled.")
_DISABLED = QT_TRANSLATE_NOOP("Webhooks", "{name} is disabled. What happens meanwhile is noted as skipped.")
_DELETED = QT_TRANSLATE_NOOP("Webhooks", "{name} is deleted.")
_SENT = QT_TRANSLATE_NOOP("Webhooks", "Sent to {name}; the list of deliveries says what comes of it.")
_COPIED = QT_TRANSLATE_NOOP("Webhooks", "Copied.")
_GONE = QT_TRANSLATE_NOOP(
    "Webhooks", "The server no longer keeps this delivery, so that it cannot send it again."
)
_DISABLE = QT_TRANSLATE_NOOP("Webhooks", "Disable {name}?")
_DISABLE_MORE = QT_TRANSLATE_NOOP(
    "Webhooks",
    "Nothing is sent there any more. What happens meanwhile is noted as skipped and can be replayed later.",
)
_DISABLE_VERB = QT_TRANSLATE_NOOP("Webhooks", "Disable")
_DELETE = QT_TRANSLATE_NOOP("Webhooks", "Delete {name}?")
_DELETE_MORE = QT_TRANSLATE_NOOP(
    "Webhooks",
    "Its secret and the server's record of its deliveries are lost. What this desk keeps of them stays here.",
)
_DELETE_VERB = QT_TRANSLATE_NOOP("Webhooks", "Delete")
_TEST = QT_TRANSLATE_NOOP("Webhooks", "Send a test event to {name}?")
_TEST_MORE = QT_TRANSLATE_NOOP(
    "Webhooks", "The receiver gets an example of {event}, signed like any other, once."
)
_TEST_VERB = QT_TRANSLATE_NOOP("Webhooks", "Send")
_RESEND = QT_TRANSLATE_NOOP("Webhooks", "Send this event to {name} again?")
_RESEND_MORE = QT_TRANSLATE_NOOP(
    "Webhooks",
    "The receiver gets it once more, under the same webhook-id, at the address and by the secret of today. "
    "That cannot be taken back.",
)
_RESEND_VERB = QT_TRANSLATE_NOOP("Webhooks", "Resend")


class Showing(enum.StrEnum):
    """Which list is in front."""

    WEBHOOKS = "webhooks"
    DELIVERIES = "deliveries"


class WebhooksState(msgspec.Struct, frozen=True):
    """What is in front and what is open."""

    showing: Showing = Showing.WEBHOOKS
    webhook: Webhook | None = None
    delivery: Delivery | None = None


class WebhooksService(ManagingService, Protocol):
    """What the tab asks of the server; see `services.webhooks`."""

    async def switch(self, webhook_id: WebhookId, *, enabled: bool) -> Webhook: ...  # noqa: D102

    async def test(self, webhook_id: WebhookId, event: str) -> Delivery: ...  # noqa: D102

    async def delete(self, webhook_id: WebhookId) -> None: ...  # noqa: D102

    async def resend(self, delivery_id: DeliveryId) -> Delivery: ...  # noqa: D102


class WebhooksView(ManagingView, Protocol):
    """What the presenter needs of the widgets."""

    def show_state(self, state: WebhooksState) -> None:
        """Show `state`."""
        ...

    def ask(self, question: Question, then: Callable[[], None]) -> None:
        """Ask, and go on with `then` if the answer is yes."""
        ...

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        ...

    def filter_deliveries(self, text: str) -> None:
        """Put a filter of the deliveries in force as if it had been typed."""
        ...


class WebhooksPresenter:
    """Holds the state of the tab and carries out what is asked of it."""

    def __init__(self, view: WebhooksView, context: TabContext, service: WebhooksService) -> None:
        self._view = view
        self._context = context
        self._service = service
        self._managing = Managing(view, context, service, SCOPE)
        self.state = WebhooksState()
        self._current: dict[Showing, ObjectId] = {}
        self._unsubscribe = context.tables.subscribe(self._on_store_changed)

    async def close(self) -> None:
        """Stop everything."""
        self._unsubscribe()
        await self._context.jobs.close_scope(SCOPE)

    def show(self, showing: Showing) -> None:
        """Bring a list to the front."""
        self._set(msgspec.structs.replace(self.state, showing=showing))

    def open(self, showing: Showing, object_id: ObjectId) -> None:
        """Open the current row of a list."""
        self._current[showing] = object_id
        self._read(showing)

    def availability(self, action: ActionId) -> Availability:
        """Tell whether an action makes sense for what is open."""
        state = self.state
        if action in actions.NEED_WEBHOOK:
            if state.showing is not Showing.WEBHOOKS:
                return Availability(enabled=False, reason=_OTHER_LIST)
            return _for_webhook(action, state.webhook)
        if action in actions.NEED_DELIVERY:
            if state.showing is not Showing.DELIVERIES:
                return Availability(enabled=False, reason=_OTHER_LIST)
            return _for_delivery(action, state.delivery)
        return AVAILABLE

    def trigger(self, action: ActionId) -> None:
        """Carry out an action on what is open."""
        if action == actions.NEW:
            self._managing.make()
        elif action == actions.SHOW_WEBHOOKS:
            self.show(Showing.WEBHOOKS)
        elif action == actions.SHOW_DELIVERIES:
            self.show(Showing.DELIVERIES)
        elif action in actions.NEED_WEBHOOK and self.state.webhook is not None:
            self._on_webhook(action, self.state.webhook)
        elif action in actions.NEED_DELIVERY and self.state.delivery is not None:
            self._on_delivery(action, self.state.delivery)

    def _on_webhook(self, action: ActionId, webhook: Webhook) -> None:
        name = webhook.label
        if action == actions.VIEW_DELIVERIES:
            self.show(Showing.DELIVERIES)
            quoted = _delivery_name(webhook).replace('"', "")
            self._view.filter_deliveries(f'webhook:"{quoted}" ')
        elif action == actions.EDIT:
            self._managing.edit(webhook)
        elif action == actions.ROTATE:
            self._managing.rotate(webhook)
        elif action == actions.COPY_ADDRESS:
            self._copy(webhook.url)
        elif action == actions.ENABLE:
            self._do(_CHANGING, lambda: self._service.switch(webhook.id, enabled=True), _ENABLED(name=name))
        elif action == actions.DISABLE:
            ask = Question(_DISABLE(name=name), _DISABLE_MORE, _DISABLE_VERB)
            done = _DISABLED(name=name)
            self._ask(ask, _CHANGING, lambda: self._service.switch(webhook.id, enabled=False), done)
        elif action == actions.TEST:
            event = webhook.events[0] if webhook.events else _TEST_EVENT
            ask = Question(_TEST(name=name), _TEST_MORE(event=event), _TEST_VERB)
            self._ask(ask, _SENDING, lambda: self._service.test(webhook.id, event), _SENT(name=name))
        elif action == actions.DELETE:
            ask = Question(_DELETE(name=name), _DELETE_MORE, _DELETE_VERB, final=True)
            self._ask(ask, _CHANGING, lambda: self._service.delete(webhook.id), _DELETED(name=name))

    def _on_delivery(self, action: ActionId, delivery: Delivery) -> None:
        if action == actions.COPY_BODY:
            self._copy(delivery.body)
        elif action == actions.COPY_CURL:
            self._copy(curl_of(delivery, delivery.webhook))
        elif action == actions.RESEND:
            ask = Question(_RESEND(name=delivery.webhook), _RESEND_MORE, _RESEND_VERB)
            self._ask(ask, _SENDING, lambda: self._resend(delivery), _SENT(name=delivery.webhook))

    async def _resend(self, delivery: Delivery) -> None:
        try:
            await self._service.resend(delivery.id)
        except NotFound as gone:
            raise NotFound(text=_GONE) from gone

    def _copy(self, text: str) -> None:
        self._view.copy(text)
        self._context.window.toast(_COPIED)

    def _ask(
        self, question: Question, label: Text, work: Callable[[], Awaitable[object]], done: Text
    ) -> None:
        self._view.ask(question, lambda: self._do(label, work, done))

    def _do(self, label: Text, work: Callable[[], Awaitable[object]], done: Text) -> None:
        async def run(_progress: Progress) -> None:
            await work()
            self._context.window.toast(done)

        self._context.jobs.start(label, run, scope=SCOPE)

    def _read(self, showing: Showing) -> None:
        object_id = self._current.get(showing, "")

        async def read(_progress: Progress) -> None:
            kind = ObjectType.WEBHOOK if showing is Showing.WEBHOOKS else ObjectType.DELIVERY
            found = await self._context.tables.get(kind, object_id) if object_id else None
            if showing is Showing.WEBHOOKS:
                self._set(
                    msgspec.structs.replace(self.state, webhook=found if isinstance(found, Webhook) else None)
                )
            else:
                self._set(
                    msgspec.structs.replace(
                        self.state, delivery=found if isinstance(found, Delivery) else None
                    )
                )

        group = f"{SCOPE}.{showing}"
        self._context.jobs.start(_LOADING, read, scope=SCOPE, exclusive=group, quiet=True)

    def _on_store_changed(self, types: frozenset[ObjectType], ids: frozenset[ObjectId] | None) -> None:
        for showing, kind in (
            (Showing.WEBHOOKS, ObjectType.WEBHOOK),
            (Showing.DELIVERIES, ObjectType.DELIVERY),
        ):
            if kind in types and (ids is None or self._current.get(showing) in ids):
                self._read(showing)

    def _set(self, state: WebhooksState) -> None:
        if state != self.state:
            self.state = state
            self._view.show_state(state)
            self._context.window.actions_changed()


def _for_webhook(action: ActionId, webhook: Webhook | None) -> Availability:
    if webhook is None:
        return Availability(enabled=False, reason=_NOTHING_OPEN)
    if action == actions.ENABLE and webhook.enabled:
        return Availability(enabled=False, reason=_IS_ON)
    if action == actions.DISABLE and not webhook.enabled:
        return Availability(enabled=False, reason=_IS_OFF)
    return AVAILABLE


def _for_delivery(action: ActionId, delivery: Delivery | None) -> Availability:
    if delivery is None:
        return Availability(enabled=False, reason=_NOTHING_OPEN)
    if action == actions.RESEND and delivery.status is DeliveryStatus.PENDING:
        return Availability(enabled=False, reason=_UNDER_WAY)
    return AVAILABLE


def _delivery_name(webhook: Webhook) -> str:
    """Return what deliveries of a webhook call it: its description, else its origin."""
    if webhook.description:
        return webhook.description
    scheme, _, rest = webhook.url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"

"""The tab of webhooks on a real store and real jobs; window and server are stand-ins."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace
from tests.support.gui_loop import discard
from tests.support.manual_clock import ManualClock
from tests.support.shell_fakes import MemorySettings, make_connection
from tests.support.store_builders import change_page, opened_store
from tests.support.webhook_samples import make_delivery, make_webhook

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.changes import DomainObject
from crashdesk.core.connection import ConnectionState
from crashdesk.core.deliveries import Delivery
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId, ChangeId, DeliveryId, UserId, WebhookId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.core.text import Text
from crashdesk.core.webhooks import CreatedWebhook, EventType, Webhook, WebhookDraft
from crashdesk.runtime.jobs import Job, RunningJobs
from crashdesk.store.store import Store
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.webhooks.tab import WebhooksTab

RIGHTS = frozenset({"webhooks.read", "webhooks.manage", "webhooks.replay"})


@dataclass
class RecordingWindow:
    """Remembers what a tab said to its window."""

    toasts: list[str] = field(default_factory=list)
    errors: list[CrashDeskError] = field(default_factory=list)
    tab: WebhooksTab | None = None

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = (), more: object = None) -> None:
        self.toasts.append(str(text))

    def report(self, error: CrashDeskError) -> None:
        self.errors.append(error)

    def availability(self, action: ActionId) -> Availability:
        return self.tab.availability(action) if self.tab else AVAILABLE

    def carry_out(self, action: ActionId) -> None:
        if self.tab and self.availability(action).enabled:
            self.tab.trigger(action)

    def set_count(self, tab_key: str, count: int | None) -> None:
        pass

    def actions_changed(self) -> None:
        if self.tab:
            self.tab.view.show_availability()


class PlayedWebhooks:
    """The service: changes the store at once. `fails_with` is raised by the next request, once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[tuple[Any, ...]] = []
        self.fails_with: CrashDeskError | None = None

    async def event_types(self) -> tuple[EventType, ...]:
        return (EventType("crash_group.created", "New."), EventType("user.pending", "Waits."))

    async def create(self, draft: WebhookDraft) -> CreatedWebhook:
        self._ask("create", draft)
        made = make_webhook("whk_new", url=draft.url, description=draft.description)
        await self._store.mirror.put(ObjectType.WEBHOOK, made)
        return CreatedWebhook(made, Secret("whsec_once"))

    async def edit(self, webhook: Webhook, after: WebhookDraft) -> Webhook:
        self._ask("edit", webhook.id, after)
        changed = replace(
            webhook, url=after.url, description=after.description, revision=webhook.revision + 1
        )
        await self._store.mirror.put(ObjectType.WEBHOOK, changed)
        return changed

    async def rotate(self, webhook: Webhook, overlap_seconds: int) -> CreatedWebhook:
        self._ask("rotate", webhook.id, overlap_seconds)
        return CreatedWebhook(webhook, Secret("whsec_other"))

    async def switch(self, webhook_id: WebhookId, *, enabled: bool) -> Webhook:
        self._ask("switch", webhook_id, enabled)
        found = await self._store.tables.get(ObjectType.WEBHOOK, webhook_id)
        assert isinstance(found, Webhook)
        changed = replace(found, enabled=enabled, revision=found.revision + 1)
        await self._store.mirror.put(ObjectType.WEBHOOK, changed)
        return changed

    async def test(self, webhook_id: WebhookId, event: str) -> Delivery:
        self._ask("test", webhook_id, event)
        return make_delivery("dlv_test")

    async def delete(self, webhook_id: WebhookId) -> None:
        self._ask("delete", webhook_id)
        await self._store.mirror.remove(ObjectType.WEBHOOK, webhook_id)

    async def resend(self, delivery_id: DeliveryId) -> Delivery:
        self._ask("resend", delivery_id)
        return make_delivery("dlv_again")

    def _ask(self, *call: Any) -> None:
        self.asked.append(call)
        problem, self.fails_with = self.fails_with, None
        if problem is not None:
            raise problem


class WebhookDesk:
    """What a test needs to hold of one running tab."""

    def __init__(self, store: Store, connection: ConnectionState) -> None:
        self.store = store
        self.clock = ManualClock()
        self.window = RecordingWindow()
        self.settings = MemorySettings()
        self.service = PlayedWebhooks(store)
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(self._failed, self.bugs.append)
        self.connection = connection
        self.tab = WebhooksTab(self._context())
        self.window.tab = self.tab

    async def put(self, *objects: DomainObject) -> None:
        """Let the server send these."""
        await self.store.mirror.apply(change_page(*objects))

    async def close(self) -> None:
        await self.tab.close()
        await self.jobs.close_all()
        assert self.bugs == []

    def _context(self) -> TabContext:
        return TabContext(
            tables=self.store.tables,
            jobs=self.jobs,
            settings=self.settings,
            clock=self.clock,
            session=Session(UserId("usr_1"), "mira@example.org", "Mira", "admin", RIGHTS, RIGHTS, "session"),
            window=self.window,
            connection=lambda: self.connection,
            watch_connection=lambda _watcher: lambda: None,
            translate=render,
            services={"webhooks": self.service},
        )

    def _failed(self, _job: Job, error: CrashDeskError, _quiet: bool) -> None:
        self.window.report(error)


@asynccontextmanager
async def webhook_desk(
    *objects: DomainObject, connection: ConnectionState | None = None
) -> AsyncGenerator[WebhookDesk]:
    """Open a tab on a store that holds `objects`."""
    async with opened_store(None) as store:
        await store.mirror.apply(change_page(*objects))
        desk = WebhookDesk(store, connection or make_connection())
        desk.tab.widget.resize(1280, 760)
        desk.tab.widget.show()
        try:
            yield desk
        finally:
            await desk.close()
            discard(desk.tab.widget)

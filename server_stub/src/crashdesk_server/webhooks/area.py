"""Webhooks as an area of the server."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import delete

from crashdesk_server.access.permissions import WEBHOOKS_MANAGE, WEBHOOKS_READ, WEBHOOKS_REPLAY
from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.clock import DAY, HOUR
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import UNLIMITED, TaskSpec, regular
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.paging import PageQuery
from crashdesk_server.web.problems import NOT_IN_STATE
from crashdesk_server.web.routing import Read, Route, Write
from crashdesk_server.webhooks.delivery_rows import DeliveryQuery, load_deliveries, prune
from crashdesk_server.webhooks.editing import WebhookEditor
from crashdesk_server.webhooks.emitting import DELIVER, QUEUE
from crashdesk_server.webhooks.handlers import DeliveryHandlers, WebhookHandlers
from crashdesk_server.webhooks.plans import REPLAY, PlanHandlers, Replaying, forget_plans, load_plans
from crashdesk_server.webhooks.sealing import Seal
from crashdesk_server.webhooks.sending.delivering import Delivering
from crashdesk_server.webhooks.sending.guard import AddressGuard
from crashdesk_server.webhooks.sending.http import Sender
from crashdesk_server.webhooks.tables import webhook_hour
from crashdesk_server.webhooks.webhook_rows import WebhookReader
from crashdesk_server.wire import deliveries as wire_deliveries
from crashdesk_server.wire import webhooks as wire
from crashdesk_server.wire.page import Page
from crashdesk_server.wire.tasks import TaskValues

_WEBHOOK = "/webhooks/{id}"
_DELIVERY = "/deliveries/{id}"
_PLAN = "/replay-plans/{id}"
_PLACES = 4
"""Deliveries to one webhook at once: one that is dead or slow takes no more from the others."""
_DELIVERING = TaskValues(UNLIMITED, 200, 3, 1_000, 60_000, 0, paused=False)
_REPLAYING = TaskValues(UNLIMITED, 4, 20, 1_000, 3_600_000, 0, paused=False)
_LONGEST_TIMEOUT_MS = 35_000
"""A little more than a webhook may take to answer."""


def build(context: Context, tasks: Collection[str]) -> Area:
    """Return everything about webhooks; `tasks` will hold the names of all tasks."""
    seal = Seal(context.settings.data)
    reader = WebhookReader(seal)
    editor = WebhookEditor(seal, context.ids, reader, tasks)
    sender = Sender(AddressGuard(context.settings.webhook_allow))
    return Area(
        routes=(
            *_of_webhooks(WebhookHandlers(reader, editor, context.ids)),
            *_of_deliveries(DeliveryHandlers(context.ids)),
            *_of_plans(PlanHandlers(context.ids)),
        ),
        loaders={
            "webhook": Loader(WEBHOOKS_READ, reader.load),
            "delivery": Loader(WEBHOOKS_READ, load_deliveries),
            "replay_plan": Loader(WEBHOOKS_READ, load_plans),
        },
        tasks=_tasks(context, Delivering(sender, seal, context.ids), Replaying(context.ids)),
        capabilities=("webhooks",),
    )


def _tasks(context: Context, delivering: Delivering, replaying: Replaying) -> tuple[TaskSpec, ...]:
    kept = context.settings.keep_deliveries
    return (
        TaskSpec(
            DELIVER,
            QUEUE,
            "Sends an event to a webhook, once.",
            delivering.run,
            _DELIVERING,
            lane_places=_PLACES,
            least_timeout_ms=_LONGEST_TIMEOUT_MS,
        ),
        TaskSpec(
            REPLAY, QUEUE, "Begins the deliveries of a replay plan at its rate.", replaying.run, _REPLAYING
        ),
        regular(
            "webhooks.forget_deliveries",
            "maintenance",
            f"Keeps the latest {kept} deliveries of each webhook.",
            60,
            lambda tx: prune(tx, kept),
        ),
        regular(
            "webhooks.forget_plans", "maintenance", "Ends replay plans that nobody ran.", 600, forget_plans
        ),
        regular("webhooks.forget_hours", "maintenance", "Forgets counts by hour.", 3600, _forget_hours),
    )


def _forget_hours(tx: Transaction) -> int:
    old = webhook_hour.c.hour < (tx.now - 2 * DAY) // HOUR
    return tx.execute(delete(webhook_hour).where(old)).rowcount


def _of_webhooks(handlers: WebhookHandlers) -> tuple[Route, ...]:
    return (
        Route(
            "GET",
            "/event-types",
            Read(handlers.event_types),
            "List what a webhook can be told of",
            public=True,
            before_setup=True,
            response=wire.EventTypeList,
        ),
        _shown("/webhooks", handlers.list, "List webhooks", Page[wire.Webhook], PageQuery),
        _shown(_WEBHOOK, handlers.get, "Show a webhook", wire.Webhook),
        _managed(
            "POST", "/webhooks", handlers.create, "Make a webhook", wire.NewWebhook, wire.CreatedWebhook, 201
        ),
        _managed("PATCH", _WEBHOOK, handlers.patch, "Change a webhook", wire.WebhookPatch, wire.Webhook),
        _managed("DELETE", _WEBHOOK, handlers.delete, "Delete a webhook", None, None, 204),
        _managed(
            "POST",
            f"{_WEBHOOK}/rotate-secret",
            handlers.rotate,
            "Make another signing secret",
            wire.RotateSecret,
            wire.RotatedSecret,
        ),
        _managed(
            "POST",
            f"{_WEBHOOK}/test",
            handlers.test,
            "Send the example of an event",
            wire.TestWebhook,
            wire_deliveries.Delivery,
            201,
        ),
    )


def _of_deliveries(handlers: DeliveryHandlers) -> tuple[Route, ...]:
    one = wire_deliveries.Delivery
    return (
        _shown("/deliveries", handlers.list, "List deliveries, the latest first", Page[one], DeliveryQuery),
        _shown(_DELIVERY, handlers.get, "Show a delivery", one),
        _replayed(f"{_DELIVERY}/replay", handlers.replay, "Send a delivery again", None, one, 201),
    )


def _of_plans(handlers: PlanHandlers) -> tuple[Route, ...]:
    plan = wire_deliveries.ReplayPlan
    return (
        _replayed(
            "/replay-plans",
            handlers.create,
            "List what would be replayed",
            wire_deliveries.NewPlan,
            plan,
            201,
        ),
        _shown(_PLAN, handlers.get, "Show a replay plan", plan),
        _shown(
            f"{_PLAN}/items",
            handlers.items,
            "List what became of a plan's deliveries",
            Page[wire_deliveries.PlanItem],
            PageQuery,
        ),
        _replayed(f"{_PLAN}/run", handlers.run, "Begin to replay", wire_deliveries.RunPlan, plan),
        Route(
            "DELETE",
            _PLAN,
            Write(handlers.cancel),
            "Begin no more of a plan",
            permission=WEBHOOKS_REPLAY,
            response=plan,
            revised=True,
        ),
    )


def _shown(
    path: str, show: Callable[[Snapshot, Call], Reply], summary: str, response: Any, query: Any = None
) -> Route:
    return Route("GET", path, Read(show), summary, permission=WEBHOOKS_READ, query=query, response=response)


def _managed(
    method: Any,
    path: str,
    change: Callable[[Transaction, Call], Reply],
    summary: str,
    body: Any,
    response: Any,
    status: int = 200,
) -> Route:
    return Route(
        method,
        path,
        Write(change),
        summary,
        permission=WEBHOOKS_MANAGE,
        body=body,
        response=response,
        status=status,
        revised=method in {"PATCH", "DELETE"},
    )


def _replayed(
    path: str,
    do: Callable[[Transaction, Call], Reply],
    summary: str,
    body: Any,
    response: Any,
    status: int = 200,
) -> Route:
    return Route(
        "POST",
        path,
        Write(do),
        summary,
        permission=WEBHOOKS_REPLAY,
        body=body,
        response=response,
        status=status,
        problems=(NOT_IN_STATE,),
    )

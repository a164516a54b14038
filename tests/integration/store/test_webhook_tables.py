"""Webhooks, deliveries and background work in the real store: found by what is known of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import change_page, opened_store
from tests.support.task_samples import VALUES, make_job, make_queue, make_task
from tests.support.webhook_samples import MIRA, make_attempt, make_delivery, make_plan, make_webhook

from crashdesk.core.deliveries import AttemptOutcome, Delivery, DeliveryStatus, PlanState, ReplayPlan, Trigger
from crashdesk.core.ids import DAY, DeliveryId, Instant, PlanId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.ast import Field
from crashdesk.core.query.delivery_fields import DELIVERY_FIELDS
from crashdesk.core.query.parser import parse
from crashdesk.core.query.task_fields import JOB_FIELDS, QUEUE_FIELDS, TASK_FIELDS
from crashdesk.core.query.webhook_fields import WEBHOOK_FIELDS
from crashdesk.core.tables import TableQuery
from crashdesk.core.tasks import (
    JobError,
    JobState,
    QueueOverride,
    QueueSettings,
    TaskMiddleware,
    TaskOverride,
    TaskSettings,
    Warrant,
    Workload,
)
from crashdesk.core.webhooks import WebhookHealth
from crashdesk.store.store import Store

WEBHOOK, DELIVERY = ObjectType.WEBHOOK, ObjectType.DELIVERY
TASK, QUEUE, JOB = ObjectType.TASK, ObjectType.QUEUE, ObjectType.JOB
FIELDS: dict[ObjectType, tuple[Field, ...]] = {
    WEBHOOK: WEBHOOK_FIELDS,
    DELIVERY: DELIVERY_FIELDS,
    TASK: TASK_FIELDS,
    QUEUE: QUEUE_FIELDS,
    JOB: JOB_FIELDS,
}
LATER = Instant(NOVEMBER + 400 * DAY)
FAILING = WebhookHealth(delivered=3, failed=1, streak=1, last_failure_at=NOVEMBER, last_failure="timed out")
LEASE = Warrant(MIRA, NOVEMBER, "night", LATER)

OBJECTS = (
    make_webhook("all", description="Chat room", health=FAILING),
    make_webhook(
        "off", enabled=False, skipped=2, events=("user.pending",), task_filter=("webhooks.deliver",)
    ),
    make_webhook("new", previous_secret_until=LATER),
    make_delivery("good", make_attempt(1, 204, duration_ms=9)),
    make_delivery(
        "bad",
        make_attempt(1, 503, response_body="Überlastet zqx"),
        make_attempt(2, None, outcome=AttemptOutcome.TIMEOUT, duration_ms=10_000),
        task="crashes.detect",
    ),
    make_delivery("wait", next_attempt_at=LATER),
    make_delivery("skip", status=DeliveryStatus.SKIPPED, reason="disabled", event="user.pending"),
    make_delivery(
        "again", make_attempt(1), trigger=Trigger.RESEND, replay_of=DeliveryId("bad"), body='{"q":"ZEBRA"}'
    ),
    make_task(),
    make_task(
        "paused",
        override=TaskOverride(TaskSettings(paused=True), LEASE),
        effective=replace(VALUES, paused=True),
        middleware=(TaskMiddleware("log", enabled=False),),
        workload=Workload(5, 0, 2),
        every_ms=60_000,
    ),
    make_queue(),
    make_queue("slow", override=QueueOverride(QueueSettings(max_concurrent=1), LEASE)),
)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as opened:
        await opened.mirror.apply(change_page(*OBJECTS))
        failed = make_job("failed", state=JobState.FAILED, errors=(JobError(1, NOVEMBER, "disk full"),))
        for job in (make_job("done", subject="dlv_7"), failed):
            await opened.mirror.put(JOB, job)
        yield opened


async def found(store: Store, kind: ObjectType, text: str) -> list[str]:
    where = parse(text, FIELDS[kind], NOVEMBER)
    view = await store.tables.open_view(TableQuery(kind, where, ()))
    await view.ready()
    rows = await view.page(0)
    await view.close()
    return sorted(str(row.id) for row in rows)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (WEBHOOK, "is:enabled", ["all", "new"]),
        (WEBHOOK, "is:failing", ["all"]),
        (WEBHOOK, "is:rotating", ["new"]),
        (WEBHOOK, "has:skipped", ["off"]),
        (WEBHOOK, "has:filter", ["off"]),
        (WEBHOOK, "event:pending", ["off"]),
        (WEBHOOK, '"chat room"', ["all"]),
        (WEBHOOK, '"timed out"', ["all"]),
        (DELIVERY, "is:failed", ["bad"]),
        (DELIVERY, "is:pending", ["wait"]),
        (DELIVERY, "status:skipped,delivered", ["again", "good", "skip"]),
        (DELIVERY, "is:replay", ["again"]),
        (DELIVERY, "has:replay", ["bad"]),
        (DELIVERY, "code:>=200 code:<300", ["again", "good"]),
        (DELIVERY, "latency:>5000", ["bad"]),
        (DELIVERY, "attempts:2", ["bad"]),
        (DELIVERY, "error:timeout", ["bad"]),
        (DELIVERY, "überlastet", ["bad"]),
        (DELIVERY, "zebra", ["again"]),
        (DELIVERY, "id:evt_good", ["good"]),
        (DELIVERY, "id:bad", ["again", "bad"]),
        (DELIVERY, "event:user", ["skip"]),
        (TASK, "is:overridden", ["paused"]),
        (TASK, "is:drifting", ["paused"]),
        (TASK, "is:switched-off", ["paused"]),
        (TASK, "is:leased is:regular is:failing", ["paused"]),
        (TASK, "waiting:>4", ["paused"]),
        (QUEUE, "is:overridden", ["slow"]),
        (JOB, "is:failed", ["failed"]),
        (JOB, "error:full", ["failed"]),
        (JOB, "subject:dlv_7", ["done"]),
    ],
)
async def test_what_is_asked_for_is_found(
    store: Store, kind: ObjectType, text: str, expected: list[str]
) -> None:
    assert await found(store, kind, text) == expected


@pytest.mark.asyncio
async def test_an_answer_that_comes_late_does_not_set_a_delivery_back(store: Store) -> None:
    await store.mirror.put(DELIVERY, make_delivery("good"))
    kept = await store.tables.get(DELIVERY, "good")
    assert isinstance(kept, Delivery)
    assert kept.status is DeliveryStatus.DELIVERED


@pytest.mark.asyncio
async def test_deliveries_outlive_those_of_the_server(store: Store) -> None:
    await store.mirror.begin_resync(erase=False)
    await store.mirror.apply(change_page(make_webhook("all")))
    await store.mirror.end_resync()
    assert await found(store, WEBHOOK, "") == ["all"]
    assert await found(store, DELIVERY, "") == ["again", "bad", "good", "skip", "wait"]


@pytest.mark.asyncio
async def test_deliveries_that_name_people_go_with_the_right_to_see_people(store: Store) -> None:
    await store.mirror.forget(frozenset({"users.read"}))
    assert await found(store, DELIVERY, "") == ["again", "bad", "good", "wait"]
    assert await found(store, DELIVERY, "zebra") == ["again"]
    await store.mirror.forget(frozenset({"webhooks.read"}))
    assert await found(store, DELIVERY, "") == []
    assert await found(store, WEBHOOK, "") == []
    assert await found(store, TASK, "is:overridden") == ["paused"]


@pytest.mark.asyncio
async def test_plans_are_found_again_after_a_restart(store: Store) -> None:
    plan = make_plan("rpl_1", state=PlanState.RUNNING, started=2)
    await store.mirror.apply(change_page(plan))
    kept = await store.tables.get(ObjectType.REPLAY_PLAN, PlanId("rpl_1"))
    assert isinstance(kept, ReplayPlan)
    assert kept == plan

"""Plans to replay deliveries: listed first, then run at a rate, item by item."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, case, delete, exists, func, insert, select, update

from crashdesk_server.access.opening import time_or_none
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.audit.record import Target, origin_of, record
from crashdesk_server.clock import DAY, HOUR, from_rfc3339, to_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import Work
from crashdesk_server.tasks.enqueue import enqueue
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.conditional import require_revision
from crashdesk_server.web.paging import PageQuery, PageSpec, fetch_page
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.webhooks.delivery_rows import seen_by
from crashdesk_server.webhooks.emitting import QUEUE
from crashdesk_server.webhooks.handlers import Refusal, replay
from crashdesk_server.webhooks.tables import delivery, replay_item, replay_plan
from crashdesk_server.wire import deliveries as wire
from crashdesk_server.wire.crash_groups import ActorRef

REPLAY = "webhooks.replay"
MOST_ITEMS = 10_000
_SAMPLE = 20
_EXPIRES_MS = HOUR
_KEPT_MS = 30 * DAY
_TELL_MS = 1_000
"""The least time between two tellings of a plan's progress to the change feed."""
_MOST_AT_ONCE = 50
"""Deliveries begun in one transaction, however high the rate."""
ITEMS = PageSpec({"position": replay_item.c.position}, "position", replay_item.c.plan_id)

PlanRow = Row[*tuple[Any, ...]]


def load_plans(snapshot: Snapshot, principal: Principal, ids: Sequence[str]) -> Mapping[str, object]:
    """Return plans for the change feed."""
    rows = snapshot.execute(visible(principal, select(replay_plan).where(replay_plan.c.id.in_(ids)))).all()
    return {row.id: build_plan(snapshot, row) for row in rows}


def build_plan(snapshot: Snapshot, row: PlanRow) -> wire.ReplayPlan:
    """Return a plan with its progress."""
    counted = (
        select(
            func.count(replay_item.c.replay_id).label("started"),
            func.coalesce(func.sum(case((delivery.c.status == "delivered", 1), else_=0)), 0).label(
                "delivered"
            ),
            func.coalesce(
                func.sum(case((delivery.c.status.in_(("failed", "skipped")), 1), else_=0)), 0
            ).label("failed"),
            func.coalesce(func.sum(case((replay_item.c.reason != "", 1), else_=0)), 0).label("refused"),
        )
        .select_from(_items_with_replays())
        .where(replay_item.c.plan_id == row.id)
    )
    progress = snapshot.execute(counted).one()
    return wire.ReplayPlan(
        id=row.id,
        project_id=row.project_id,
        revision=row.revision,
        kind=row.kind,
        filter=msgspec.json.decode(row.filter, type=wire.PlanFilter),
        state=row.state,
        created_at=to_rfc3339(row.created_at),
        created_by=msgspec.json.decode(row.created_by, type=ActorRef),
        expires_at=to_rfc3339(row.expires_at),
        count=row.size,
        more=row.more,
        sample=msgspec.json.decode(row.sample, type=tuple[wire.PlanSample, ...]),
        per_second=None if row.per_hour is None else row.per_hour / 3600,
        ran_at=time_or_none(row.ran_at),
        ended_at=time_or_none(row.ended_at),
        started=progress.started,
        delivered=progress.delivered,
        failed=progress.failed,
        refused=progress.refused,
    )


def _items_with_replays() -> Any:
    return replay_item.outerjoin(delivery, delivery.c.id == replay_item.c.replay_id)


class PlanHandlers:
    """Answers requests about plans; each method is one route."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def create(self, tx: Transaction, call: Call) -> Reply:
        """List what would be replayed, once and for all; nothing is sent."""
        body: wire.NewPlan = call.body
        if body.kind == "resend" and not body.filter.delivery_ids:
            raise invalid("#/filter/delivery_ids", "required", "Say which deliveries are to be sent again.")
        wanted = seen_by(call.principal, _matching(body))
        rows = tx.execute(wanted.order_by(delivery.c.created_at, delivery.c.id).limit(MOST_ITEMS + 1)).all()
        identifier = self._ids.new("rpl")
        items = rows[:MOST_ITEMS]
        _keep_plan(tx, call, identifier, items, more=len(rows) > MOST_ITEMS)
        fields = {"plan_id": identifier, "project_id": DEFAULT_PROJECT, "reason": ""}
        if items:
            listed = ({"position": place, "delivery_id": row.id} for place, row in enumerate(items))
            tx.execute(insert(replay_item), [fields | each for each in listed])
        tx.touch("replay_plan", identifier)
        _tell(tx, call, "replay_plan.created", identifier, {"kind": body.kind, "count": len(items)})
        return self._reply(tx, call, identifier, status=201)

    def get(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a plan with its progress."""
        return self._reply(snapshot, call, call.path["id"])

    def items(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of what became of the deliveries of a plan."""
        query: PageQuery = call.query
        plan = _plan_row(snapshot, call.principal, call.path["id"])
        statement = (
            select(replay_item, delivery.c.status)
            .select_from(_items_with_replays())
            .where(replay_item.c.plan_id == plan.id)
        )
        return Reply(
            fetch_page(
                snapshot, statement, query, ITEMS, lambda rows: [_item(row, plan.state) for row in rows]
            )
        )

    def run(self, tx: Transaction, call: Call) -> Reply:
        """Begin to replay what a plan holds."""
        body: wire.RunPlan = call.body
        plan = _plan_row(tx, call.principal, call.path["id"])
        if plan.state != "planned":
            raise ProblemError(problems.NOT_IN_STATE, f"The plan is {plan.state}.")
        if plan.expires_at <= tx.now:
            raise ProblemError(problems.NOT_IN_STATE, "The plan has expired: make another one.")
        _set_state(tx, plan.id, "running", per_hour=round(body.per_second * 3600), ran_at=tx.now)
        enqueue_run(tx, self._ids, plan.id)
        _tell(
            tx,
            call,
            "replay_plan.run",
            plan.id,
            {"count": plan.size, "per_second": str(body.per_second)},
        )
        return self._reply(tx, call, plan.id)

    def cancel(self, tx: Transaction, call: Call) -> Reply:
        """Begin no more of a plan; what was begun goes on."""
        plan = _plan_row(tx, call.principal, call.path["id"])
        require_revision(call, plan.revision, lambda: build_plan(tx, plan))
        if plan.state in {"planned", "running"}:
            _set_state(tx, plan.id, "cancelled", ended_at=tx.now)
            _tell(tx, call, "replay_plan.cancelled", plan.id, {"state": "cancelled"})
        return self._reply(tx, call, plan.id)

    @staticmethod
    def _reply(snapshot: Snapshot, call: Call, identifier: str, status: int = 200) -> Reply:
        found = build_plan(snapshot, _plan_row(snapshot, call.principal, identifier))
        return Reply(found, status=status, revision=found.revision)


class Replaying:
    """The task `webhooks.replay`: begins the items of a plan at its rate, each once."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def run(self, work: Work) -> str:
        """Go on with a plan from where it is, until it is done or cancelled."""
        plan_id = str(work.args["plan"])
        rest_at = time.monotonic() + work.timeout_ms / 2000
        pause_s = await self._portion(work.database, plan_id)
        while pause_s is not None:
            if time.monotonic() > rest_at:  # a long plan is several jobs, none of which runs out of time
                await work.database.write(lambda tx: enqueue_run(tx, self._ids, plan_id))
                return "goes on"
            await asyncio.sleep(pause_s)
            pause_s = await self._portion(work.database, plan_id)
        return ""

    async def _portion(self, database: Database, plan_id: str) -> float | None:
        """Begin some items and return how long to wait for the next ones; None at the end."""

        def unit(tx: Transaction) -> float | None:
            plan = tx.execute(select(replay_plan).where(replay_plan.c.id == plan_id)).first()
            if plan is None or plan.state != "running":
                return None
            per_second = plan.per_hour / 3600
            size = max(1, min(_MOST_AT_ONCE, round(per_second / 4)))
            untouched = (
                select(replay_item.c.position, replay_item.c.delivery_id)
                .where(
                    replay_item.c.plan_id == plan_id,
                    replay_item.c.replay_id.is_(None),
                    replay_item.c.reason == "",
                )
                .order_by(replay_item.c.position)
                .limit(size)
            )
            items = tx.execute(untouched).all()
            for item in items:
                self._begin(tx, plan, item.position, item.delivery_id)
            if len(items) < size:
                _set_state(tx, plan_id, "done", ended_at=tx.now)
                return None
            tell_progress(tx, plan_id)
            return size / per_second

        return await database.write(unit)

    def _begin(self, tx: Transaction, plan: PlanRow, position: int, delivery_id: str) -> None:
        begun = replay(tx, self._ids, delivery_id, plan.kind, plan_id=plan.id)
        fields = {"reason": begun.reason} if isinstance(begun, Refusal) else {"replay_id": begun}
        here = replay_item.c.plan_id == plan.id, replay_item.c.position == position
        tx.execute(update(replay_item).where(*here).values(**fields))


def _keep_plan(
    tx: Transaction, call: Call, identifier: str, items: Sequence[Row[*tuple[Any, ...]]], *, more: bool
) -> None:
    body: wire.NewPlan = call.body
    origin = origin_of(call)
    by = ActorRef(origin.actor_id, call.principal.kind, origin.actor_label)
    sample = [
        wire.PlanSample(row.id, row.webhook, row.event, to_rfc3339(row.created_at)) for row in items[:_SAMPLE]
    ]
    tx.execute(
        insert(replay_plan).values(
            id=identifier,
            project_id=DEFAULT_PROJECT,
            revision=1,
            kind=body.kind,
            filter=msgspec.json.encode(body.filter).decode(),
            state="planned",
            created_at=tx.now,
            created_by=msgspec.json.encode(by).decode(),
            expires_at=tx.now + _EXPIRES_MS,
            size=len(items),
            more=more,
            sample=msgspec.json.encode(sample).decode(),
            told_at=tx.now,
        )
    )


def enqueue_run(tx: Transaction, ids: Ids, plan_id: str) -> None:
    """Have a plan gone on with."""
    enqueue(tx, ids, REPLAY, QUEUE, args={"plan": plan_id}, subject=plan_id, lane=plan_id)


def tell_progress(tx: Transaction, plan_id: str) -> None:
    """Tell the change feed of a plan's progress, not more often than is of use."""
    under_way = select(delivery.c.id).where(delivery.c.plan_id == plan_id, delivery.c.status == "pending")
    least = tx.now if tx.execute(under_way.limit(1)).first() is None else tx.now - _TELL_MS
    here = replay_plan.c.id == plan_id, replay_plan.c.told_at <= least
    if tx.execute(update(replay_plan).where(*here).values(told_at=tx.now)).rowcount:
        tx.touch("replay_plan", plan_id)


def forget_plans(tx: Transaction) -> int:
    """Cancel plans that nobody ran, and remove old ones."""
    for row in tx.execute(
        select(replay_plan.c.id).where(replay_plan.c.state == "planned", replay_plan.c.expires_at <= tx.now)
    ).all():
        _set_state(tx, row.id, "cancelled", ended_at=tx.now)
    old = select(replay_plan.c.id).where(replay_plan.c.ended_at < tx.now - _KEPT_MS)
    gone = tx.execute(old).scalars().all()
    for identifier in gone:
        tx.execute(delete(replay_item).where(replay_item.c.plan_id == identifier))
        tx.execute(delete(replay_plan).where(replay_plan.c.id == identifier))
        tx.bury("replay_plan", identifier)
    return len(gone)


def _matching(wanted: wire.NewPlan) -> Any:
    """Return the deliveries that a plan is to hold."""
    asked = wanted.filter
    statement = select(delivery.c.id, delivery.c.webhook, delivery.c.event, delivery.c.created_at)
    conditions: list[ColumnElement[bool]] = []
    if asked.delivery_ids:
        conditions.append(delivery.c.id.in_(asked.delivery_ids))
    if asked.webhook_ids:
        conditions.append(delivery.c.webhook_id.in_(asked.webhook_ids))
    if asked.events:
        conditions.append(delivery.c.event.in_(asked.events))
    for text, pointer in ((asked.since, "since"), (asked.until, "until")):
        if text is not None:
            at = _time(text, pointer)
            column = delivery.c.created_at
            conditions.append(column >= at if pointer == "since" else column < at)
    if wanted.kind == "resend":
        conditions.append(delivery.c.status != "pending")
    else:
        status = "failed" if wanted.kind == "recover_failed" else "skipped"
        conditions += [delivery.c.status == status, delivery.c.caused_by != "test", ~_is_recovered()]
    return statement.where(*conditions)


def _is_recovered() -> ColumnElement[bool]:
    """Whether a replay of a delivery arrived or is under way."""
    again = delivery.alias()
    return exists().where(
        and_(again.c.replay_of == delivery.c.id, again.c.status.in_(("pending", "delivered")))
    )


def _time(text: str, pointer: str) -> int:
    try:
        return from_rfc3339(text)
    except ValueError as error:
        raise invalid(f"#/filter/{pointer}", "invalid-time", "That is no time.") from error


def _plan_row(snapshot: Snapshot, principal: Principal, identifier: str) -> PlanRow:
    row = snapshot.execute(
        visible(principal, select(replay_plan).where(replay_plan.c.id == identifier))
    ).first()
    if row is None:
        raise ProblemError(problems.NOT_FOUND)
    return row


def _set_state(tx: Transaction, identifier: str, state: str, **fields: Any) -> None:
    grown = replay_plan.c.revision + 1
    tx.execute(
        update(replay_plan)
        .where(replay_plan.c.id == identifier)
        .values(state=state, revision=grown, told_at=tx.now, **fields)
    )
    tx.touch("replay_plan", identifier)


def _item(row: Row[*tuple[Any, ...]], plan_state: str) -> wire.PlanItem:
    outcome: Any = row.status or ("refused" if row.reason else "planned")
    if outcome == "planned" and plan_state == "cancelled":
        outcome = "cancelled"
    return wire.PlanItem(row.position, row.delivery_id, row.replay_id, outcome, row.reason)


def _tell(tx: Transaction, call: Call, action: str, identifier: str, after: dict[str, Any]) -> None:
    target = Target("replay_plan", identifier, identifier)
    record(tx, origin_of(call), action, target, after=after, project_id=DEFAULT_PROJECT)

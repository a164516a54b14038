"""Requests about webhooks and single deliveries; each method is one route."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from crashdesk_server.access.visible import visible
from crashdesk_server.audit.record import Target, origin_of, record
from crashdesk_server.clock import from_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.conditional import require_revision
from crashdesk_server.web.paging import PageQuery, PageSpec, fetch_page
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.webhooks.delivery_rows import (
    DELIVERIES,
    DeliveryQuery,
    build_delivery,
    delivery_row,
    seen_by,
    select_deliveries,
)
from crashdesk_server.webhooks.editing import WebhookEditor
from crashdesk_server.webhooks.emitting import begin
from crashdesk_server.webhooks.events import EVENT_TYPES, NAMES, example_of
from crashdesk_server.webhooks.tables import delivery, webhook
from crashdesk_server.webhooks.webhook_rows import WebhookReader, WebhookRow, webhook_row
from crashdesk_server.wire import webhooks as wire

WEBHOOKS = PageSpec({"created_at": webhook.c.created_at}, "created_at", webhook.c.id)


class WebhookHandlers:
    """Answers requests about webhooks."""

    def __init__(self, reader: WebhookReader, editor: WebhookEditor, ids: Ids) -> None:
        self._reader = reader
        self._editor = editor
        self._ids = ids

    def event_types(self, _snapshot: Snapshot, _call: Call) -> Reply:
        """Return what a webhook can be told of."""
        return Reply(wire.EventTypeList(EVENT_TYPES))

    def list(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of webhooks."""
        query: PageQuery = call.query
        statement = visible(call.principal, select(webhook))
        return Reply(
            fetch_page(
                snapshot,
                statement,
                query,
                WEBHOOKS,
                lambda rows: [*self._reader.build(snapshot, call.principal, rows)],
            )
        )

    def get(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return one webhook."""
        return self._reply(snapshot, call, call.path["id"])

    def create(self, tx: Transaction, call: Call) -> Reply:
        """Make a webhook and tell its secret for the only time."""
        identifier, secret = self._editor.create(tx, origin_of(call), call.body)
        made = self._told(tx, call, identifier)
        created = wire.CreatedWebhook(
            **{name: getattr(made, name) for name in made.__struct_fields__}, signing_secret=secret
        )
        return Reply(created, status=201, revision=made.revision, secret_id=identifier)

    def patch(self, tx: Transaction, call: Call) -> Reply:
        """Change a webhook."""
        row = self._seen(tx, call)
        self._editor.change(tx, origin_of(call), row, call.body)
        return self._reply(tx, call, row.id)

    def delete(self, tx: Transaction, call: Call) -> Reply:
        """Remove a webhook."""
        self._editor.delete(tx, origin_of(call), self._seen(tx, call))
        return Reply(status=204)

    def rotate(self, tx: Transaction, call: Call) -> Reply:
        """Make another secret and tell it for the only time."""
        body: wire.RotateSecret = call.body
        row = webhook_row(tx, call.principal, call.path["id"])
        secret = self._editor.rotate(tx, origin_of(call), row, body.overlap_seconds)
        return Reply(wire.RotatedSecret(self._told(tx, call, row.id), secret), secret_id=row.id)

    def test(self, tx: Transaction, call: Call) -> Reply:
        """Send an event's example, once, also while the webhook is disabled."""
        body: wire.TestWebhook = call.body
        row = webhook_row(tx, call.principal, call.path["id"])
        if body.event not in NAMES:
            raise invalid("#/event", "unknown-event", f"There is no event {body.event[:60]}.")
        fields = {
            "event": body.event,
            "event_id": self._ids.new("evt"),
            "task": "",
            "body": example_of(body.event),
            "caused_by": "test",
            "of_people": False,  # an example names nobody
        }
        identifier = begin(tx, self._ids, row, fields, project_id=row.project_id, even_disabled=True)
        record(
            tx,
            origin_of(call),
            "webhook.tested",
            Target("webhook", row.id, row.description or row.url),
            after={"event": body.event},
            project_id=row.project_id,
        )
        found = delivery_row(tx, call.principal, identifier)
        return Reply(build_delivery(found, call.principal), status=201)

    def _seen(self, tx: Transaction, call: Call) -> WebhookRow:
        row = webhook_row(tx, call.principal, call.path["id"])
        require_revision(call, row.revision, lambda: self._told(tx, call, row.id))
        return row

    def _told(self, snapshot: Snapshot, call: Call, identifier: str) -> wire.Webhook:
        row = webhook_row(snapshot, call.principal, identifier)
        return self._reader.build(snapshot, call.principal, [row])[0]

    def _reply(self, snapshot: Snapshot, call: Call, identifier: str) -> Reply:
        found = self._told(snapshot, call, identifier)
        return Reply(found, revision=found.revision)


class DeliveryHandlers:
    """Answers requests about single deliveries."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def list(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of deliveries."""
        query: DeliveryQuery = call.query
        statement = seen_by(call.principal, select_deliveries())
        for value, column in (
            (query.webhook, delivery.c.webhook_id),
            (query.status, delivery.c.status),
            (query.event, delivery.c.event),
        ):
            if value is not None:
                statement = statement.where(column == value)
        if query.since is not None:
            statement = statement.where(delivery.c.created_at >= _time(query.since))
        return Reply(
            fetch_page(
                snapshot,
                statement,
                query,
                DELIVERIES,
                lambda rows: [build_delivery(row, call.principal) for row in rows],
            )
        )

    def get(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return one delivery."""
        return Reply(build_delivery(delivery_row(snapshot, call.principal, call.path["id"]), call.principal))

    def replay(self, tx: Transaction, call: Call) -> Reply:
        """Send a delivery again: its own body, to where the webhook is now, signed by what signs now."""
        row = delivery_row(tx, call.principal, call.path["id"])
        identifier = replay(tx, self._ids, row.id, "resend", plan_id=None)
        if isinstance(identifier, Refusal):
            raise ProblemError(problems.NOT_IN_STATE, identifier.reason)
        record(
            tx,
            origin_of(call),
            "delivery.replayed",
            Target("delivery", row.id, f"{row.event} to {row.webhook}"),
            after={"delivery": identifier},
            project_id=row.project_id,
        )
        found = delivery_row(tx, call.principal, identifier)
        return Reply(build_delivery(found, call.principal), status=201)


def _time(text: str) -> int:
    try:
        return from_rfc3339(text)
    except ValueError as error:  # such as the thirtieth of February
        raise invalid("#/query/since", "invalid-time", "That is no time.") from error


class Refusal(msgspec.Struct, frozen=True):
    """Why a delivery could not be begun again."""

    reason: str


def replay(
    tx: Transaction, ids: Ids, delivery_id: str, caused_by: str, *, plan_id: str | None
) -> str | Refusal:
    """Begin to send a delivery again and return the id of the new one, or why it cannot be."""
    row = tx.execute(select(delivery).where(delivery.c.id == delivery_id)).first()
    if row is None:
        return Refusal("The server keeps this delivery no longer.")
    if row.status == "pending":
        return Refusal("It is still under way.")
    hook = tx.execute(select(webhook).where(webhook.c.id == row.webhook_id)).first()
    if hook is None:
        return Refusal("The webhook was deleted.")
    if not hook.enabled:
        return Refusal("The webhook is disabled.")
    fields = {name: getattr(row, name) for name in ("event", "event_id", "task", "body", "of_people")}
    fields |= {"caused_by": caused_by, "replay_of": row.id, "plan_id": plan_id}
    return begin(tx, ids, hook, fields, project_id=row.project_id)

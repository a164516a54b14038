"""From what our server sends of webhooks and deliveries to the domain. Pure."""

from __future__ import annotations

from crashdesk.connectors.crashdesk import wire_webhooks as wire
from crashdesk.connectors.crashdesk.mapping import actor, instant, instant_or_none, known
from crashdesk.core import deliveries, webhooks
from crashdesk.core.ids import DeliveryId, PlanId, WebhookId


def event_type(said: wire.EventType) -> webhooks.EventType:
    """Map what a webhook can be told of."""
    return webhooks.EventType(said.name, said.meaning, said.of_task, bytes(said.example).decode())


def webhook(said: wire.Webhook) -> webhooks.Webhook:
    """Map one webhook."""
    return webhooks.Webhook(
        id=WebhookId(said.id),
        revision=said.revision,
        url=said.url,
        description=said.description,
        events=said.events,
        task_filter=said.task_filter,
        headers=tuple(
            webhooks.WebhookHeader(header.name, header.value, header.secret) for header in said.headers
        ),
        max_retries=said.max_retries,
        timeout_ms=said.timeout_ms,
        retry_backoff_ms=said.retry_backoff_ms,
        enabled=said.enabled,
        disabled_at=instant_or_none(said.disabled_at),
        disabled_by=actor(said.disabled_by) if said.disabled_by else None,
        disabled_reason=said.disabled_reason,
        skipped=said.skipped,
        created_at=instant(said.created_at),
        created_by=actor(said.created_by),
        secret_made_at=instant(said.secret.made_at),
        previous_secret_until=instant_or_none(said.secret.previous_until),
        health=_health(said.health),
    )


def _health(said: wire.Health) -> webhooks.WebhookHealth:
    return webhooks.WebhookHealth(
        hours=tuple(webhooks.Outcomes(hour.delivered, hour.failed) for hour in said.hours),
        hours_until=instant(said.hours_until),
        delivered=said.delivered,
        failed=said.failed,
        streak=said.streak,
        last_delivery_at=instant_or_none(said.last_delivery_at),
        last_failure_at=instant_or_none(said.last_failure_at),
        last_failure=said.last_failure,
        waiting=said.waiting,
    )


def delivery(said: wire.Delivery) -> deliveries.Delivery:
    """Map one delivery. One in a state of a newer server counts as failed: somebody should look at it."""
    return deliveries.Delivery(
        id=DeliveryId(said.id),
        webhook_id=WebhookId(said.webhook_id),
        webhook=said.webhook,
        event=said.event,
        status=known(said.status, deliveries.DeliveryStatus.FAILED),
        created_at=instant(said.created_at),
        event_id=said.event_id,
        task=said.task,
        trigger=known(said.trigger, deliveries.Trigger.EVENT),
        ended_at=instant_or_none(said.ended_at),
        attempts=tuple(map(_attempt, said.attempts)),
        next_attempt_at=instant_or_none(said.next_attempt_at),
        schedule=tuple(map(instant, said.schedule)),
        reason=said.reason,
        replay_of=DeliveryId(said.replay_of) if said.replay_of else None,
        plan_id=PlanId(said.plan_id) if said.plan_id else None,
        body=said.body,
        bytes=said.bytes,
        body_truncated=said.body_truncated,
    )


def _attempt(said: wire.Attempt) -> deliveries.Attempt:
    return deliveries.Attempt(
        number=said.number,
        at=instant(said.at),
        duration_ms=said.duration_ms,
        outcome=known(said.outcome, deliveries.AttemptOutcome.OTHER),
        message=said.message,
        status=said.status,
        url=said.url,
        address=said.address,
        request_headers=_lines(said.request_headers),
        response_headers=_lines(said.response_headers),
        response_body=said.response_body,
        response_bytes=said.response_bytes,
        response_truncated=said.response_truncated,
    )


def _lines(said: tuple[wire.Sent, ...]) -> tuple[deliveries.HeaderLine, ...]:
    return tuple(deliveries.HeaderLine(line.name, line.value) for line in said)


def replay_plan(said: wire.ReplayPlan) -> deliveries.ReplayPlan:
    """Map one plan. One in a state of a newer server counts as done: nothing can be started by it."""
    return deliveries.ReplayPlan(
        id=PlanId(said.id),
        revision=said.revision,
        kind=known(said.kind, deliveries.PlanKind.RESEND),
        state=known(said.state, deliveries.PlanState.DONE),
        created_at=instant(said.created_at),
        expires_at=instant(said.expires_at),
        count=said.count,
        filter=_filter(said.filter),
        created_by=actor(said.created_by),
        more=said.more,
        sample=tuple(map(_sample, said.sample)),
        per_second=said.per_second,
        ran_at=instant_or_none(said.ran_at),
        ended_at=instant_or_none(said.ended_at),
        started=said.started,
        delivered=said.delivered,
        failed=said.failed,
        refused=said.refused,
    )


def _filter(said: wire.PlanFilter) -> deliveries.PlanFilter:
    return deliveries.PlanFilter(
        delivery_ids=tuple(map(DeliveryId, said.delivery_ids)),
        webhook_ids=tuple(map(WebhookId, said.webhook_ids)),
        events=said.events,
        since=instant_or_none(said.since),
        until=instant_or_none(said.until),
    )


def _sample(said: wire.PlanSample) -> deliveries.PlanSample:
    return deliveries.PlanSample(
        DeliveryId(said.delivery_id), said.webhook, said.event, instant(said.created_at)
    )


def plan_item(said: wire.PlanItem) -> deliveries.PlanItem:
    """Map what became of one delivery of a plan."""
    return deliveries.PlanItem(
        position=said.position,
        delivery_id=DeliveryId(said.delivery_id),
        replay_id=DeliveryId(said.replay_id) if said.replay_id else None,
        outcome=known(said.outcome, deliveries.ItemOutcome.PENDING),
        reason=said.reason,
    )

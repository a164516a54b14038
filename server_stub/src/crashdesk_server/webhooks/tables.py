"""Tables of webhooks. Times are milliseconds since 1970, hours count from then."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Table, Text

from crashdesk_server.storage.schema import metadata

webhook = Table(
    "webhook",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("task_filter", Text, nullable=False),
    Column("headers", LargeBinary, nullable=False),
    Column("max_retries", BigInteger, nullable=False),
    Column("timeout_ms", BigInteger, nullable=False),
    Column("retry_backoff_ms", BigInteger, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("disabled_at", BigInteger),
    Column("disabled_by", Text),
    Column("disabled_reason", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("secret_made_at", BigInteger, nullable=False),
    Column("previous_secret", LargeBinary),
    Column("previous_until", BigInteger),
    Column("delivered", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("skipped", BigInteger, nullable=False),
    Column("streak", BigInteger, nullable=False),
    Column("last_delivery_at", BigInteger),
    Column("last_failure_at", BigInteger),
    Column("last_failure", Text, nullable=False),
)
"""`events` and `task_filter` are JSON lists; `created_by` and `disabled_by` are `ActorRef`s as JSON.

`headers` (a JSON list of `HeaderInput`s), `secret` and `previous_secret` are sealed (`sealing.py`).
"""

webhook_hour = Table(
    "webhook_hour",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    Column("hour", BigInteger, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("delivered", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
)
"""Ended deliveries of a webhook by hour."""
Index("webhook_hour_by_hour", webhook_hour.c.hour)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("webhook_id", Text, nullable=False),
    Column("webhook", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("of_people", Boolean, nullable=False),
    Column("caused_by", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("attempts", Text, nullable=False),
    Column("next_attempt_at", BigInteger),
    Column("reason", Text, nullable=False),
    Column("replay_of", Text),
    Column("plan_id", Text),
    Column("body", Text, nullable=False),
)
"""`attempts` is a JSON list of wire `Attempt`s; `caused_by` a wire `Trigger`; `body` is what is sent."""
Index("delivery_by_webhook", delivery.c.webhook_id, delivery.c.id)
Index("delivery_by_status", delivery.c.status, delivery.c.created_at)
Index("delivery_by_time", delivery.c.created_at, delivery.c.id)
Index("delivery_by_replay", delivery.c.replay_of)
Index("delivery_by_plan", delivery.c.plan_id, delivery.c.status)

replay_plan = Table(
    "replay_plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("filter", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("more", Boolean, nullable=False),
    Column("sample", Text, nullable=False),
    Column("per_hour", BigInteger),
    Column("ran_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("told_at", BigInteger, nullable=False),
)
"""`filter` is a wire `PlanFilter`, `sample` a list of wire `PlanSample`s, as JSON.

`told_at` is when its progress last went into the change feed.
"""

replay_item = Table(
    "replay_item",
    metadata,
    Column("plan_id", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("delivery_id", Text, nullable=False),
    Column("replay_id", Text),
    Column("reason", Text, nullable=False),
)
"""What a plan holds, in its order; `replay_id` once it was begun, `reason` why it could not be."""
Index("replay_item_by_replay", replay_item.c.replay_id)

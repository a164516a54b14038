-- Webhooks, their deliveries, and plans to replay them.

CREATE TABLE webhook (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    task_filter TEXT NOT NULL,
    headers BLOB NOT NULL,
    max_retries BIGINT NOT NULL,
    timeout_ms BIGINT NOT NULL,
    retry_backoff_ms BIGINT NOT NULL,
    enabled BOOLEAN NOT NULL,
    disabled_at BIGINT,
    disabled_by TEXT,
    disabled_reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    secret BLOB NOT NULL,
    secret_made_at BIGINT NOT NULL,
    previous_secret BLOB,
    previous_until BIGINT,
    delivered BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    streak BIGINT NOT NULL,
    last_delivery_at BIGINT,
    last_failure_at BIGINT,
    last_failure TEXT NOT NULL
);

CREATE TABLE webhook_hour (
    webhook_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    project_id TEXT NOT NULL,
    delivered BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (webhook_id, hour)
);
CREATE INDEX webhook_hour_by_hour ON webhook_hour (hour);

CREATE TABLE delivery (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    webhook_id TEXT NOT NULL,
    webhook TEXT NOT NULL,
    event TEXT NOT NULL,
    event_id TEXT NOT NULL,
    task TEXT NOT NULL,
    of_people BOOLEAN NOT NULL,
    caused_by TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    attempts TEXT NOT NULL,
    next_attempt_at BIGINT,
    reason TEXT NOT NULL,
    replay_of TEXT,
    plan_id TEXT,
    body TEXT NOT NULL
);
CREATE INDEX delivery_by_webhook ON delivery (webhook_id, id);
CREATE INDEX delivery_by_status ON delivery (status, created_at);
CREATE INDEX delivery_by_time ON delivery (created_at, id);
CREATE INDEX delivery_by_replay ON delivery (replay_of);
CREATE INDEX delivery_by_plan ON delivery (plan_id, status);

CREATE TABLE replay_plan (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    filter TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    more BOOLEAN NOT NULL,
    sample TEXT NOT NULL,
    per_hour BIGINT,
    ran_at BIGINT,
    ended_at BIGINT,
    told_at BIGINT NOT NULL
);

CREATE TABLE replay_item (
    plan_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    project_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    replay_id TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (plan_id, position)
);
CREATE INDEX replay_item_by_replay ON replay_item (replay_id);

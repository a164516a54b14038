-- The server's background work: jobs, and what people set instead of what tasks and queues are declared with.

CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    task TEXT NOT NULL,
    queue TEXT NOT NULL,
    lane TEXT NOT NULL,
    subject TEXT NOT NULL,
    args TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    owner TEXT NOT NULL,
    lease_until BIGINT,
    errors TEXT NOT NULL,
    result TEXT NOT NULL
);
CREATE INDEX job_by_lane ON job (task, state, lane, due_at, id);
CREATE INDEX job_by_state ON job (state, due_at);
CREATE INDEX job_by_task ON job (task, id);

CREATE TABLE task_state (
    name TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    override TEXT,
    expires_at BIGINT,
    switched_off TEXT NOT NULL,
    last_run_at BIGINT,
    last_duration_ms BIGINT,
    last_error TEXT NOT NULL
);

CREATE TABLE queue_state (
    name TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    override TEXT,
    expires_at BIGINT
);

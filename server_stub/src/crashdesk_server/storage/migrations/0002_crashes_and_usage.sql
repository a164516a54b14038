-- Crash groups with their samples, timelines and counts; budgets of the public endpoints; usage.

CREATE TABLE crash_group (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    label TEXT NOT NULL,
    error_type TEXT NOT NULL,
    title TEXT NOT NULL,
    top_frame TEXT NOT NULL,
    search TEXT NOT NULL,
    development BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    resolution TEXT,
    ignored TEXT,
    ignored_until BIGINT,
    severity BIGINT NOT NULL,
    severity_is_manual BOOLEAN NOT NULL,
    assignee_id TEXT,
    regressed_at BIGINT,
    regressed_in TEXT,
    regressions BIGINT NOT NULL,
    count BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    first_version TEXT NOT NULL,
    last_version TEXT NOT NULL,
    newest_version TEXT NOT NULL,
    platforms TEXT NOT NULL,
    versions BIGINT NOT NULL,
    first_report_id TEXT NOT NULL,
    latest_report_id TEXT NOT NULL,
    reports_kept BIGINT NOT NULL,
    notes BIGINT NOT NULL,
    UNIQUE (fingerprint, project_id)
);
CREATE INDEX crash_group_by_last_seen ON crash_group (last_seen, id);
CREATE INDEX crash_group_by_first_seen ON crash_group (first_seen, id);
CREATE INDEX crash_group_by_count ON crash_group (count, id);
CREATE INDEX crash_group_by_severity ON crash_group (severity, id);
CREATE INDEX crash_group_by_title ON crash_group (title, id);
CREATE INDEX crash_group_by_end_of_ignoring ON crash_group (ignored_until);

CREATE TABLE crash_report (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    os TEXT NOT NULL,
    arch TEXT NOT NULL,
    channel TEXT NOT NULL,
    build_commit TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX crash_report_by_group ON crash_report (group_id, id);

CREATE TABLE crash_activity (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_label TEXT NOT NULL,
    kind TEXT NOT NULL,
    before TEXT,
    after TEXT,
    note TEXT
);
CREATE INDEX crash_activity_by_group ON crash_activity (group_id, id);

CREATE TABLE group_hour (
    group_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    project_id TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (group_id, hour)
);
CREATE INDEX group_hour_by_hour ON group_hour (hour);

CREATE TABLE group_facet (
    group_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    is_rest BOOLEAN NOT NULL,
    project_id TEXT NOT NULL,
    count BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    PRIMARY KEY (group_id, field, value, is_rest)
);
CREATE INDEX group_facet_by_value ON group_facet (field, value, group_id);

CREATE TABLE ingest_budget (
    project_id TEXT NOT NULL PRIMARY KEY,
    day BIGINT NOT NULL,
    new_groups BIGINT NOT NULL,
    new_installs BIGINT NOT NULL,
    new_metrics BIGINT NOT NULL,
    sample_bytes BIGINT NOT NULL
);

CREATE TABLE usage_day (
    project_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    install_id TEXT NOT NULL,
    version TEXT NOT NULL,
    os TEXT NOT NULL,
    arch TEXT NOT NULL,
    os_version TEXT NOT NULL,
    surface TEXT NOT NULL,
    opens BIGINT NOT NULL,
    PRIMARY KEY (project_id, day, install_id)
);

CREATE TABLE metric_day (
    project_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    version TEXT NOT NULL,
    os TEXT NOT NULL,
    signal TEXT NOT NULL,
    bucket TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (project_id, day, version, os, signal, bucket)
);

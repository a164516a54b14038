-- Head, changes, people, sessions, keys and first answers.

CREATE TABLE head (
    id BIGINT NOT NULL PRIMARY KEY,
    server_id TEXT NOT NULL,
    token BIGINT NOT NULL,
    purged_token BIGINT NOT NULL
);

CREATE TABLE changes (
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    token BIGINT NOT NULL,
    deleted_at BIGINT,
    project_id TEXT NOT NULL,
    PRIMARY KEY (type, id)
);
CREATE INDEX changes_by_token ON changes (token, type, id);

CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);
INSERT INTO projects (id, name) VALUES ('prj_default', 'Default');

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    password_hash TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    absolute_expires_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    key_hash BLOB NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);

CREATE TABLE idempotency (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status BIGINT NOT NULL,
    etag TEXT,
    body BLOB,
    secret_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

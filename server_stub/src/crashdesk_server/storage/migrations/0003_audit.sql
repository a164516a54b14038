-- The audit log, and the head of its chain beside the change token.

ALTER TABLE head ADD COLUMN audit_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE head ADD COLUMN audit_hash BLOB NOT NULL DEFAULT X'0000000000000000000000000000000000000000000000000000000000000000';

CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    project_id TEXT,
    body BLOB,
    body_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    missing TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    action TEXT NOT NULL,
    target_type TEXT NOT NULL,
    target_id TEXT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor_id, seq);
CREATE INDEX audit_by_action ON audit (action, seq);
CREATE INDEX audit_by_target ON audit (target_id, seq);
CREATE INDEX audit_by_time ON audit (at, seq);

CREATE TABLE audit_seen (
    credential TEXT NOT NULL,
    collection TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (credential, collection)
);

-- Who may come in: how an account came about and was decided, rights beyond the role, and where keys and sessions are used.

ALTER TABLE users ADD COLUMN grants TEXT NOT NULL DEFAULT '[]';
ALTER TABLE users ADD COLUMN registered_from TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN decided_at BIGINT;
ALTER TABLE users ADD COLUMN decided_by TEXT;
ALTER TABLE users ADD COLUMN decision_note TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN last_sign_in_at BIGINT;
CREATE INDEX users_by_registration ON users (created_at, id);

ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_user ON sessions (user_id, id);

ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT;
ALTER TABLE api_keys ADD COLUMN last_used_from TEXT NOT NULL DEFAULT '';
CREATE INDEX api_keys_by_user ON api_keys (user_id, id);

CREATE TABLE decoys (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX decoys_by_address ON decoys (email_key, password_hash);
CREATE INDEX decoys_by_age ON decoys (created_at);

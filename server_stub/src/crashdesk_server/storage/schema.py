"""The tables of the foundation; areas declare theirs on the same `metadata`.

Times are milliseconds since 1970. What exists in a database is made by the numbered files in `migrations/`;
a test holds these declarations equal to it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, MetaData, Table, Text

metadata = MetaData()

DEFAULT_PROJECT = "prj_default"
"""The one project there is for now; every row that belongs to a project carries its id."""

head = Table(
    "head",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("server_id", Text, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("purged_token", BigInteger, nullable=False),
    Column("audit_seq", BigInteger, nullable=False),
    Column("audit_hash", LargeBinary, nullable=False),
)
"""The single row that every writing transaction locks last.

`purged_token`: no tombstone up to it is kept. `audit_seq` and `audit_hash`: the head of the audit log.
"""

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True),
    Column("project_id", Text),
    Column("body", LargeBinary),
    Column("body_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("missing", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target_type", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)
"""`body` exactly as it was hashed; null when it was erased or purged, which `missing` says.

`project_id` is null for what belongs to no project. The other columns repeat parts of the body for filters.
"""
Index("audit_by_actor", audit.c.actor_id, audit.c.seq)
Index("audit_by_action", audit.c.action, audit.c.seq)
Index("audit_by_target", audit.c.target_id, audit.c.seq)
Index("audit_by_time", audit.c.at, audit.c.seq)

audit_seen = Table(
    "audit_seen",
    metadata,
    Column("credential", Text, primary_key=True),
    Column("collection", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
"""What each session or key has been recorded as reading, so that it is recorded once."""

changes = Table(
    "changes",
    metadata,
    Column("type", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("token", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    Column("project_id", Text, nullable=False),
)
Index("changes_by_token", changes.c.token, changes.c.type, changes.c.id)

projects = Table(
    "projects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("grants", Text, nullable=False),
    Column("registered_from", Text, nullable=False),
    Column("decided_at", BigInteger),
    Column("decided_by", Text),
    Column("decision_note", Text, nullable=False),
    Column("last_sign_in_at", BigInteger),
)
"""`email_key` is the address in the form that decides whether two are the same.

The state is in `role` and `enabled`: `pending` and enabled awaits a decision, `pending` and not enabled was
rejected; with another role it is active or disabled. `grants` is a JSON list of permissions beyond the role,
`decided_by` an `ActorRef` as JSON. `registered_from` is empty where nobody registered over the network.
"""
Index("users_by_registration", users.c.created_at, users.c.id)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("user_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("absolute_expires_at", BigInteger, nullable=False),
    Column("user_agent", Text, nullable=False),
)
"""`user_id` may also be that of a decoy."""
Index("sessions_by_user", sessions.c.user_id, sessions.c.id)

decoys = Table(
    "decoys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
"""What those get who register an address that has an account: it looks like one that awaits approval.

`password_hash` has a salt that depends on the address, so that a row is found by the password.
"""
Index("decoys_by_address", decoys.c.email_key, decoys.c.password_hash)
Index("decoys_by_age", decoys.c.created_at)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("prefix", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("role", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("name", Text, nullable=False),
    Column("last_used_at", BigInteger),
    Column("last_used_from", Text, nullable=False),
)
"""`role`, when set, lowers the rights of the key below those of its owner."""
Index("api_keys_by_user", api_keys.c.user_id, api_keys.c.id)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", BigInteger, nullable=False),
    Column("etag", Text),
    Column("body", LargeBinary),
    Column("secret_id", Text),
    Column("created_at", BigInteger, nullable=False),
)
"""First answers. `secret_id` is set instead of `body` where the answer held a secret."""
Index("idempotency_by_age", idempotency.c.created_at)

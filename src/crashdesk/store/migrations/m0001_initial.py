"""Objects as the server describes them, and what this desk keeps beside them."""

from __future__ import annotations

from crashdesk.store.migrations.migration import Migration

INITIAL = Migration(
    1,
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # The mirror: one row per object, its body the JSON of the domain object as it is shown. Everything
        # that can be computed from the bodies (columns, indices, search) is not here: store/derived.py.
        """
        CREATE TABLE object (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            type TEXT NOT NULL,
            id TEXT NOT NULL,
            generation INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            UNIQUE (type, id)
        )
        """,
        # The server's own state of objects whose body has pending changes applied.
        """
        CREATE TABLE shadow (
            type TEXT NOT NULL,
            id TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (type, id)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE report_content (
            id TEXT PRIMARY KEY,
            group_id TEXT NOT NULL,
            used_at INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            body TEXT NOT NULL
        )
        """,
        "CREATE INDEX report_content_use ON report_content (used_at, bytes)",
        "CREATE INDEX report_content_group ON report_content (group_id)",
        "CREATE TABLE statistics (group_id TEXT PRIMARY KEY, body TEXT NOT NULL)",
        # Kept: what cannot be fetched again.
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            type TEXT NOT NULL,
            object_id TEXT NOT NULL,
            idempotency_key TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL,
            send_at INTEGER NOT NULL,
            entry TEXT NOT NULL
        )
        """,
        "CREATE INDEX outbox_lane ON outbox (type, object_id, id)",
        """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            change_id INTEGER NOT NULL,
            type TEXT NOT NULL,
            object_id TEXT NOT NULL,
            event TEXT NOT NULL,
            sentence TEXT NOT NULL,
            change TEXT NOT NULL,
            answer TEXT NOT NULL
        )
        """,
        "CREATE TABLE last_looked (place TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
    ),
)

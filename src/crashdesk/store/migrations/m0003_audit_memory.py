"""What this desk remembers of a server's audit log. All of it is kept: nothing of it can be fetched again."""

from __future__ import annotations

from crashdesk.store.migrations.migration import Migration

AUDIT_MEMORY = Migration(
    3,
    (
        # Where the next entry has to attach, and when the server's log was last compared with ours.
        """
        CREATE TABLE audit_state (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            seq INTEGER NOT NULL,
            hash TEXT NOT NULL,
            checked_at INTEGER,
            signed_to INTEGER NOT NULL,
            signed_at INTEGER
        )
        """,
        # Heads of the log that the server has signed. They outlive the entries themselves.
        """
        CREATE TABLE audit_head (
            seq INTEGER PRIMARY KEY,
            hash TEXT NOT NULL,
            seen_at INTEGER NOT NULL,
            time TEXT NOT NULL,
            public_key TEXT NOT NULL,
            signature TEXT NOT NULL
        )
        """,
        # Signing keys. Pinned is the last one in use; those after it are announced, each by the one before.
        """
        CREATE TABLE audit_key (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            public_key TEXT NOT NULL,
            known_at INTEGER NOT NULL,
            announced_by INTEGER,
            in_use INTEGER NOT NULL
        )
        """,
        """
        CREATE TABLE audit_finding (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            seq INTEGER NOT NULL,
            found_at INTEGER NOT NULL,
            expected TEXT NOT NULL,
            found TEXT NOT NULL,
            acknowledged_at INTEGER,
            UNIQUE (kind, seq, expected, found)
        )
        """,
        # Bodies that the log says were removed.
        """
        CREATE TABLE audit_removal (
            missing TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            named_by INTEGER NOT NULL,
            PRIMARY KEY (missing, first, last)
        ) WITHOUT ROWID
        """,
        # Entries as this desk had seen them before the server showed others in their place.
        """
        CREATE TABLE audit_superseded (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            seq INTEGER NOT NULL,
            superseded_at INTEGER NOT NULL,
            line TEXT NOT NULL
        )
        """,
    ),
)

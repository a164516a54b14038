"""Single values of the store: how far the mirror is, and where it stands in a resync."""

from __future__ import annotations

from crashdesk.store.driver import Connection

TOKEN = "token"  # noqa: S105 - not a secret
"""The change token up to which the mirror has everything."""
RESYNC = "resync"
"""Set while a complete feed is under way."""
USAGE = "usage"
"""The cached usage figures as JSON."""
FRESH = "fresh"
"""When the mirror last agreed with the server, in milliseconds."""
SESSION = "session"
"""Who was signed in last, as JSON."""
CREDENTIAL = "credential"
"""What proves this person to the server, where no keyring keeps it; the store itself is locked then."""
_GENERATION = "generation"


def read_meta(connection: Connection, name: str) -> str:
    """Return a value, empty when it was never set."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def write_meta(connection: Connection, name: str, value: str) -> None:
    """Set a value."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def generation(connection: Connection) -> int:
    """Return the number of the feed: rows of an earlier one were not named by this one (yet)."""
    return int(read_meta(connection, _GENERATION) or 0)


def begin_generation(connection: Connection) -> None:
    """Begin the next feed."""
    write_meta(connection, _GENERATION, str(generation(connection) + 1))

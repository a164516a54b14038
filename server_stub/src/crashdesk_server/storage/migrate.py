"""Brings a database to the newest form by the numbered files in `migrations/`."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection

_VERSIONS = "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT NOT NULL PRIMARY KEY)"


class TooNewError(Exception):
    """The database was written by a newer server."""


def migrate(connection: Connection) -> None:
    """Apply every migration that the database has not had yet, in one transaction that the caller holds.

    Raises:
        TooNewError: the database knows migrations that this program does not.
    """
    connection.exec_driver_sql(_VERSIONS)
    applied = set(connection.exec_driver_sql("SELECT number FROM schema_version").scalars())
    known = available()
    if applied - set(known):
        raise TooNewError("the database was written by a newer version of the server")
    for number in sorted(set(known) - applied):
        for statement in _statements(known[number]):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO schema_version (number) VALUES (?)", (number,))


def available() -> dict[int, str]:
    """Return the text of every migration by its number."""
    folder = resources.files("crashdesk_server.storage.migrations")
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return {int(file.name.partition("_")[0]): file.read_text(encoding="utf-8") for file in files}


def _statements(script: str) -> list[str]:
    lines = [line for line in script.splitlines() if not line.lstrip().startswith("--")]
    return [part.strip() for part in "\n".join([*lines, ""]).split(";\n") if part.strip()]

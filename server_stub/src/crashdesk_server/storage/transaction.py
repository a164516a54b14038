"""What a unit of work sees of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.dialects.sqlite import insert

from crashdesk_server.storage import chain, head
from crashdesk_server.storage.schema import DEFAULT_PROJECT, changes

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Snapshot:
    """One consistent view of the database, for reading.

    Attributes:
        connection: for the modules of `storage`; everyone else calls `execute`.
        now: the time at which it was taken, in milliseconds since 1970.
    """

    def __init__(self, connection: Connection, now: int) -> None:
        self.connection = connection
        self.now = now

    def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run a statement; the caller has passed it through `visible()` where a principal asks."""
        return self.connection.execute(statement, parameters)


class Transaction(Snapshot):
    """One unit of work on the writer thread: all of it is kept or nothing.

    Attributes:
        scrubs: whether `scrub` was asked for.
        stirs: whether `stir` was.
    """

    def __init__(self, connection: Connection, now: int) -> None:
        super().__init__(connection, now)
        self._changed: dict[tuple[str, str], dict[str, Any]] = {}
        self._links: list[chain.Link] = []
        self._is_quiet = True
        self.scrubs = False
        self.stirs = False

    def touch(self, kind: str, identifier: str, project_id: str = DEFAULT_PROJECT) -> None:
        """Tell the change feed that an object is new or different."""
        self._note(kind, identifier, project_id, deleted_at=None)

    def bury(self, kind: str, identifier: str, project_id: str = DEFAULT_PROJECT) -> None:
        """Tell the change feed that an object is gone: it leaves a tombstone."""
        self._note(kind, identifier, project_id, deleted_at=self.now)

    def audit(self, link: chain.Link, *, quiet: bool) -> None:
        """Append an entry to the audit log; a quiet one alone makes no new change token."""
        self._links.append(link)
        self._is_quiet = self._is_quiet and quiet

    def scrub(self) -> None:
        """Have the write-ahead log emptied after the commit: what was removed is to be off the disk."""
        self.scrubs = True

    def stir(self) -> None:
        """Have the task runner look again after the commit: there is work, or it runs by other values."""
        self.stirs = True

    def finish(self) -> None:
        """As the unit's last step take token and place in the audit log, and write what belongs there."""
        if not self._changed and not self._links:
            return
        is_loud = bool(self._changed) or not self._is_quiet
        now = head.advance(self.connection, tokens=int(is_loud), entries=len(self._links))
        if self._links:
            first = now.audit_seq - len(self._links) + 1
            end = chain.append(self.connection, self._links, first, now.audit_hash)
            head.set_audit_hash(self.connection, end)
        self._write_changes(now.token)

    def _write_changes(self, token: int) -> None:
        if not self._changed:
            return
        statement = insert(changes)
        statement = statement.on_conflict_do_update(
            index_elements=[changes.c.type, changes.c.id],
            set_={name: statement.excluded[name] for name in ("token", "deleted_at", "project_id")},
        )
        self.connection.execute(statement, [{**row, "token": token} for row in self._changed.values()])

    def _note(self, kind: str, identifier: str, project_id: str, deleted_at: int | None) -> None:
        self._changed[kind, identifier] = {
            "type": kind,
            "id": identifier,
            "project_id": project_id,
            "deleted_at": deleted_at,
        }

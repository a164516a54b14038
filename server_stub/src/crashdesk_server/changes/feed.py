"""The feed of state: one row for each object at its latest token, whole objects and tombstones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from sqlalchemy import Row, select, tuple_

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.area import Loader
from crashdesk_server.changes.token import AFTER_ALL, Position, decode_position, encode_position
from crashdesk_server.storage.head import Head, read_head
from crashdesk_server.storage.schema import changes
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Disclosure, Reply
from crashdesk_server.web.paging import MAX_BYTES
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.wire.changes import Change, Changes

MAX_ROWS = 2000
_BATCH = 250
"""Rows whose objects are loaded together: few enough that little is loaded in vain when an answer is full."""


class ChangesQuery(msgspec.Struct, frozen=True):
    """The parameters of the feed."""

    since: (
        Annotated[str, msgspec.Meta(max_length=4096, description="`next_token` of the answer before")] | None
    ) = None
    types: Annotated[
        str, msgspec.Meta(max_length=500, description="types with commas between them; all if absent")
    ] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_ROWS)] = MAX_ROWS


class Feed:
    """Answers `GET /changes`."""

    def __init__(self, loaders: Mapping[str, Loader]) -> None:
        self._loaders = loaders

    def read(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return what has changed since a position, oldest change first."""
        query: ChangesQuery = call.query
        types = tuple(sorted({name for name in query.types.split(",") if name}))
        if unknown := set(types) - set(self._loaders):
            raise invalid("#/query/types", "unknown-type", f"There is no type {min(unknown)[:50]}.")
        now = read_head(snapshot.connection)
        start = self._start(query.since, types, call.principal, now)
        rows = self._rows(snapshot, call.principal, start, query.limit + 1)
        items, last, more = self._collect(snapshot, call.principal, start, rows[: query.limit])
        if more or len(rows) > query.limit:
            assert last is not None
            end = msgspec.structs.replace(start, token=last.token, kind=last.type, identifier=last.id)
            given = Changes(tuple(items), encode_position(end), has_more=True)
        else:
            end = msgspec.structs.replace(start, token=now.token, kind=AFTER_ALL, identifier="")
            given = Changes(tuple(items), encode_position(end), has_more=False)
        return Reply(given, disclosures=self._disclosures(given))

    def _disclosures(self, given: Changes) -> tuple[Disclosure, ...]:
        types = {change.type for change in given.items if change.object is not None}
        actions = {self._loaders[name].disclosure for name in types} - {""}
        return tuple(Disclosure(action) for action in sorted(actions))

    def _start(self, since: str | None, types: tuple[str, ...], principal: Principal, now: Head) -> Position:
        if since is None:
            return Position(now.server_id, principal.rights, types, now.token, 0, "", "")
        try:
            position = decode_position(since)
        except (ValueError, msgspec.DecodeError) as error:
            raise invalid("#/query/since", "invalid-token", "Not a position in the feed.") from error
        if position.server_id != now.server_id or max(position.floor, position.token) < now.purged_token:
            raise _resync("too-old", "What has gone since then is no longer known.")
        if position.rights != principal.rights:
            raise _resync("rights-changed", "You may see other things than you could then.")
        if position.types != types:
            raise invalid("#/query/types", "other-types", "The position belongs to other types.")
        return position

    def _rows(
        self, snapshot: Snapshot, principal: Principal, start: Position, limit: int
    ) -> list[Row[*tuple[Any, ...]]]:
        wanted = [
            name
            for name, loader in self._loaders.items()
            if principal.may(loader.permission) and (not start.types or name in start.types)
        ]
        place = tuple_(changes.c.token, changes.c.type, changes.c.id)
        # `concat` hides the type from the planner, which would read and sort all rows of these types by it.
        statement = (
            select(changes.c.token, changes.c.type, changes.c.id, changes.c.deleted_at)
            .where(
                place > tuple_(start.token, start.kind, start.identifier),
                changes.c.type.concat("").in_(wanted),
            )
            .order_by(changes.c.token, changes.c.type, changes.c.id)
            .limit(limit)
        )
        return list(snapshot.execute(visible(principal, statement)).all())

    def _collect(
        self, snapshot: Snapshot, principal: Principal, start: Position, rows: list[Row[*tuple[Any, ...]]]
    ) -> tuple[list[Change], Row[*tuple[Any, ...]] | None, bool]:
        items: list[Change] = []
        last, size = None, 0
        for begin in range(0, len(rows), _BATCH):
            batch = rows[begin : begin + _BATCH]
            objects = self._load(snapshot, principal, batch)
            for row in batch:
                encoded = objects.get((row.type, row.id))
                size += len(encoded or b"") + len(row.id) + len(row.type) + 40
                if size > MAX_BYTES and last is not None:
                    return items, last, True
                last = row
                if encoded is not None:
                    items.append(Change(row.type, row.id, msgspec.Raw(encoded)))
                elif row.deleted_at is not None and row.token > start.floor:
                    items.append(Change(row.type, row.id, None))
        return items, last, False

    def _load(
        self, snapshot: Snapshot, principal: Principal, rows: list[Row[*tuple[Any, ...]]]
    ) -> dict[tuple[str, str], bytes]:
        by_type: dict[str, list[str]] = {}
        for row in rows:
            if row.deleted_at is None:
                by_type.setdefault(row.type, []).append(row.id)
        return {
            (name, identifier): msgspec.json.encode(item)
            for name, identifiers in by_type.items()
            for identifier, item in self._loaders[name].load(snapshot, principal, identifiers).items()
        }


def head_token(now: Head, principal: Principal) -> str:
    """Return the position of the head for a caller: what a hint carries."""
    return encode_position(Position(now.server_id, principal.rights, (), now.token, now.token, AFTER_ALL, ""))


def _resync(reason: str, detail: str) -> ProblemError:
    return ProblemError(problems.RESYNC_REQUIRED, detail, extra={"reason": reason})

"""How a part of the server contributes itself (see server_stub/EXTENDING.md)."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Callable, Mapping, Sequence

import msgspec

from crashdesk_server.access.principal import Principal
from crashdesk_server.audit.record import Origin
from crashdesk_server.clock import Clock
from crashdesk_server.ids import Ids
from crashdesk_server.settings import ServerSettings
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import TaskSpec
from crashdesk_server.web.once import WriteOnce
from crashdesk_server.web.routing import Route


class Context(msgspec.Struct, frozen=True):
    """What every area is built from.

    Attributes:
        writes: for handlers on the event loop that write once for each idempotency key.
        stopping: set when the server ends; what streams has to end then.
    """

    settings: ServerSettings
    database: Database
    clock: Clock
    ids: Ids
    writes: WriteOnce
    stopping: Event


class Loader(msgspec.Struct, frozen=True):
    """Reads whole objects of one type for the change feed.

    Attributes:
        permission: who may see the type; None for everyone who is signed in.
        load: `(snapshot, principal, ids)` to the visible ones of them, wire Structs or `msgspec.Raw` by id.
        disclosure: the audit action under which it is recorded that a session or key got the first of these
            objects; empty for objects without personal data.
    """

    permission: str | None
    load: Callable[[Snapshot, Principal, Sequence[str]], Mapping[str, object]]
    disclosure: str = ""


class Area(msgspec.Struct, frozen=True):
    """What one part of the server consists of.

    Attributes:
        tasks: its background work.
        farewells: `(tx, who deletes, their origin, id)`, called before an account is deleted, in the same
            transaction.
        endings: what is done once, on the writer thread, when the server ends.
    """

    routes: tuple[Route, ...] = ()
    loaders: Mapping[str, Loader] = {}
    tasks: tuple[TaskSpec, ...] = ()
    capabilities: tuple[str, ...] = ()
    endings: tuple[Callable[[Transaction], object], ...] = ()
    farewells: tuple[Callable[[Transaction, Principal, Origin, str], None], ...] = ()

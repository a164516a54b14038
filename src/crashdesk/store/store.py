"""One store: the encrypted file of one person on one server, its threads, and the ports over it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

from crashdesk.core.ports import Clock
from crashdesk.core.secret import Secret
from crashdesk.core.store_ports import AccountNotes, Audit, Journal, Mirror, Outbox, Tables
from crashdesk.store.account_notes import StoreAccountNotes
from crashdesk.store.announcements import Announcements
from crashdesk.store.audit import StoreAudit
from crashdesk.store.driver import connect
from crashdesk.store.journal import StoreJournal
from crashdesk.store.last_looked import LastLooked
from crashdesk.store.migrations.catalogue import MIGRATIONS
from crashdesk.store.mirror import StoreMirror
from crashdesk.store.opening import mark_damaged, open_file
from crashdesk.store.outbox import StoreOutbox
from crashdesk.store.reading import StoreTables
from crashdesk.store.report_contents import ReportContents, usual_quota
from crashdesk.store.signatures import verify_signature
from crashdesk.store.view import Readers
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Writer


class Store:
    """An open store.

    Attributes:
        tables: reading, for views and services.
        mirror: writing what the server sent, for `sync`.
        outbox: changes that wait for the server.
        audit: the server's audit log, and what is remembered of it.
        journal: what this desk did.
        keeps: whether what is in it outlives the program.
        last_looked: when a place was last looked at.
        account: what is remembered about this person.
    """

    def __init__(self, writer: Worker, readers: Readers, clock: Clock, contents: ReportContents) -> None:
        self.keeps = readers.quick is not writer
        announcements = Announcements(asyncio.get_running_loop())
        writing = Writer(writer, announcements)
        self._workers = tuple(dict.fromkeys((readers.quick, readers.ordering, writer)))
        self.tables: Tables = StoreTables(readers, writing, announcements, clock, contents)
        self.mirror: Mirror = StoreMirror(writing, readers.quick, clock, contents)
        self.outbox: Outbox = StoreOutbox(writing, readers.quick, announcements, clock)
        self.audit: Audit = StoreAudit(writing, readers.quick, clock, verify_signature)
        self.journal: Journal = StoreJournal(writing, readers.quick, clock)
        self.last_looked = LastLooked(writing, readers.quick)
        self.account: AccountNotes = StoreAccountNotes(writing, readers.quick)

    async def close(self) -> None:
        """Finish what was begun and end all threads. The store cannot be used afterwards."""
        for worker in self._workers:
            await worker.close()


async def open_store(
    path: Path | None, key: Secret, clock: Clock, *, report_quota: Callable[[], int] = usual_quota
) -> Store:
    """Open or create a store; everything slow happens in its threads.

    Args:
        path: one file per (server_id, user_id); None keeps everything in memory, for a session without
            a place to keep the key.
        key: 32 bytes in hexadecimal, `new_store_key` or `key_from_passphrase`; not used in memory.
        clock: the time, for ages in filters, hold-back and journal.
        report_quota: returns the bytes of report contents that are kept; asked each time.

    Raises:
        StoreKeyLost, StoreDamaged: the file was set aside (`set_aside` names it); opening again begins anew.
        StoreNewer, StoreFull, StoreTrouble: nothing was changed.
    """
    writer = Worker("store-writer", lambda: open_file(path, key, MIGRATIONS, clock.now()), _marking(path))
    if path is None:  # a database in memory belongs to one connection
        readers = Readers(writer, writer)
    else:
        readers = Readers(*(Worker(name, lambda: connect(path, key), _marking(path)) for name in _READERS))
    started: list[Worker] = []
    try:
        for worker in dict.fromkeys((writer, readers.quick, readers.ordering)):
            await worker.start()
            started.append(worker)
    except BaseException:
        for worker in started:
            await worker.close()
        raise
    return Store(writer, readers, clock, ReportContents(report_quota))


_READERS = ("store-quick-reader", "store-ordering-reader")


def _marking(path: Path | None) -> Callable[[], None]:
    """Return what to do when the file turns out to be damaged."""
    return (lambda: None) if path is None else (lambda: mark_damaged(path))


def new_store_key() -> Secret:
    """Make a key for a new store."""
    return Secret(secrets.token_hex(32))

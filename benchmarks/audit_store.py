"""What keeping an audit log of 1,000,000 entries costs, against the sum of its parts in the same run.

    .venv/bin/python -m benchmarks.audit_store [ROWS] [--quick]

Reads a log into an encrypted store as syncing does (decode, verify, insert, commit), searches it, verifies
all of it again, and exports it. Times depend on the machine; the ratios say what is paid beside what has
to be done anyway.
`--quick` takes 20,000 rows.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.audit_samples import a_body, link
from tests.support.audit_server import SERVER
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import KEY, opened_store

from crashdesk.connectors.crashdesk.audit import decode_entries
from crashdesk.core.audit import AuditPage
from crashdesk.core.audit_chain import Head, follow
from crashdesk.core.changes import Undecoded
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.parser import parse
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.store.audit_removal import entries_between
from crashdesk.store.driver import connect
from crashdesk.store.store import Store

ROWS, QUICK = 1_000_000, 20_000
PAGE = 2_000
NAMES = ("Ada", "Grace", "Katherine", "Mary", "Annie", "Hedy", "Radia", "Barbara")
ACTIONS = ("user.approved", "user.role_changed", "crash_group.status_changed", "session.started")
SEARCHES = (
    "",
    "actor:ada",
    "action:session.started",
    "Person",
    '"Person 4711"',
    "zzzabsent",
    "actor:ada grace",
)


def bodies(first: int, count: int) -> Iterator[bytes]:
    """Yield bodies as a server writes them."""
    for seq in range(first, first + count):
        actor = {"id": f"usr_{seq % 8}", "kind": "user", "label": NAMES[seq * 7 % 8]}
        yield a_body(seq, actor=actor, action=ACTIONS[seq * 5 % 4])


def pages(rows: int) -> Iterator[tuple[bytes, float]]:
    """Yield pages as the server sends them, and how long bare hashing of their bodies took."""
    previous = bytes(32)
    for first in range(1, rows + 1, PAGE):
        made = list(bodies(first, PAGE))
        began = time.perf_counter()
        links: list[bytes] = []
        for seq, body in enumerate(made, first):
            previous = link(previous, seq, hashlib.sha256(body).digest())
            links.append(previous)
        hashed = time.perf_counter() - began
        lines = [
            b'{"seq":%d,"hash":"%s","body":%s}\n' % (seq, found.hex().encode(), body)
            for seq, (found, body) in enumerate(zip(links, made, strict=True), first)
        ]
        yield b"".join(lines), hashed


async def fill(store: Store, path: Path, rows: int) -> float:
    """Read the log into the store; print each part beside the whole. Returns the seconds of bare hashing."""
    whole = decoding = following = hashing = inserting = 0.0
    head = Head()
    bare = connect(path.with_name("bare.db"), KEY)
    bare.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, line TEXT NOT NULL)")
    for body, hashed in pages(rows):
        hashing += hashed
        began = time.perf_counter()
        page = decode_entries(body)
        decoded = time.perf_counter()
        head, found = follow(head, page.entries, NOVEMBER)
        followed = time.perf_counter()
        assert found is None
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(
            "INSERT INTO line VALUES (?, ?)", [(entry.seq, entry.body) for entry in page.entries]
        )
        bare.execute("COMMIT")
        inserted = time.perf_counter()
        undecoded: Undecoded[AuditPage] = Undecoded(body, decode_entries)
        await store.audit.receive(undecoded, SERVER)
        whole += time.perf_counter() - inserted
        decoding += decoded - began
        following += followed - decoded
        inserting += inserted - followed
    bare.close()
    parts = decoding + following + inserting
    for name, took in (
        ("decode", decoding),
        ("verify", following),
        ("insert the lines alone, durable", inserting),
        ("sum of these", parts),
        ("into the store, with columns and search", whole),
    ):
        print(f"{name:42}{took * 1e6 / rows:8.1f} µs a row{took / parts:8.2f} of the sum")
    return hashing


async def search(store: Store, rows: int) -> None:
    """Print how long the first page of each filter takes."""
    print(f"\nfirst page of {rows:,} rows, newest first; and the whole order")
    for text in SEARCHES:
        where = parse(text, AUDIT_FIELDS, NOVEMBER)
        query = TableQuery(ObjectType.AUDIT_ENTRY, where, (SortKey("seq", descending=True),))
        firsts: list[float] = []
        wholes: list[float] = []
        count = 0
        for _ in range(3):
            began = time.perf_counter()
            view = await store.tables.open_view(query)
            await view.page(0)
            firsts.append(time.perf_counter() - began)
            await view.ready()
            wholes.append(time.perf_counter() - began)
            count = view.count.value
            await view.close()
        first, whole = statistics.median(firsts) * 1e3, statistics.median(wholes) * 1e3
        print(f"{text or '(everything)':42}{first:8.1f} ms{whole:10.1f} ms{count:12,} rows")


def verify_again(path: Path, rows: int, hashing: float) -> None:
    """Print how long it takes to verify what is in the file, against a bare loop over the same bodies."""
    connection = connect(path, KEY)
    began, head = time.perf_counter(), Head()
    while block := entries_between(connection, head.seq + 1, rows, PAGE):
        head, found = follow(head, block, NOVEMBER)
        assert found is None
    took = time.perf_counter() - began
    connection.close()
    assert head.seq == rows
    print(
        f"\n{'verify the file again':42}{took * 1e6 / rows:8.1f} µs a row{hashing / took:8.2f} of a bare loop"
    )


async def export(store: Store, path: Path, rows: int) -> None:
    """Print how long the blocks of an export take, against writing the same bytes."""
    view = await store.tables.open_view(TableQuery(ObjectType.AUDIT_ENTRY, sort=(SortKey("seq"),)))
    await view.ready()
    reading = writing = 0.0
    with path.with_name("log.jsonl").open("wb") as file:
        for first in range(0, rows, PAGE):
            began = time.perf_counter()
            block = (await view.lines(first, first + PAGE - 1)).encode() + b"\n"
            read = time.perf_counter()
            file.write(block)
            writing += time.perf_counter() - read
            reading += read - began
    await view.close()
    whole = reading + writing
    print(f"{'export as JSONL':42}{whole * 1e6 / rows:8.1f} µs a row{writing / whole:8.2f} of it writing")


async def measure(rows: int) -> None:
    """Measure everything on one store."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        async with opened_store(path) as store:
            hashing = await fill(store, path, rows)
            size = path.stat().st_size + path.with_name("store.db-wal").stat().st_size
            print(f"{'size of the file':42}{size / rows:8.0f} bytes a row")
            await search(store, rows)
            await export(store, path, rows)
        verify_again(path, rows, hashing)


def main() -> None:
    """Measure and print."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    rows = numbers[0] if numbers else QUICK if "--quick" in sys.argv else ROWS
    asyncio.run(measure(rows - rows % PAGE))


if __name__ == "__main__":
    main()

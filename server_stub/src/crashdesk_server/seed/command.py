"""The command `crashdesk-server seed`."""

from __future__ import annotations

import argparse
import os
import secrets
import sys

import msgspec

from crashdesk_server.access.passwords import Passwords
from crashdesk_server.clock import DAY, SystemClock, from_rfc3339
from crashdesk_server.seed.bodies import from_files, shipped
from crashdesk_server.seed.clock import ReplayClock
from crashdesk_server.seed.replay import Replay
from crashdesk_server.storage.database import Database

_HISTORY_DAYS = 15


def run(options: argparse.Namespace) -> int:
    """Seed a database and print one JSON line about it.

    Raises:
        SeedError: the database isn't empty, or an input can't be used.
    """
    given = options.password or os.environ.get("CRASHDESK_ADMIN_PASSWORD")
    password = given or secrets.token_urlsafe(12)
    records = from_files(options.bodies) if options.bodies else shipped()
    end = from_rfc3339(options.until) if options.until else SystemClock().now()
    clock = ReplayClock(end - _HISTORY_DAYS * DAY)
    database = Database(options.data, clock)
    try:
        replay = Replay(database, clock, end)
        summary = replay.run(records, options.groups, options.admin_email, Passwords().hash_now(password))
    finally:
        database.close()
    said = msgspec.structs.asdict(summary) | ({} if given else {"password": password})
    sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
    return 0

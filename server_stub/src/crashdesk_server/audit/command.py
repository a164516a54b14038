"""What the command line does with the audit log."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from crashdesk_server.audit.record import SYSTEM, record
from crashdesk_server.audit.removing import entries_about, erase
from crashdesk_server.audit.signing import SigningKey, announcement_message, public_of
from crashdesk_server.clock import SystemClock
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.transaction import Transaction

T = TypeVar("T")


def erase_entries(options: argparse.Namespace) -> int:
    """Remove the bodies of entries, and print how many."""

    def unit(tx: Transaction) -> int:
        about = entries_about(tx, options.about) if options.about else []
        return erase(tx, [*options.seq, *about], options.reason)

    count = _write(options, unit)
    sys.stdout.write(f"{count} entries erased\n")
    return 0


def signing_key(options: argparse.Namespace) -> int:
    """Print the public key that signs checkpoints; with `--rotate` a new one takes its place first.

    The announcement is written first: a reader that knows it accepts either key.
    """
    key = SigningKey(options.data)
    if options.rotate:
        successor = key.successor()

        def announce(tx: Transaction) -> None:
            server_id, public = read_head(tx.connection).server_id, public_of(successor)
            signature = key.sign(announcement_message(server_id, public))
            record(tx, SYSTEM, "audit.key_changed", after={"public_key": public, "signature": signature})

        _write(options, announce)
        key.replace(successor)
    sys.stdout.write(key.public + "\n")
    return 0


def _write(options: argparse.Namespace, unit: Callable[[Transaction], T]) -> T:
    with closing(Database(options.data, SystemClock())) as database:
        return database.write_now(unit)

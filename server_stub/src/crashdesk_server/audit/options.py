"""The commands about the audit log, as the command line offers them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol


class Commands(Protocol):
    """Where commands are added."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse has it so
        """Add one and return its parser."""
        ...


def add_audit_commands(commands: Commands) -> None:
    """Add `erase` and `audit-key`."""
    erase = commands.add_parser("erase", help="remove what entries of the audit log say, for good")
    erase.add_argument("--data", type=Path, required=True)
    erase.add_argument(
        "--seq", type=int, action="append", default=[], help="number of an entry; may be repeated"
    )
    erase.add_argument(
        "--about", action="append", default=[], metavar="TEXT", help="all entries with this id or address"
    )
    erase.add_argument("--reason", required=True, help="why; it stands in the log")
    erase.set_defaults(run=_erase)

    key = commands.add_parser("audit-key", help="print the public key that signs the audit log")
    key.add_argument("--data", type=Path, required=True)
    key.add_argument("--rotate", action="store_true", help="let a new key take its place first")
    key.set_defaults(run=_signing_key)


def _erase(options: argparse.Namespace) -> int:
    from crashdesk_server.audit.command import erase_entries

    return erase_entries(options)


def _signing_key(options: argparse.Namespace) -> int:
    from crashdesk_server.audit.command import signing_key

    return signing_key(options)

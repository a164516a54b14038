"""The commands about the audit log, as the command line offers them."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

KEY_VARIABLE = "CRASHDESK_AUDIT_KEY"


class SigningKeyError(Exception):
    """The signing key from the environment cannot be used; the text is for people."""


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
    erase.add_argument("--user", metavar="ID", help="all entries that name this user, their keys or address")
    erase.add_argument("--reason", required=True, help="why; it stands in the log")
    erase.set_defaults(run=_erase)

    key = commands.add_parser("audit-key", help="print the public key that signs the audit log")
    key.add_argument("--data", type=Path, required=True)
    key.add_argument("--rotate", action="store_true", help="let a new key take its place first")
    key.set_defaults(run=_signing_key)


def given_key(environment: Mapping[str, str]) -> bytes | None:
    """Return the signing key that the environment gives, if it does.

    Raises:
        SigningKeyError: it isn't one.
    """
    text = environment.get(KEY_VARIABLE)
    if not text:
        return None
    if re.fullmatch("[0-9a-fA-F]{64}", text) is None:
        raise SigningKeyError(f"{KEY_VARIABLE} is 64 hexadecimal digits")
    return bytes.fromhex(text)


def _erase(options: argparse.Namespace) -> int:
    from crashdesk_server.audit.command import erase_entries

    count = erase_entries(options.data, options.seq, options.about, options.user, options.reason)
    sys.stdout.write(f"{count} entries erased\n")
    return 0


def _signing_key(options: argparse.Namespace) -> int:
    from crashdesk_server.audit.command import signing_key

    given = given_key(os.environ)
    if given and options.rotate:
        raise SigningKeyError(f"the key comes from {KEY_VARIABLE}: only keys in the data folder are rotated")
    sys.stdout.write(signing_key(options.data, given, rotate=options.rotate) + "\n")
    return 0

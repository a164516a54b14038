"""Options of the command `crashdesk-server seed`, cheap to import."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_seed_options(seed: argparse.ArgumentParser) -> None:
    """Declare the options."""
    seed.add_argument("--data", type=Path, required=True, help="folder of the database; made if missing")
    seed.add_argument(
        "--bodies", type=Path, action="append", metavar="FILE", help="JSON lines instead of the shipped ones"
    )
    seed.add_argument(
        "--groups", type=int, default=0, metavar="N", help="make up so many groups instead, for load tests"
    )
    seed.add_argument("--admin-email", default="admin@example.org")
    seed.add_argument("--password", help="for all accounts, else from CRASHDESK_ADMIN_PASSWORD, else made up")
    seed.add_argument("--until", metavar="TIME", help="end of the history, RFC 3339; now if absent")

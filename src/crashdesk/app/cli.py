"""The command line. It imports little: what a command needs is imported when it runs."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run `crashdesk` and return its exit code."""
    options = _parser().parse_args(arguments)
    if options.command == "tour":
        from crashdesk.app.tour.command import run_tour

        return run_tour(options.out)
    from crashdesk.app.main import run_desk

    return run_desk(options.home, demo=options.command == "demo")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crashdesk", description="A desktop console for the people who look after small servers."
    )
    parser.add_argument("--version", action="version", version=f"CrashDesk {version('crashdesk')}")
    parser.add_argument("--home", type=Path, help="keep everything below this folder (or in CRASHDESK_HOME)")
    commands = parser.add_subparsers(dest="command", title="commands")
    commands.add_parser(
        "demo", help="open the desk on a reference server of its own, with real crash reports"
    )
    tour = commands.add_parser(
        "tour", help="go through the screens by script, without a display, and take pictures"
    )
    tour.add_argument("--out", type=Path, default=Path("tour"), help="folder for pictures and tour.json")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""The command `crashdesk-server receive`, cheap to import."""

from __future__ import annotations

import argparse
import os
import sys
from argparse import ArgumentTypeError

import msgspec

from crashdesk_server.audit.options import Commands
from crashdesk_server.receiving.answers import Answers, read_script
from crashdesk_server.receiving.checking import is_secret


def add_receive_command(commands: Commands) -> None:
    """Declare the command."""
    receive = commands.add_parser("receive", help="take webhooks on loopback and say what came")
    receive.add_argument("--port", type=int, default=8090, help="0 takes a free one")
    receive.add_argument(
        "--secret",
        type=_secret,
        action="append",
        default=[],
        help="whsec_…, to check signatures by; also from CRASHDESK_WEBHOOK_SECRET",
    )
    receive.add_argument(
        "--answer",
        type=read_script,
        action="append",
        default=[],
        metavar="PATH=STATUS[@SECONDS][,…]",
        help="what to answer on a path, in turn; 204 at once for all others",
    )
    receive.set_defaults(run=_receive)


def _secret(text: str) -> str:
    if not is_secret(text):
        raise ArgumentTypeError("it looks like whsec_ and base64")
    return text


def _receive(options: argparse.Namespace) -> int:
    from crashdesk_server.receiving.receiver import Receiver

    secrets = tuple(options.secret) or tuple(
        filter(is_secret, (os.environ.get("CRASHDESK_WEBHOOK_SECRET", ""),))
    )
    with Receiver(options.port, Answers(options.answer), secrets) as receiver:
        sys.stdout.write(msgspec.json.encode({"url": receiver.url}).decode() + "\n")
        sys.stdout.flush()
        try:
            receiver.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0

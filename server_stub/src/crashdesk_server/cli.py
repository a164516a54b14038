"""The command `crashdesk-server`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from getpass import getpass
from ipaddress import ip_address, ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from crashdesk_server.access.failures import AccountError
from crashdesk_server.audit.options import Commands, SigningKeyError, add_audit_commands, given_key
from crashdesk_server.receiving.command import add_receive_command
from crashdesk_server.seed.bodies import SeedError
from crashdesk_server.seed.options import add_seed_options
from crashdesk_server.settings import DEFAULT_PROXIES, FirstAdmin, ServerSettings
from crashdesk_server.web.csrf import origin_of


class UsageError(Exception):
    """Something about the command line or the environment cannot be used; the text is for people."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    os.umask(0o077)
    try:
        return int(options.run(options))
    except (UsageError, AccountError, SigningKeyError, OSError) as error:
        sys.stderr.write(f"crashdesk-server: {error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crashdesk-server", description="The reference server of CrashDesk."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    _add_serve(commands)

    key = commands.add_parser("key", help="make an API key and print it once")
    key.add_argument("--data", type=Path, required=True)
    key.add_argument("--email", required=True, help="whose key it is")
    key.add_argument("--role", choices=("viewer", "operator", "admin"), help="lower the rights of the key")
    key.add_argument("--name", default="crashdesk-server key", help="what it is for")
    key.set_defaults(run=_key)

    password = commands.add_parser("password", help="set a password that was forgotten; ends the sessions")
    password.add_argument("--data", type=Path, required=True)
    password.add_argument("--email", required=True, help="whose password it is")
    password.set_defaults(run=_password)

    add_audit_commands(commands)
    add_receive_command(commands)

    seed = commands.add_parser("seed", help="fill an empty database with recorded crash reports")
    add_seed_options(seed)
    seed.set_defaults(run=_seed)

    openapi = commands.add_parser("openapi", help="print the description of the API")
    openapi.set_defaults(run=_openapi)
    return parser


def _add_serve(commands: Commands) -> None:
    serve = commands.add_parser("serve", help="run the server")
    serve.add_argument("--data", type=Path, required=True, help="folder of the database; made if missing")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8080, help="0 takes a free one")
    serve.add_argument("--public-url", type=_origin, help="the origin that desks and browsers use")
    serve.add_argument("--name", default="CrashDesk")
    serve.add_argument("--ingest-limit", choices=("on", "off"), default="on")
    serve.add_argument(
        "--registration", choices=("open", "closed"), default="open", help="whether people may register"
    )
    serve.add_argument("--trusted-proxy", type=_network, action="append", metavar="CIDR")
    serve.add_argument(
        "--audit-days",
        type=_days,
        metavar="N",
        help="what the audit log says is purged after N days; else never",
    )
    serve.add_argument(
        "--webhook-allow",
        type=_network,
        action="append",
        default=[],
        metavar="CIDR",
        help="a private network that webhooks may call; else only public addresses",
    )
    serve.add_argument(
        "--keep-deliveries", type=_count, default=200, metavar="N", help="deliveries kept of each webhook"
    )
    serve.set_defaults(run=_serve)


def _port(text: str) -> int:
    if int(text) not in range(65_536):
        raise ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _days(text: str) -> int:
    if int(text) < 1:
        raise ArgumentTypeError("at least one day")
    return int(text)


def _count(text: str) -> int:
    if int(text) < 1:
        raise ArgumentTypeError("at least one")
    return int(text)


def _network(text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _origin(text: str) -> str:
    """Requests from other origins are refused, so that a mistyped one would let nobody or anybody in."""
    if origin_of(text) is None or not text.startswith(("http://", "https://")):
        raise ArgumentTypeError("it looks like https://crashes.example.org")
    return text


def _serve(options: argparse.Namespace) -> int:
    from crashdesk_server.serving import listen, serve, url_of

    with listen(options.host, options.port) as listener:
        settings = settings_of(options, os.environ, url_of(listener))
        asyncio.run(serve(settings, listener))
    return 0


def _key(options: argparse.Namespace) -> int:
    from crashdesk_server.access.command import add_key

    sys.stdout.write(add_key(options.data, options.email, options.role, options.name) + "\n")
    return 0


def _password(options: argparse.Namespace) -> int:
    from crashdesk_server.access.command import set_password

    set_password(options.data, options.email, _ask_password)
    return 0


def _ask_password() -> str:
    """Read a new password: twice from a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("New password: ")
    if getpass("Again: ") != password:
        raise UsageError("the two passwords differ")
    return password


def _seed(options: argparse.Namespace) -> int:
    from crashdesk_server.seed.command import run

    try:
        return run(options)
    except (SeedError, ValueError) as error:
        raise UsageError(str(error)) from error


def _openapi(_options: argparse.Namespace) -> int:
    sys.stdout.buffer.write(describe())
    return 0


def describe() -> bytes:
    """Return the description of the API of this version."""
    from crashdesk_server.app import Application
    from crashdesk_server.openapi.area import render

    with TemporaryDirectory() as folder:
        application = Application(ServerSettings(Path(folder), "http://127.0.0.1"))
        try:
            return render(application.routes)
        finally:
            application.context.database.close()


def settings_of(options: argparse.Namespace, environment: Mapping[str, str], own_url: str) -> ServerSettings:
    """Return the settings that command line and environment ask for.

    Raises:
        UsageError: they do not fit together.
    """
    email, password = environment.get("CRASHDESK_ADMIN_EMAIL"), environment.get("CRASHDESK_ADMIN_PASSWORD")
    if (email is None) != (password is None) or (password is not None and len(password) < 8):
        raise UsageError(
            "CRASHDESK_ADMIN_EMAIL and CRASHDESK_ADMIN_PASSWORD (8 characters or more) go together"
        )
    if not options.public_url and ip_address(urlsplit(own_url).hostname or "").is_unspecified:
        raise UsageError(f"--host {options.host} serves under many addresses: name one with --public-url")
    return ServerSettings(
        data=options.data,
        public_url=(options.public_url or own_url).rstrip("/"),
        name=options.name,
        ingest_limit=options.ingest_limit == "on",
        trusted_proxies=tuple(options.trusted_proxy or DEFAULT_PROXIES),
        metrics_token=environment.get("CRASHDESK_METRICS_TOKEN") or None,
        setup_token=environment.get("CRASHDESK_SETUP_TOKEN") or None,
        audit_days=options.audit_days,
        audit_key=given_key(environment),
        registration=options.registration,
        webhook_allow=tuple(options.webhook_allow),
        keep_deliveries=options.keep_deliveries,
        admin_emails=tuple(filter(None, map(str.strip, environment.get("ADMIN_EMAILS", "").split(",")))),
        first_admin=FirstAdmin(email, password) if email is not None and password is not None else None,
    )

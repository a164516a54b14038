"""The vault on a real gnome-keyring. Each step is a program of its own, as a restart of the desk is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest
from tests.support.secret_service import TOOLS, SecretService

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason="dbus or gnome-keyring is not installed"
)

_PROGRAM = """
import asyncio
from crashdesk.core.errors import VaultTrouble
from crashdesk.core.secret import Secret
from crashdesk.vault.opening import open_vault

async def main():
    try:
        vault = await open_vault()
        {step}
    except VaultTrouble as trouble:
        print(type(trouble).__name__)

asyncio.run(main())
"""


@pytest.fixture
def service() -> Iterator[SecretService]:
    with SecretService() as service:
        yield service


def run(step: str, service: SecretService, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_PROGRAM).format(step=step)],
        env={**service.environment, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.strip()


PUT = "await vault.put('p1', 'credential', Secret('schön geheim'))"
GET = "secret = await vault.get('p1', 'credential'); print(secret and ascii(secret.reveal()))"
DELETE = "await vault.delete('p1', 'credential')"
KEPT = ascii("schön geheim")


def test_what_was_put_is_there_after_a_restart_until_it_is_deleted(service: SecretService) -> None:
    assert run(GET, service) == "None"
    run(PUT, service)
    assert run(GET, service) == KEPT
    run(DELETE, service)
    assert run(GET, service) == "None"


def test_a_locked_keyring_says_so_and_loses_nothing(service: SecretService) -> None:
    run(PUT, service)
    service.restart_locked()
    assert run(GET, service) == "VaultLocked"
    assert run(PUT, service) == "VaultLocked"
    service.unlock()
    assert run(GET, service) == KEPT


def test_the_keyring_holds_the_secret_and_no_probe(service: SecretService) -> None:
    run(PUT, service)
    found = subprocess.run(
        ["secret-tool", "search", "--all", "service", "CrashDesk"],
        env=service.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert found.stdout.count("secret = ") == 1
    assert "p1/credential" in found.stdout + found.stderr


def test_without_a_session_bus_there_is_no_keyring(service: SecretService) -> None:
    assert run(GET, service, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent") == "VaultMissing"


@pytest.mark.parametrize("backend", ["null", "fail"])
def test_a_keyring_that_was_switched_off_is_none(service: SecretService, backend: str) -> None:
    assert run(GET, service, PYTHON_KEYRING_BACKEND=f"keyring.backends.{backend}.Keyring") == "VaultMissing"

"""A changed password and a stored key on a real gnome-keyring. Each step is a program of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess
from tests.support.secret_service import TOOLS, SecretService

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason="dbus or gnome-keyring is not installed"
)
NEW = "four plain words"

_PROGRAM = """
import asyncio, sys
from contextlib import asynccontextmanager
from pathlib import Path

from crashdesk.app.registry import connector_spec
from crashdesk.core.account import NewApiKey
from crashdesk.core.ids import ProfileId
from crashdesk.core.people import Role
from crashdesk.core.profile import Profile
from crashdesk.core.secret import Secret
from crashdesk.services.account import Account
from crashdesk.services.sessions import Sessions
from crashdesk.settings.profiles import ProfileBook
from crashdesk.vault.opening import open_vault

step, url, folder, email, password, new = sys.argv[1:]


class Holder:
    def __init__(self, sessions, profile):
        self.sessions, self.profile = sessions, profile

    @asynccontextmanager
    async def resting(self):
        yield lambda credential: None

    async def keep(self, credential):
        await self.sessions.keep(self.profile, credential)

    async def keep_key(self, name, key):
        return (await self.sessions.keep_key(self.profile, name, key)).name


class Silence:
    async def record(self, *_):
        pass


async def open_client(profile):
    return await connector_spec(profile.kind).build(profile, lambda _seconds: None)


async def main():
    book = ProfileBook(Path(folder) / "profiles.toml")
    book.load()
    sessions = Sessions(open_client, await open_vault(), book)
    if step == "sign in":
        await sessions.sign_in(Profile(ProfileId(""), "Home", url), email, Secret(password))
        return
    for profile in book.profiles:
        client = await open_client(profile)
        try:
            client.use(await sessions.credential(profile))
            session, _ = await client.session()
            account = Account(client.account, Holder(sessions, profile), Silence(), session.user_id)
            if step == "change":
                print(await account.change_password(Secret(password), Secret(new)))
            elif step == "store":
                print(await account.keep_key(await account.create_key(NewApiKey("script", Role.VIEWER))))
            else:
                print(profile.name, session.via, session.role)
        finally:
            await client.close()

asyncio.run(main())
"""


class Desk:
    """Runs steps as programs over one keyring, one folder of profiles and one server."""

    def __init__(self, service: SecretService, server: ServerProcess, folder: Path) -> None:
        self._service, self._server, self._folder = service, server, folder

    def run(self, step: str) -> list[str]:
        words = [step, self._server.url, str(self._folder), EMAIL, PASSWORD, NEW]
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *words],
            env=dict(self._service.environment),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    def secrets(self) -> str:
        """What the keyring holds for the program."""
        found = subprocess.run(
            ["secret-tool", "search", "--all", "--unlock", "service", "CrashDesk"],
            env=dict(self._service.environment),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return found.stdout


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "config"
    folder.mkdir()
    with SecretService() as service, ServerProcess(tmp_path / "server") as server:
        yield Desk(service, server, folder)


def test_after_a_change_of_password_one_is_still_signed_in(desk: Desk) -> None:
    desk.run("sign in")
    before = desk.secrets()
    assert desk.run("look") == ["Home session admin"]
    assert desk.run("change") == ["None"]
    assert desk.run("look") == ["Home session admin"]
    assert desk.secrets().count("secret = ") == before.count("secret = ") == 1
    assert desk.secrets() != before
    assert PASSWORD not in desk.secrets() and NEW not in desk.secrets()


def test_a_stored_key_signs_a_profile_of_its_own_in(desk: Desk, tmp_path: Path) -> None:
    desk.run("sign in")
    assert desk.run("store") == ["script"]
    assert desk.run("look") == ["Home session admin", "script api_key viewer"]
    [kept] = [line for line in desk.secrets().splitlines() if "cdk_" in line]
    key = kept.rpartition(":")[2]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files and not any(key.encode() in path.read_bytes() for path in files)
    bearer = {"Authorization": f"Bearer {key}"}
    assert httpx.get(f"{desk._server.url}/api/v1/session", headers=bearer).json()["role"] == "viewer"

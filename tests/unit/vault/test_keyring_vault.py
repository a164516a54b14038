from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator

import pytest
from keyring import errors
from keyring.backends import SecretService, chainer, fail, null

from crashdesk.core.errors import VaultLocked, VaultMissing, VaultTimeout, VaultTrouble
from crashdesk.core.secret import Secret
from crashdesk.vault.keyring_vault import LONGEST
from crashdesk.vault.opening import find_backend, open_vault
from crashdesk.vault.session_vault import SessionVault

pytestmark = pytest.mark.asyncio


class Memory:
    """A backend that keeps what it is given, for the rules that are not a keyring's own."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str, /) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str, /) -> None:
        if (service, username) not in self.kept:
            raise errors.PasswordDeleteError("No such password!")
        del self.kept[service, username]


class Forgetful(Memory):
    def set_password(self, service: str, username: str, password: str, /) -> None:
        pass


class Failing(Memory):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def set_password(self, service: str, username: str, password: str, /) -> None:
        raise self.error


class Stuck(Memory):
    """Waits like a keyring that has asked for its password, until `answer` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = False
        self.answer = threading.Event()

    def get_password(self, service: str, username: str, /) -> str | None:
        if self.asked:
            self.answer.wait()
        return super().get_password(service, username)


class DBusException(Exception):
    """What KWallet's backend lets through: no `KeyringError`."""


async def test_a_vault_that_opens_has_left_nothing_behind() -> None:
    memory = Memory()
    vault = await open_vault(lambda: memory)
    assert vault.keeps
    assert memory.kept == {}


async def test_entries_are_named_after_profile_and_secret() -> None:
    memory = Memory()
    vault = await open_vault(lambda: memory)
    await vault.put("p1", "credential", Secret("s"))
    assert memory.kept == {("CrashDesk", "p1/credential"): "s"}


async def test_a_backend_that_forgets_is_none() -> None:
    with pytest.raises(VaultMissing):
        await open_vault(Forgetful)


def _dismissed() -> Exception:
    error = errors.InitError("Failed to create the collection: Prompt dismissed..")
    error.__cause__ = type("PromptDismissedException", (Exception,), {})()
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (errors.NoKeyringError("none"), VaultMissing),
        (errors.KeyringLocked("locked"), VaultLocked),
        (_dismissed(), VaultLocked),
        (errors.PasswordSetError("no"), VaultTrouble),
        (DBusException("org.kde.KWallet was not provided"), VaultTrouble),
    ],
)
async def test_what_a_backend_raises_is_understood(error: Exception, trouble: type[VaultTrouble]) -> None:
    with pytest.raises(VaultTrouble) as caught:
        await open_vault(lambda: Failing(error))
    assert type(caught.value) is trouble
    assert str(error) in caught.value.detail


async def test_a_secret_that_windows_could_not_hold_is_refused_everywhere() -> None:
    memory = Memory()
    vault = await open_vault(lambda: memory)
    await vault.put("p1", "credential", Secret("x" * LONGEST))
    with pytest.raises(VaultTrouble, match="1282 characters"):
        await vault.put("p1", "credential", Secret("\N{GRINNING FACE}" * (LONGEST // 2 + 1)))
    assert memory.kept["CrashDesk", "p1/credential"] == "x" * LONGEST


async def test_deleting_twice_is_no_error() -> None:
    vault = await open_vault(Memory)
    await vault.put("p1", "credential", Secret("s"))
    await vault.delete("p1", "credential")
    await vault.delete("p1", "credential")
    assert await vault.get("p1", "credential") is None


async def test_a_keyring_that_does_not_answer_is_given_up_and_works_again_once_unlocked() -> None:
    stuck = Stuck()
    vault = await open_vault(lambda: stuck, timeout_s=0.2)
    await vault.put("p1", "credential", Secret("s"))
    stuck.asked = True
    with pytest.raises(VaultTimeout):
        await vault.get("p1", "credential")
    with pytest.raises(VaultTimeout):
        await vault.put("p1", "credential", Secret("given up"))
    stuck.answer.set()
    assert await vault.get("p1", "credential") == Secret("s")
    assert len([thread for thread in threading.enumerate() if thread.name == "vault"]) <= 1


async def test_the_program_can_quit_while_a_keyring_hangs() -> None:
    program = """
        import asyncio, threading
        from crashdesk.core.errors import VaultTimeout
        from crashdesk.vault.opening import open_vault

        async def main():
            try:
                await open_vault(lambda: threading.Event().wait(), timeout_s=0.1)
            except VaultTimeout:
                print("gave up")

        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("gave up\n", "", 0)


@pytest.fixture
def use_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[object], None]]:
    def use(backend: object) -> None:
        monkeypatch.setattr("keyring.core._keyring_backend", backend)

    return use


class PlainFile(Memory):
    """Stands for keyrings.alt and every other plug-in: nobody can tell that it encrypts."""


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), PlainFile()])
async def test_backends_that_do_not_encrypt_are_none(
    backend: object, use_keyring: Callable[[object], None]
) -> None:
    use_keyring(backend)
    with pytest.raises(VaultMissing):
        await open_vault()


async def test_of_a_chain_only_an_encrypting_part_is_taken(
    use_keyring: Callable[[object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = SecretService.Keyring()
    chain = chainer.ChainerBackend()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [PlainFile(), service])
    use_keyring(chain)
    assert find_backend() is service


async def test_the_session_vault_keeps_nothing() -> None:
    vault = SessionVault()
    assert not vault.keeps
    await vault.put("p1", "credential", Secret("s"))
    assert await vault.get("p1", "credential") == Secret("s")
    assert await vault.get("p2", "credential") is None
    await vault.delete("p1", "credential")
    await vault.delete("p1", "credential")
    assert await vault.get("p1", "credential") is None

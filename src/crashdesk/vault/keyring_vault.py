"""Secrets in the keyring of the operating system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from crashdesk.core.errors import VaultLocked, VaultMissing, VaultTrouble
from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.vault.worker import Worker

T = TypeVar("T")

SERVICE = "CrashDesk"
"""The service under which a keyring program shows our entries."""
LONGEST = 1_280
"""UTF-16 units that the Windows Credential Manager holds (CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes)."""

TOO_LONG = QT_TRANSLATE_NOOP(
    "Errors", "The secret is too long for a keyring ({length} characters, {limit} fit)."
)

_LOCKED = {"KeyringLocked", "LockedException", "PromptDismissedException"}
"""Names of what keyring and secretstorage raise; by name, since secretstorage is there on Linux only."""


class Backend(Protocol):
    """What is needed of one of `keyring`'s backends. All of it blocks."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Return a secret."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Forget a secret that is there."""
        ...


class KeyringVault:
    """`core.ports.Vault` over one backend. Every call runs in the worker's thread, with its time limit."""

    def __init__(self, backend: Backend, worker: Worker) -> None:
        self._backend = backend
        self._worker = worker

    @property
    def keeps(self) -> bool:
        """True: what is put here outlives the program."""
        return True

    async def get(self, owner: str, name: str) -> Secret | None:
        """Return a secret. Raises `VaultTrouble`."""
        value = await self._run(lambda: self._backend.get_password(SERVICE, _account(owner, name)))
        return None if value is None else Secret(value)

    async def put(self, owner: str, name: str, secret: Secret) -> None:
        """Keep a secret of at most `LONGEST` units. Raises `VaultTrouble`."""
        value = secret.reveal()
        length = len(value.encode("utf-16-le", "surrogatepass")) // 2
        if length > LONGEST:
            raise VaultTrouble(TOO_LONG(length=length, limit=LONGEST))
        await self._run(lambda: self._backend.set_password(SERVICE, _account(owner, name), value))

    async def delete(self, owner: str, name: str) -> None:
        """Forget a secret; one that is not there is no error. Raises `VaultTrouble`."""
        account = _account(owner, name)

        def forget() -> None:
            if self._backend.get_password(SERVICE, account) is not None:
                self._backend.delete_password(SERVICE, account)

        await self._run(forget)

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._worker.run(lambda: understood(work))


def _account(owner: str, name: str) -> str:
    return f"{owner}/{name}"


def understood(work: Callable[[], T]) -> T:
    """Run `work`; whatever a backend raises (KWallet's are no `KeyringError`) becomes a `VaultTrouble`."""
    try:
        return work()
    except VaultTrouble:
        raise
    except Exception as error:
        raise _trouble(error) from error


def _trouble(error: Exception) -> VaultTrouble:
    names = {type(error).__name__, type(error.__cause__).__name__}
    detail = f"{type(error).__name__}: {error}"
    if names & _LOCKED:
        return VaultLocked(detail=detail)
    if "NoKeyringError" in names:
        return VaultMissing(detail=detail)
    return VaultTrouble(VaultTrouble.default(reason=detail[:300]), detail=detail)

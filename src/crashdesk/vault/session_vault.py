"""Secrets that end with the program."""

from __future__ import annotations

from crashdesk.core.secret import Secret


class SessionVault:
    """`core.ports.Vault` in memory alone, for computers without a keyring. Nothing is written anywhere."""

    def __init__(self) -> None:
        self._secrets: dict[tuple[str, str], Secret] = {}

    @property
    def keeps(self) -> bool:
        """False: one has to sign in again after a restart."""
        return False

    async def get(self, owner: str, name: str) -> Secret | None:
        """Return a secret."""
        return self._secrets.get((owner, name))

    async def put(self, owner: str, name: str, secret: Secret) -> None:
        """Keep a secret until the program ends."""
        self._secrets[owner, name] = secret

    async def delete(self, owner: str, name: str) -> None:
        """Forget a secret; one that is not there is no error."""
        self._secrets.pop((owner, name), None)

"""Signing in and out: the server's session, the vault's secret and the profile's memory of both."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import msgspec

from crashdesk.core.errors import CrashDeskError, SessionEnded, SignInRefused
from crashdesk.core.ids import ProfileId, ServerId, UserId
from crashdesk.core.ports import Vault
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.core.secret import Secret
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.session import Credential, CredentialKind, ServerMeta, Session

CREDENTIAL = "credential"
"""Name of the vault's entry for a profile."""

T = TypeVar("T")
OpenClient = Callable[[Profile], Awaitable[ServerClient]]


class Profiles(Protocol):
    """Where profiles are kept. Every call raises `SettingsError` when the file cannot be written."""

    def add(self, profile: Profile) -> Profile:
        """Save a new profile and return it with the id it was given."""
        ...

    def change(self, profile: Profile) -> None:
        """Save a profile in place of the one with its id."""
        ...

    def remove(self, profile_id: ProfileId) -> None:
        """Forget a profile."""
        ...

    def mark_used(self, profile_id: ProfileId) -> None:
        """Remember the profile as the one to open next."""
        ...


class Sessions:
    """Begins and ends sessions.

    A success lies in the vault before it is returned, and its profile, which is saved if it was a new one
    (without an id), is the one marked as used.
    """

    def __init__(self, open_client: OpenClient, vault: Vault, profiles: Profiles) -> None:
        self._open_client = open_client
        self._vault = vault
        self._profiles = profiles

    @property
    def keeps(self) -> bool:
        """Whether one is still signed in after a restart."""
        return self._vault.keeps

    async def probe(self, profile: Profile) -> ServerMeta:
        """Ask what answers at the profile's address."""
        return await self._with_client(profile, lambda client: client.meta())

    async def sign_in(self, profile: Profile, email: str, password: Secret) -> Session:
        """Begin a session with e-mail address and password."""
        return await self._begin(profile, lambda client: client.sign_in(email, password))

    async def set_up(
        self, profile: Profile, token: Secret, email: str, password: Secret, name: str
    ) -> Session:
        """Create the server's first admin and begin a session."""
        return await self._begin(profile, lambda client: client.set_up(token, email, password, name))

    async def register(
        self, profile: Profile, email: str, password: Secret, name: str, token: Secret | None
    ) -> Session:
        """Ask for an account and begin its session, which awaits approval."""
        return await self._begin(profile, lambda client: client.register(email, password, name, token))

    async def use_key(self, profile: Profile, key: Secret) -> Session:
        """Take an API key after the server has said whose it is."""

        async def begin(client: ServerClient) -> tuple[Session, Credential]:
            credential = Credential(CredentialKind.API_KEY, key)
            client.use(credential)
            try:
                session, _ = await client.session()
            except SessionEnded as refusal:
                raise SignInRefused(detail=refusal.detail, request_id=refusal.request_id) from refusal
            return session, credential

        return await self._begin(profile, begin)

    async def credential(self, profile: Profile) -> Credential | None:
        """Return what the vault has for the profile, None when one has to sign in."""
        secret = await self._vault.get(profile.id, CREDENTIAL)
        return read_credential(secret) if secret else None

    async def keep(self, profile: Profile, credential: Credential) -> None:
        """Keep what proves the profile's person from now on, in place of what did. Raises `VaultTrouble`."""
        await self._vault.put(profile.id, CREDENTIAL, written_credential(credential))

    async def keep_key(self, profile: Profile, name: str, key: Secret) -> Profile:
        """Save a profile like `profile` that signs in with `key`, which only the vault keeps.

        Raises `VaultTrouble`, `SettingsError`; after either there is no such profile.
        """
        added = self._profiles.add(
            msgspec.structs.replace(profile, id=ProfileId(""), name=name, auth_method=AuthMethod.API_KEY)
        )
        try:
            await self.keep(added, Credential(CredentialKind.API_KEY, key))
        except BaseException:
            self._profiles.remove(added.id)
            raise
        return added

    async def sign_out(self, profile: Profile, client: ServerClient) -> CrashDeskError | None:
        """Forget the secret and whose store was open, and end the session on the server if it can be reached.

        An API key is only forgotten: ending it is another decision.

        Returns:
            Why the server could not be told, None when all is done.
        """
        credential = await self.credential(profile)
        await self._vault.delete(profile.id, CREDENTIAL)
        self._profiles.change(
            msgspec.structs.replace(profile, last_server_id=ServerId(""), last_user_id=UserId(""))
        )
        if credential is None or credential.kind is CredentialKind.API_KEY:
            return None
        try:
            await client.sign_out()
        except CrashDeskError as trouble:
            return trouble
        return None

    async def _begin(
        self, profile: Profile, begin: Callable[[ServerClient], Awaitable[tuple[Session, Credential]]]
    ) -> Session:
        async def work(client: ServerClient) -> Session:
            meta = await client.meta()
            session, credential = await begin(client)
            await self._keep(profile, meta, session, credential)
            return session

        return await self._with_client(profile, work)

    async def _keep(
        self, profile: Profile, meta: ServerMeta, session: Session, credential: Credential
    ) -> None:
        signed_in = msgspec.structs.replace(
            profile, email=session.email, last_server_id=meta.server_id, last_user_id=session.user_id
        )
        if signed_in.id:
            self._profiles.change(signed_in)
        else:
            signed_in = self._profiles.add(signed_in)
        self._profiles.mark_used(signed_in.id)
        await self._vault.put(signed_in.id, CREDENTIAL, written_credential(credential))

    async def _with_client(self, profile: Profile, work: Callable[[ServerClient], Awaitable[T]]) -> T:
        client = await self._open_client(profile)
        try:
            return await work(client)
        finally:
            await client.close()


def written_credential(credential: Credential) -> Secret:
    """Return a credential as one secret; the CSRF token is not part of it: a session is asked for it."""
    return Secret(f"{credential.kind}:{credential.secret.reveal()}")


def read_credential(secret: Secret) -> Credential | None:
    """Return what `written_credential` wrote, None for anything else."""
    kind, _, value = secret.reveal().partition(":")
    known = kind in {known.value for known in CredentialKind}
    return Credential(CredentialKind(kind), Secret(value)) if known and value else None

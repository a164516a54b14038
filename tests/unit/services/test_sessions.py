"""What signing in leaves in the vault and the profile, and what signing out takes away."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.support.scripted_client import SERVER, USER, ScriptedClient, a_session

from crashdesk.core.errors import ServerUnreachable, SignInRefused
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, CredentialKind, Session
from crashdesk.services.sessions import Sessions
from crashdesk.vault.session_vault import SessionVault

PROFILE = Profile(ProfileId("p1"), "Home", "https://crash.example.org")


class AccountClient(ScriptedClient):
    """Knows one password and counts sign-outs."""

    closed = 0
    ended: list[str]
    away: BaseException | None = None

    async def sign_in(self, email: str, password: Secret) -> tuple[Session, Credential]:
        if password.reveal() != "right":
            raise SignInRefused
        return a_session(), Credential(CredentialKind.COOKIE, Secret("cookie:with:colons"), Secret("csrf"))

    async def sign_out(self) -> None:
        if self.away:
            raise self.away
        self.ended = [*getattr(self, "ended", []), "session"]

    async def close(self) -> None:
        self.closed += 1


class RememberedProfiles:
    def __init__(self) -> None:
        self.saved: list[Profile] = []
        self.used = ""

    def add(self, profile: Profile) -> Profile:
        self.saved.append(structs.replace(profile, id=ProfileId("new")))
        return self.saved[-1]

    def change(self, profile: Profile) -> None:
        self.saved.append(profile)

    def mark_used(self, profile_id: ProfileId) -> None:
        self.used = profile_id


class Account:
    def __init__(self) -> None:
        self.client, self.vault, self.profiles = AccountClient(), SessionVault(), RememberedProfiles()
        self.sessions = Sessions(self._open, self.vault, self.profiles)

    async def _open(self, _profile: Profile) -> AccountClient:
        return self.client


@pytest.mark.asyncio
async def test_a_session_survives_in_the_vault_and_the_profile_holds_no_secret() -> None:
    account = Account()

    await account.sessions.sign_in(PROFILE, "ada@example.org", Secret("right"))

    credential = await account.sessions.credential(PROFILE)
    assert credential == Credential(CredentialKind.COOKIE, Secret("cookie:with:colons"))
    (saved,) = account.profiles.saved
    assert (saved.last_server_id, saved.last_user_id, saved.email) == (SERVER, USER, "ada@example.org")
    assert "cookie" not in repr(saved)
    assert account.client.closed == 1


@pytest.mark.asyncio
async def test_a_new_profile_is_saved_under_its_own_id_with_its_secret() -> None:
    account = Account()
    new = structs.replace(PROFILE, id=ProfileId(""))

    await account.sessions.sign_in(new, "ada@example.org", Secret("right"))

    (saved,) = account.profiles.saved
    assert account.profiles.used == saved.id == "new"
    assert await account.sessions.credential(saved)
    assert await account.sessions.credential(new) is None


@pytest.mark.asyncio
async def test_a_refused_sign_in_leaves_nothing() -> None:
    account = Account()

    with pytest.raises(SignInRefused):
        await account.sessions.sign_in(PROFILE, "ada@example.org", Secret("wrong"))

    assert await account.sessions.credential(PROFILE) is None
    assert account.profiles.saved == []
    assert account.client.closed == 1


@pytest.mark.asyncio
async def test_an_api_key_is_kept_as_such_and_not_ended_by_signing_out() -> None:
    account = Account()

    await account.sessions.use_key(PROFILE, Secret("cdk_123"))

    assert account.client.credential == Credential(CredentialKind.API_KEY, Secret("cdk_123"))
    assert await account.sessions.sign_out(PROFILE, account.client) is None  # type: ignore[arg-type]
    assert await account.sessions.credential(PROFILE) is None
    assert not hasattr(account.client, "ended")


@pytest.mark.asyncio
async def test_signing_out_forgets_the_secret_even_when_the_server_is_away() -> None:
    account = Account()
    await account.sessions.sign_in(PROFILE, "ada@example.org", Secret("right"))
    account.client.away = ServerUnreachable()

    trouble = await account.sessions.sign_out(PROFILE, account.client)  # type: ignore[arg-type]

    assert trouble is account.client.away
    assert await account.sessions.credential(PROFILE) is None

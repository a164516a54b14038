"""What the sign-in dialog needs from the program."""

from __future__ import annotations

from typing import Protocol

from crashdesk.core.profile import Profile
from crashdesk.core.secret import Secret
from crashdesk.core.session import ServerMeta, Session


class SignIn(Protocol):
    """Begins sessions. A success has been stored, with its profile, before it is returned."""

    @property
    def keeps(self) -> bool:
        """Whether one is still signed in after a restart."""
        ...

    async def probe(self, profile: Profile) -> ServerMeta:
        """Ask what answers at the profile's address. Raises `ConnectionTrouble`, `AnswerUnusable`."""
        ...

    async def sign_in(self, profile: Profile, email: str, password: Secret) -> Session:
        """Begin a session. Raises `SignInRefused`, `TooManyRequests`, `SetupRequired`."""
        ...

    async def use_key(self, profile: Profile, key: Secret) -> Session:
        """Take an API key. Raises `SignInRefused`."""
        ...

    async def set_up(
        self, profile: Profile, token: Secret, email: str, password: Secret, name: str
    ) -> Session:
        """Create the server's first admin and begin a session. Raises `InputRejected`, `Refused`."""
        ...

    async def register(
        self, profile: Profile, email: str, password: Secret, name: str, token: Secret | None
    ) -> Session:
        """Ask for an account and begin its session, which awaits approval. Raises as `set_up` does."""
        ...

"""What the ways into the server have in common."""

from __future__ import annotations

from crashdesk_server.access.guesses import Guesses
from crashdesk_server.access.opening import Opener
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.refusals import Refusals
from crashdesk_server.access.setup import Setup
from crashdesk_server.area import Context
from crashdesk_server.storage.files import server_secret
from crashdesk_server.web.problems import invalid
from crashdesk_server.web.throttle import Throttle


class Entrance:
    """The parts of which every way in is made.

    Attributes:
        throttle: counts attempts at passwords, whichever route they come by.
    """

    def __init__(self, context: Context, passwords: Passwords, setup: Setup) -> None:
        self.context = context
        self.passwords = passwords
        self.setup = setup
        self.guesses = Guesses(context.database, passwords, server_secret(context.settings.data))
        self.opener = Opener(context)
        self.throttle = Throttle(context.clock)
        self.refusals = Refusals()


def require_address(email: str) -> None:
    """Refuse what can't be an e-mail address.

    Raises:
        ProblemError: 422.
    """
    name, at, domain = email.strip().rpartition("@")
    if not (name and at and domain) or any(
        letter.isspace() or not letter.isprintable() for letter in email.strip()
    ):
        raise invalid("#/email", "format", "Not an e-mail address.")

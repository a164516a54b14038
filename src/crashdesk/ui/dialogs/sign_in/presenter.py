"""Signing in, step by step: what answers there, who one is, or the first set-up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec.structs import replace

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.password_rules import new_password_problems
from crashdesk.core.ports import Clock
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.core.profile_rules import NOT_ENCRYPTED, problems_of, tidied
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.sign_in import state as states
from crashdesk.ui.dialogs.sign_in.service import SignIn
from crashdesk.ui.dialogs.sign_in.state import SignInState, Step


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: SignInState) -> None:
        """Show this state."""
        ...

    def finish(self, session: Session) -> None:
        """Close: somebody is signed in."""
        ...


class SignInPresenter:
    """Turns what the user does in the dialog into requests and states.

    Each coroutine may be cancelled: the dialog is then as before it.
    """

    def __init__(self, service: SignIn, clock: Clock, profile: Profile, view: View) -> None:
        self._service = service
        self._clock = clock
        self._view = view
        self._state = SignInState(profile=profile, keeps=service.keeps)

    @property
    def state(self) -> SignInState:
        """What is on the screen."""
        return self._state

    async def begin(self) -> None:
        """Show the dialog; for a profile that has an address, ask at once what answers there."""
        self._show(self._state)
        if self._state.profile.url:
            await self.ask(self._state.profile.url, plain_http=self._state.profile.allow_plain_http)

    async def ask(self, url: str, *, plain_http: bool) -> None:
        """Ask what answers at `url`; `plain_http` is the tick that allows no encryption."""
        profile = tidied(replace(self._state.profile, url=url, allow_plain_http=plain_http))
        problem = next((each.text for each in problems_of(profile) if each.field == "url"), None)
        if problem is not None:
            offers = self._state.offers_plain_http or problem == NOT_ENCRYPTED
            self._show(states.wrong(replace(self._state, offers_plain_http=offers), {"url": problem}))
            return

        async def probe() -> None:
            self._show(states.answered(self._state, await self._service.probe(profile)))

        await self._run(profile, probe)

    def back(self) -> None:
        """Return to the address."""
        self._show(replace(self._state, step=Step.ADDRESS, errors={}, trouble=None))

    def choose(self, method: AuthMethod) -> None:
        """Sign in by `method`."""
        profile = replace(self._state.profile, auth_method=method)
        self._show(replace(self._state, profile=profile, errors={}))

    async def sign_in(self, email: str, password: Secret) -> None:
        """Sign in with e-mail address and password."""
        missing = _missing(
            ("email", email.strip(), states.NO_EMAIL), ("password", password, states.NO_PASSWORD)
        )
        await self._submit(missing, lambda profile: self._service.sign_in(profile, email.strip(), password))

    async def use_key(self, key: Secret) -> None:
        """Sign in with an API key."""
        key = Secret(key.reveal().strip())
        missing = _missing(("key", key, states.NO_KEY))
        await self._submit(missing, lambda profile: self._service.use_key(profile, key))

    async def set_up(self, token: Secret, email: str, password: Secret, again: Secret, name: str) -> None:
        """Create the server's first admin."""
        token = Secret(token.reveal().strip())
        missing = _missing(("token", token, states.NO_TOKEN), ("email", email.strip(), states.NO_EMAIL))
        missing |= new_password_problems(password, again, email, name)
        await self._submit(
            missing,
            lambda profile: self._service.set_up(profile, token, email.strip(), password, name.strip()),
        )

    def ask_for_account(self) -> None:
        """Go to the page that asks for an account."""
        self._show(states.turned(self._state, Step.REGISTER))

    def have_account(self) -> None:
        """Return to signing in."""
        self._show(states.turned(self._state, Step.CREDENTIALS))

    def have_token(self) -> None:
        """Offer the field for a token."""
        self._show(replace(self._state, has_token=True))

    async def register(
        self, name: str, email: str, password: Secret, again: Secret, token: Secret | None
    ) -> None:
        """Ask for an account; an empty token is none."""
        token = Secret(token.reveal().strip()) if token else None
        missing = _missing(("name", name.strip(), states.NO_NAME), ("email", email.strip(), states.NO_EMAIL))
        missing |= new_password_problems(password, again, email, name)
        await self._submit(
            missing,
            lambda profile: self._service.register(
                profile, email.strip(), password, name.strip(), token or None
            ),
        )

    def tick(self) -> None:
        """A second has passed: count a pause down."""
        if self._state.pause_until is not None:
            self._show(states.counted(self._state, self._clock.now()))

    async def _submit(self, missing: dict[str, Text], begin: Callable[[Profile], Awaitable[Session]]) -> None:
        if missing:
            self._show(states.wrong(self._state, missing))
            return
        if not self._state.may_submit:
            return

        async def submit() -> None:
            self._view.finish(await begin(self._state.profile))

        await self._run(self._state.profile, submit)

    async def _run(self, profile: Profile, work: Callable[[], Awaitable[None]]) -> None:
        self._show(states.waiting(self._state, profile))
        try:
            await work()
        except CrashDeskError as error:
            self._show(states.failed(self._state, error, self._clock.now()))
        finally:
            if self._state.busy:
                self._show(replace(self._state, busy=False))

    def _show(self, state: SignInState) -> None:
        self._state = state
        self._view.show_state(state)


def _missing(*inputs: tuple[str, str | Secret, Text]) -> dict[str, Text]:
    return {field: text for field, value, text in inputs if not value}

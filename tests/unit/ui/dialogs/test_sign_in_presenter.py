"""Signing in, with every answer a server can give."""

from __future__ import annotations

import asyncio

import pytest
from tests.support.shell_fakes import NOW, StillClock
from tests.support.sign_in_service import ScriptedSignIn, make_meta

from crashdesk.core.errors import (
    AnswerUnusable,
    CertificateUntrusted,
    CrashDeskError,
    FieldProblem,
    InputRejected,
    Refused,
    ServerUnreachable,
    SessionEnded,
    SetupRequired,
    SignInRefused,
    TooManyRequests,
)
from crashdesk.core.ids import Instant, ProfileId
from crashdesk.core.password_rules import PASSWORDS_DIFFER
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.ui.dialogs.sign_in import state as states
from crashdesk.ui.dialogs.sign_in.presenter import SignInPresenter
from crashdesk.ui.dialogs.sign_in.state import SignInState, Step, Way

NEW = Profile(ProfileId(""), "", "")
KNOWN = Profile(ProfileId("p1"), "Production", "https://desk.example.org", email="mira@example.org")


class RecordingView:
    def __init__(self) -> None:
        self.shown: list[SignInState] = []
        self.session: Session | None = None

    def show_state(self, state: SignInState) -> None:
        self.shown.append(state)

    def finish(self, session: Session) -> None:
        self.session = session


class Scene:
    def __init__(self, profile: Profile = NEW, *, keeps: bool = True) -> None:
        self.service = ScriptedSignIn(keeps=keeps)
        self.clock = StillClock()
        self.view = RecordingView()
        self.presenter = SignInPresenter(self.service, self.clock, profile, self.view)

    @property
    def state(self) -> SignInState:
        return self.view.shown[-1]


@pytest.mark.asyncio
async def test_a_known_server_is_asked_at_once() -> None:
    scene = Scene(KNOWN)
    await scene.presenter.begin()
    assert scene.service.asked == [("probe", "https://desk.example.org")]
    assert [state.busy for state in scene.view.shown] == [False, True, False]
    assert scene.state.step is Step.CREDENTIALS


@pytest.mark.asyncio
async def test_a_new_profile_waits_for_an_address_and_takes_the_servers_name() -> None:
    scene = Scene()
    await scene.presenter.begin()
    assert scene.service.asked == []
    await scene.presenter.ask(" desk.example.org/ ", plain_http=False)
    assert scene.state.profile.url == "https://desk.example.org"
    assert scene.state.profile.name == "Crash reports of Example"


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["", "ftp://x.example", "https://a b", "https://me:pw@x.example"])
async def test_what_is_no_address_is_not_asked(address: str) -> None:
    scene = Scene()
    await scene.presenter.ask(address, plain_http=False)
    assert "url" in scene.state.errors
    assert scene.service.asked == []


@pytest.mark.asyncio
async def test_plain_http_needs_a_tick_except_on_this_computer() -> None:
    scene = Scene()
    await scene.presenter.ask("http://desk.example.org", plain_http=False)
    assert scene.state.offers_plain_http and scene.service.asked == []
    await scene.presenter.ask("http://desk.example.org", plain_http=True)
    assert scene.service.asked == [("probe", "http://desk.example.org")]
    assert scene.state.way is Way.OPEN
    loopback = Scene()
    await loopback.presenter.ask("http://127.0.0.1:8127", plain_http=False)
    assert loopback.state.step is Step.CREDENTIALS and loopback.state.way is Way.LOCAL


@pytest.mark.asyncio
@pytest.mark.parametrize("error", [ServerUnreachable(), CertificateUntrusted(), AnswerUnusable()])
async def test_what_is_wrong_with_the_server_is_said_at_the_address(error: CrashDeskError) -> None:
    scene = Scene()
    scene.service.error = error
    await scene.presenter.ask("https://desk.example.org", plain_http=False)
    assert scene.state.step is Step.ADDRESS
    assert scene.state.errors == {"url": error.text}
    assert not scene.state.busy


@pytest.mark.asyncio
async def test_signing_in_with_a_password() -> None:
    scene = Scene(KNOWN)
    await scene.presenter.begin()
    await scene.presenter.sign_in(" mira@example.org ", Secret(" pass word "))
    assert scene.service.asked[-1] == ("sign_in", KNOWN.url, "mira@example.org", " pass word ")
    assert scene.view.session is not None


@pytest.mark.asyncio
async def test_nothing_is_sent_without_input() -> None:
    scene = Scene(KNOWN)
    await scene.presenter.begin()
    await scene.presenter.sign_in("  ", Secret(""))
    assert set(scene.state.errors) == {"email", "password"}
    await scene.presenter.use_key(Secret(" \n"))
    assert set(scene.state.errors) == {"key"}
    assert len(scene.service.asked) == 1


@pytest.mark.asyncio
async def test_a_refused_password_or_key_is_said_at_its_field() -> None:
    scene = Scene(KNOWN)
    await scene.presenter.begin()
    scene.service.error = SignInRefused()
    await scene.presenter.sign_in("mira@example.org", Secret("wrong"))
    assert scene.state.errors == {"password": states.WRONG_PASSWORD}
    scene.presenter.choose(AuthMethod.API_KEY)
    assert scene.state.errors == {}
    await scene.presenter.use_key(Secret("cdk_wrong"))
    assert scene.state.errors == {"key": states.WRONG_KEY}
    scene.service.error = SessionEnded()
    await scene.presenter.use_key(Secret("cdk_ended"))
    assert scene.state.errors == {"key": states.WRONG_KEY} and scene.state.trouble is None
    assert scene.view.session is None


@pytest.mark.asyncio
async def test_a_pause_counts_down_and_holds_the_button() -> None:
    scene = Scene(KNOWN)
    await scene.presenter.begin()
    scene.service.error = TooManyRequests(3)
    await scene.presenter.sign_in("mira@example.org", Secret("x"))
    assert scene.state.pause_s == 3 and not scene.state.may_submit
    asked = len(scene.service.asked)
    await scene.presenter.sign_in("mira@example.org", Secret("x"))
    assert len(scene.service.asked) == asked
    scene.clock.instant = Instant(NOW + 1_500)
    scene.presenter.tick()
    assert scene.state.pause_s == 2
    scene.clock.instant = Instant(NOW + 3_000)
    scene.presenter.tick()
    assert scene.state.may_submit and scene.state.trouble is None


@pytest.mark.asyncio
async def test_a_server_that_wants_setting_up_leads_there() -> None:
    scene = Scene(KNOWN)
    scene.service.meta = make_meta(setup_required=True)
    await scene.presenter.begin()
    assert scene.state.step is Step.SET_UP
    later = Scene(KNOWN)
    await later.presenter.begin()
    later.service.error = SetupRequired()
    await later.presenter.sign_in("mira@example.org", Secret("x"))
    assert later.state.step is Step.SET_UP


@pytest.mark.asyncio
async def test_setting_up_checks_before_it_sends() -> None:
    scene = Scene(KNOWN)
    scene.service.meta = make_meta(setup_required=True)
    await scene.presenter.begin()
    await scene.presenter.set_up(Secret(""), "", Secret("short"), Secret("short"), "")
    assert set(scene.state.errors) == {"token", "email", "password"}
    await scene.presenter.set_up(Secret("t"), "m@e.org", Secret("long enough"), Secret("long enouhg"), "")
    assert scene.state.errors == {"again": PASSWORDS_DIFFER}
    await scene.presenter.set_up(
        Secret(" t\n"), "m@e.org", Secret("long enough"), Secret("long enough"), " Mira "
    )
    assert scene.service.asked[-1] == ("set_up", "t", "m@e.org", "long enough", "Mira")
    assert scene.view.session is not None


@pytest.mark.asyncio
async def test_what_the_server_finds_wrong_stands_at_its_fields() -> None:
    scene = Scene(KNOWN)
    scene.service.meta = make_meta(setup_required=True)
    await scene.presenter.begin()
    scene.service.error = InputRejected(fields=(FieldProblem("/password", "weak", "Too common {x}."),))
    good = Secret("long enough")
    await scene.presenter.set_up(Secret("t"), "m@e.org", good, good, "")
    assert str(scene.state.errors["password"]) == "Too common {x}."
    scene.service.error = InputRejected(fields=(FieldProblem("/locale", "odd", "No such language."),))
    await scene.presenter.set_up(Secret("t"), "m@e.org", good, good, "")
    assert scene.state.errors == {} and str(scene.state.trouble) == "No such language."
    scene.service.error = Refused(type="setup-token-wrong")
    await scene.presenter.set_up(Secret("t"), "m@e.org", good, good, "")
    assert scene.state.errors == {"token": states.WRONG_TOKEN}


@pytest.mark.asyncio
async def test_only_what_the_server_offers_is_offered() -> None:
    scene = Scene(KNOWN)
    scene.service.meta = make_meta(methods=("api_key",))
    await scene.presenter.begin()
    assert scene.state.methods == (AuthMethod.API_KEY,)
    assert scene.state.method is AuthMethod.API_KEY


@pytest.mark.asyncio
async def test_a_cancelled_request_leaves_the_dialog_usable() -> None:
    scene = Scene(KNOWN)
    scene.service.hold = asyncio.Event()
    asking = asyncio.ensure_future(scene.presenter.begin())
    while not scene.service.asked:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert scene.state.may_submit and scene.state.step is Step.ADDRESS


@pytest.mark.asyncio
async def test_trouble_with_no_field_is_said_above() -> None:
    scene = Scene(KNOWN)
    await scene.presenter.begin()
    scene.service.error = ServerUnreachable()
    await scene.presenter.sign_in("mira@example.org", Secret("x"))
    assert scene.state.trouble == ServerUnreachable.default
    scene.presenter.back()
    assert scene.state.step is Step.ADDRESS and scene.state.trouble is None

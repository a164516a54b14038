"""Asking for an account in the sign-in dialog, with every answer a server can give."""

from __future__ import annotations

import pytest
from tests.support.shell_fakes import NOW
from tests.support.sign_in_service import make_meta
from tests.unit.ui.dialogs.test_sign_in_presenter import KNOWN, Scene

from crashdesk.core.errors import (
    AccessDenied,
    CrashDeskError,
    FieldProblem,
    InputRejected,
    NotLetIn,
    Refused,
    RequestConflict,
    TooManyRequests,
)
from crashdesk.core.ids import Instant
from crashdesk.core.password_rules import PASSWORD_GUESSED, PASSWORD_LONG, PASSWORD_SHORT, PASSWORDS_DIFFER
from crashdesk.core.secret import Secret
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.sign_in import state as states
from crashdesk.ui.dialogs.sign_in.state import Step

pytestmark = pytest.mark.asyncio
GOOD = Secret("four plain words")


async def asking() -> Scene:
    scene = Scene(KNOWN)
    scene.service.meta = make_meta(registration=True)
    await scene.presenter.begin()
    scene.presenter.ask_for_account()
    return scene


async def asked_in_vain(error: CrashDeskError, token: Secret | None = None) -> Scene:
    scene = await asking()
    if token:
        scene.presenter.have_token()
    scene.service.error = error
    await scene.presenter.register("Mira", "mira@example.org", GOOD, GOOD, token)
    assert scene.view.session is None
    return scene


@pytest.mark.parametrize("takes", [True, False])
async def test_it_is_offered_where_the_server_takes_registrations(takes: bool) -> None:
    scene = Scene(KNOWN)
    scene.service.meta = make_meta(registration=takes)
    await scene.presenter.begin()
    assert scene.state.takes_registrations is takes


async def test_who_registers_is_signed_in() -> None:
    scene = await asking()
    await scene.presenter.register(" Mira ", " mira@example.org ", GOOD, GOOD, None)
    assert scene.service.asked[-1] == ("register", "mira@example.org", "four plain words", "Mira", "")
    assert scene.view.session is not None


@pytest.mark.parametrize(("typed", "sent"), [(" tok\n", "tok"), ("  ", "")])
async def test_a_token_goes_along_where_one_was_typed(typed: str, sent: str) -> None:
    scene = await asking()
    scene.presenter.have_token()
    await scene.presenter.register("Mira", "mira@example.org", GOOD, GOOD, Secret(typed))
    assert scene.service.asked[-1][-1] == sent


@pytest.mark.parametrize(
    ("password", "again", "field", "text"),
    [
        ("seven77", "seven77", "password", PASSWORD_SHORT(least=8)),
        ("x" * 201, "x" * 201, "password", PASSWORD_LONG(most=200)),
        ("Mira@Example.org", "Mira@Example.org", "password", PASSWORD_GUESSED),
        ("four plain words", "four plain Words", "again", PASSWORDS_DIFFER),
    ],
)
async def test_what_is_no_password_is_not_sent(password: str, again: str, field: str, text: Text) -> None:
    scene = await asking()
    asked = len(scene.service.asked)
    await scene.presenter.register("Mira", "mira@example.org", Secret(password), Secret(again), None)
    assert scene.state.errors == {field: text}
    assert len(scene.service.asked) == asked


async def test_everything_that_is_missing_is_said_at_once() -> None:
    scene = await asking()
    await scene.presenter.register(" ", " ", Secret(""), Secret(""), None)
    assert set(scene.state.errors) == {"name", "email", "password"}


async def test_what_the_server_finds_wrong_stands_at_its_field() -> None:
    problem = FieldProblem("#/email", "format", "Not an e-mail address.")
    scene = await asked_in_vain(InputRejected(fields=(problem,)))
    assert str(scene.state.errors["email"]) == "Not an e-mail address."


@pytest.mark.parametrize(
    "error", [AccessDenied(type="registration-closed"), Refused(type="registrations-full")]
)
async def test_closed_and_full_are_said_above_the_form(error: CrashDeskError) -> None:
    scene = await asked_in_vain(error)
    assert (scene.state.trouble, scene.state.errors) == (error.text, {})
    assert scene.state.step is Step.REGISTER
    assert scene.state.may_submit


async def test_a_pause_is_counted_down_on_either_page() -> None:
    scene = await asked_in_vain(TooManyRequests(3))
    scene.presenter.have_account()
    assert scene.state.step is Step.CREDENTIALS
    assert "3 s" in str(scene.state.trouble)
    scene.clock.instant = Instant(NOW + 3_000)
    scene.presenter.tick()
    assert scene.state.may_submit and scene.state.trouble is None


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (AccessDenied(type="setup-token-wrong"), states.WRONG_TOKEN),
        (RequestConflict(type="already-set-up"), states.NEEDLESS_TOKEN),
    ],
)
async def test_a_token_that_is_not_taken_is_said_at_its_field(error: Refused, text: Text) -> None:
    scene = await asked_in_vain(error, Secret("tok"))
    assert scene.state.errors == {"token": text}


async def test_turning_pages_leaves_what_was_wrong_behind() -> None:
    scene = await asking()
    await scene.presenter.register("", "", Secret(""), Secret(""), None)
    scene.presenter.have_account()
    assert scene.state.errors == {}


async def test_a_rejected_person_reads_why() -> None:
    scene = Scene(KNOWN)
    await scene.presenter.begin()
    scene.service.error = NotLetIn(type="account-rejected", reason="We do not know {you}.")
    await scene.presenter.sign_in("mira@example.org", GOOD)
    assert "The reason given: We do not know {you}." in str(scene.state.trouble)
    scene.service.error = NotLetIn(type="account-disabled")
    await scene.presenter.sign_in("mira@example.org", GOOD)
    assert scene.state.trouble == NotLetIn.default

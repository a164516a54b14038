"""Changing the password, with every answer a server can give."""

from __future__ import annotations

import pytest
from tests.support.scripted_account import RecordingHolder, ScriptedAccount, an_account
from tests.support.shell_fakes import NOW, StillClock, make_session

from crashdesk.core.errors import (
    CrashDeskError,
    FieldProblem,
    InputRejected,
    OutcomeUnknown,
    ServerFault,
    ServerUnreachable,
    SignInRefused,
    TooManyRequests,
    VaultLocked,
)
from crashdesk.core.ids import Instant
from crashdesk.core.password_rules import PASSWORD_GUESSED, PASSWORD_SAME, PASSWORDS_DIFFER
from crashdesk.core.secret import Secret
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.password import state as states
from crashdesk.ui.dialogs.password.presenter import PasswordPresenter
from crashdesk.ui.dialogs.password.state import PasswordState

pytestmark = pytest.mark.asyncio
NOW_HAS, WANTS = Secret("correct horse"), Secret("four plain words")


class Scene:
    def __init__(self, error: CrashDeskError | None = None) -> None:
        self.api, self.holder, self.clock = ScriptedAccount(), RecordingHolder(), StillClock()
        if error:
            self.api.errors["change_password"] = error
        self.shown: list[PasswordState] = []
        self.finished: list[bool] = []
        account = an_account(self.api, self.holder)
        self.presenter = PasswordPresenter(account, make_session(), self.clock, self)

    @property
    def state(self) -> PasswordState:
        return self.shown[-1]

    def show_state(self, state: PasswordState) -> None:
        self.shown.append(state)

    def finish(self, *, kept: bool) -> None:
        self.finished.append(kept)


async def test_a_good_change_closes_the_dialog() -> None:
    scene = Scene()
    await scene.presenter.submit(NOW_HAS, WANTS, WANTS)
    assert scene.finished == [True]
    assert [state.busy for state in scene.shown] == [True, False]


async def test_a_session_that_could_not_be_kept_is_told() -> None:
    scene = Scene()
    scene.holder.trouble = VaultLocked()
    await scene.presenter.submit(NOW_HAS, WANTS, WANTS)
    assert scene.finished == [False]


@pytest.mark.parametrize(
    ("current", "new", "again", "errors"),
    [
        ("", "four plain words", "four plain words", {"current": states.NO_CURRENT}),
        ("correct horse", "four plain words", "four plain word", {"again": PASSWORDS_DIFFER}),
        ("correct horse", "correct horse", "correct horse", {"password": PASSWORD_SAME}),
        ("correct horse", "mira sandoval", "mira sandoval", {"password": PASSWORD_GUESSED}),
    ],
)
async def test_what_is_wrong_at_sight_is_not_sent(
    current: str, new: str, again: str, errors: dict[str, Text]
) -> None:
    scene = Scene()
    await scene.presenter.submit(Secret(current), Secret(new), Secret(again))
    assert scene.state.errors == errors
    assert scene.api.asked == []


async def test_a_wrong_current_password_is_said_at_its_field() -> None:
    scene = Scene(SignInRefused())
    await scene.presenter.submit(NOW_HAS, WANTS, WANTS)
    assert scene.state.errors == {"current": states.WRONG_CURRENT}
    assert scene.finished == []


async def test_what_the_server_finds_wrong_stands_at_the_fields_of_the_form() -> None:
    problem = FieldProblem("#/new_password", "too-short", "Too short.")
    scene = Scene(InputRejected(fields=(problem,)))
    await scene.presenter.submit(NOW_HAS, WANTS, WANTS)
    assert str(scene.state.errors["password"]) == "Too short."


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (OutcomeUnknown(), states.UNKNOWN),
        (ServerUnreachable(), states.NOT_REACHED),
        (ServerFault(), ServerFault.default),
    ],
)
async def test_whether_it_happened_is_said(error: CrashDeskError, text: Text) -> None:
    scene = Scene(error)
    await scene.presenter.submit(NOW_HAS, WANTS, WANTS)
    assert scene.state.trouble == text
    assert scene.state.may_submit


async def test_a_pause_is_counted_down_and_kept() -> None:
    scene = Scene(TooManyRequests(2))
    await scene.presenter.submit(NOW_HAS, WANTS, WANTS)
    assert "2 s" in str(scene.state.trouble)
    await scene.presenter.submit(NOW_HAS, WANTS, WANTS)
    assert len(scene.api.asked) == 1
    scene.clock.instant = Instant(NOW + 2_000)
    scene.presenter.tick()
    assert scene.state.may_submit and scene.state.trouble is None

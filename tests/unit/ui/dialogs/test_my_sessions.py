"""One's own sessions: what is listed, what can be ended, and what became of it."""

from __future__ import annotations

import pytest
from tests.support.scripted_account import SESSIONS, ScriptedAccount, an_account
from tests.support.shell_fakes import NOW

from crashdesk.core.errors import AccessDenied, ServerUnreachable
from crashdesk.ui.dialogs.my_sessions.columns import HEADINGS, cells
from crashdesk.ui.dialogs.my_sessions.presenter import SessionsPresenter
from crashdesk.ui.dialogs.my_sessions.state import SessionsState

pytestmark = pytest.mark.asyncio


class Scene:
    def __init__(self, *, read_only: bool = False) -> None:
        self.api = ScriptedAccount()
        self.shown: list[SessionsState] = []
        account = an_account(self.api)
        self.presenter = SessionsPresenter(self.api, account, self, read_only=read_only)

    @property
    def state(self) -> SessionsState:
        return self.presenter.state

    @property
    def listed(self) -> list[str]:
        return [session.id for session in self.state.sessions or ()]

    def show_state(self, state: SessionsState) -> None:
        self.shown.append(state)


async def test_the_list_comes_from_the_server() -> None:
    scene = Scene()
    assert scene.state.sessions is None
    await scene.presenter.load()
    assert scene.listed == ["ses_0", "ses_1", "ses_2", "ses_3"]
    assert not scene.state.busy


async def test_one_session_is_ended_and_no_other() -> None:
    scene = Scene()
    await scene.presenter.load()
    await scene.presenter.end("ses_2")
    assert scene.listed == ["ses_0", "ses_1", "ses_3"]
    assert str(scene.state.said) == "1 session ended."
    assert [call for call in scene.api.asked if call[0] == "end_session"] == [("end_session", "ses_2")]


async def test_the_session_of_this_desk_is_not_ended_here() -> None:
    scene = Scene()
    await scene.presenter.load()
    assert not scene.state.can_end("ses_0").enabled
    assert scene.state.can_end("ses_1").enabled
    await scene.presenter.end("ses_0")
    await scene.presenter.end_others()
    assert scene.listed == ["ses_0"]
    assert not scene.state.can_end_others.enabled
    assert ("end_session", "ses_0") not in scene.api.asked


async def test_what_could_not_be_ended_stays_and_says_why() -> None:
    scene = Scene()
    await scene.presenter.load()
    scene.api.errors["ses_2"] = AccessDenied()
    await scene.presenter.end_others()
    assert scene.listed == ["ses_0", "ses_2"]
    assert scene.state.problems == {"ses_2": AccessDenied.default}
    assert str(scene.state.said) == "2 ended; 1 could not be ended, the list says why."
    del scene.api.errors["ses_2"]
    await scene.presenter.end("ses_2")
    assert scene.state.problems == {} and scene.listed == ["ses_0"]


async def test_a_list_that_cannot_be_had_keeps_the_former_one() -> None:
    scene = Scene()
    scene.api.errors["sessions"] = ServerUnreachable()
    await scene.presenter.load()
    assert scene.state.sessions is None and scene.state.trouble == ServerUnreachable.default
    del scene.api.errors["sessions"]
    await scene.presenter.load()
    scene.api.errors["sessions"] = ServerUnreachable()
    await scene.presenter.load()
    assert len(scene.listed) == 4 and scene.state.trouble is not None


async def test_a_read_only_profile_ends_nothing() -> None:
    scene = Scene(read_only=True)
    await scene.presenter.load()
    assert not scene.state.can_end("ses_1").enabled
    assert not scene.state.can_end_others.enabled
    assert "read-only" in str(scene.state.can_end_others.reason)


async def test_a_row_says_what_where_and_until_when() -> None:
    own, other, browser, nameless = ([str(cell) for cell in cells(each, None, NOW)] for each in SESSIONS)
    assert len(own) == len(HEADINGS)
    assert own[0] == "This desk: CrashDesk 0.1.0 on Linux"
    assert other[0] == "CrashDesk 0.1.0 on Windows"
    assert other[1:2] + other[3:] == ["192.0.2.17", "7 h ago", "in 8 h"]
    assert (browser[0], nameless[0]) == ("Firefox on Linux", "A program without a name")
    assert "You may not" in str(cells(SESSIONS[1], AccessDenied.default, NOW)[-1])

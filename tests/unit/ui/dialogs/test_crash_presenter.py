"""A report goes only where the user sends it, and as they left it."""

from __future__ import annotations

import pytest

from crashdesk.core.errors import ServerUnreachable
from crashdesk.ui.dialogs.crash.presenter import CrashPresenter
from crashdesk.ui.dialogs.crash.state import CrashState, Phase, Target

DESK = Target("Desk", "https://desk.example.org")


class Scene:
    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.sent: list[tuple[str, str]] = []
        self.shown: list[CrashState] = []
        self.presenter = CrashPresenter("Traceback", (DESK,), self.send, self)
        self.presenter.begin()

    async def send(self, url: str, report: str) -> None:
        if self.fails:
            raise ServerUnreachable
        self.sent.append((url, report))

    def show_state(self, state: CrashState) -> None:
        self.shown.append(state)


@pytest.mark.asyncio
async def test_nothing_is_sent_without_a_choice() -> None:
    scene = Scene()
    assert not scene.shown[-1].may_send
    await scene.presenter.send("Traceback")
    assert scene.sent == []


@pytest.mark.asyncio
async def test_the_edited_report_is_sent_once() -> None:
    scene = Scene()
    scene.presenter.choose(DESK)
    await scene.presenter.send("Traceback, without my name")
    await scene.presenter.send("again")
    assert scene.sent == [(DESK.url, "Traceback, without my name")]
    assert scene.shown[-1].phase is Phase.SENT


@pytest.mark.asyncio
async def test_a_failure_is_said_and_can_be_tried_again() -> None:
    scene = Scene(fails=True)
    scene.presenter.choose(DESK)
    await scene.presenter.send("Traceback")
    assert scene.shown[-1].problem == ServerUnreachable.default and scene.shown[-1].may_send
    scene.fails = False
    await scene.presenter.send("Traceback")
    assert len(scene.sent) == 1


def test_choosing_nobody_takes_consent_back() -> None:
    scene = Scene()
    scene.presenter.choose(DESK)
    scene.presenter.choose(None)
    assert not scene.shown[-1].may_send

"""One's own API keys: listing, making, keeping and revoking them."""

from __future__ import annotations

import pytest
from tests.support.scripted_account import KEY, KEYS, RecordingHolder, ScriptedAccount, an_account
from tests.support.shell_fakes import NOW

from crashdesk.core.errors import (
    CrashDeskError,
    FieldProblem,
    InputRejected,
    OutcomeUnknown,
    RequestConflict,
    ServerUnreachable,
    VaultLocked,
)
from crashdesk.core.people import Role
from crashdesk.ui.dialogs.api_keys import state as states
from crashdesk.ui.dialogs.api_keys.columns import HEADINGS, cells
from crashdesk.ui.dialogs.api_keys.presenter import KeysPresenter
from crashdesk.ui.dialogs.api_keys.state import KeysState, Page

pytestmark = pytest.mark.asyncio


class Scene:
    def __init__(self, role: str = "operator") -> None:
        self.api, self.holder = ScriptedAccount(), RecordingHolder()
        self.shown: list[KeysState] = []
        self.asked: list[str] = []
        self.answer = True
        account = an_account(self.api, self.holder)
        self.presenter = KeysPresenter(self.api, account, self, KeysState(role, keeps=True))

    @property
    def state(self) -> KeysState:
        return self.presenter.state

    @property
    def names(self) -> list[str]:
        return [key.name for key in self.state.keys or ()]

    def show_state(self, state: KeysState) -> None:
        self.shown.append(state)

    async def ask_to_revoke(self, name: str) -> bool:
        self.asked.append(name)
        return self.answer


async def making(error: CrashDeskError | None = None) -> Scene:
    scene = Scene()
    await scene.presenter.load()
    scene.presenter.begin_new()
    if error:
        scene.api.errors["create_api_key"] = error
    await scene.presenter.create(" status page ", Role.VIEWER)
    return scene


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("viewer", (Role.VIEWER,)),
        ("operator", (Role.VIEWER, Role.OPERATOR)),
        ("admin", (Role.VIEWER, Role.OPERATOR, Role.ADMIN)),
        ("a role of tomorrow", ()),
    ],
)
async def test_no_role_above_ones_own_is_offered(role: str, offered: tuple[Role, ...]) -> None:
    assert Scene(role).state.roles == offered


async def test_a_new_key_is_shown_and_then_forgotten() -> None:
    scene = await making()
    assert scene.api.asked[-1] == ("create_api_key", "status page", "viewer")
    assert (scene.state.page, scene.state.secret) == (Page.SHOWN, KEY)
    assert scene.names[0] == "status page"
    scene.presenter.back()
    assert not scene.state.secret and scene.state.page is Page.LIST
    assert KEY.reveal() not in repr(scene.shown)


async def test_a_key_is_stored_under_a_profile_of_its_own_once() -> None:
    scene = await making()
    await scene.presenter.store()
    await scene.presenter.store()
    assert scene.holder.keys == [("status page", KEY)]
    assert scene.state.stored_as == "Production · status page"


async def test_a_keyring_that_refuses_keeps_the_secret_on_the_screen() -> None:
    scene = await making()
    scene.holder.trouble = VaultLocked()
    await scene.presenter.store()
    assert (scene.state.page, scene.state.secret) == (Page.SHOWN, KEY)
    assert scene.state.trouble == VaultLocked.default and not scene.state.stored_as


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("  ", states.NO_NAME),
        ("Nightly Export", states.NAME_TAKEN),
        ("x" * 101, states.LONG_NAME(most=100)),
    ],
)
async def test_a_name_that_tells_nothing_is_not_sent(name: str, text: object) -> None:
    scene = Scene()
    await scene.presenter.load()
    scene.presenter.begin_new()
    await scene.presenter.create(name, None)
    assert scene.state.errors == {"name": text}
    assert scene.api.asked == [("api_keys",)]


@pytest.mark.parametrize("error", [OutcomeUnknown(), RequestConflict(type="secret-already-shown")])
async def test_a_key_whose_secret_got_lost_is_told_and_looked_for(error: CrashDeskError) -> None:
    scene = await making(error)
    assert scene.state.page is Page.LIST
    assert "revoke it" in str(scene.state.trouble)
    assert scene.api.asked[-1] == ("api_keys",)
    assert not scene.state.busy


async def test_what_the_server_finds_wrong_stands_at_the_name() -> None:
    scene = await making(InputRejected(fields=(FieldProblem("#/name", "odd", "Odd name."),)))
    assert str(scene.state.errors["name"]) == "Odd name."
    assert scene.state.page is Page.NEW


async def test_a_server_that_is_away_leaves_what_was_typed() -> None:
    scene = await making(ServerUnreachable())
    assert (scene.state.page, scene.state.trouble) == (Page.NEW, ServerUnreachable.default)


async def test_revoking_asks_by_name_first() -> None:
    scene = Scene()
    await scene.presenter.load()
    scene.answer = False
    await scene.presenter.revoke("key_2")
    assert scene.asked == ["release pipeline"] and len(scene.names) == 3
    scene.answer = True
    await scene.presenter.revoke("key_2")
    assert scene.names == ["nightly export", "wall display"]
    assert "release pipeline" in str(scene.state.said)


async def test_a_row_says_what_it_may_and_when_it_was_used() -> None:
    first, second, third = ([str(cell) for cell in cells(key, NOW)] for key in KEYS)
    assert len(first) == len(HEADINGS)
    assert (first[1], first[2], first[4]) == ("cdk_1Qm2…", "Viewer", "5 h ago, from 192.0.2.44")
    assert (second[2], third[4]) == ("As you", "Never")

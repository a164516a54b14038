"""Profiles are added, changed and removed, and nothing is lost unasked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.support.listed_profiles import ListedProfiles
from tests.support.shell_fakes import make_profiles

from crashdesk.core.errors import SettingsError, VaultLocked
from crashdesk.core.ids import ProfileId
from crashdesk.ui.dialogs.profiles.presenter import ProfilesPresenter
from crashdesk.ui.dialogs.profiles.service import Losses
from crashdesk.ui.dialogs.profiles.state import NEW, ProfilesState, removal_words


class Scene:
    def __init__(self) -> None:
        self.keeper = ListedProfiles(make_profiles())
        self.shown: list[ProfilesState] = []
        self.presenter = ProfilesPresenter(self.keeper, self)
        self.presenter.begin(ProfileId("p2"))

    def show_state(self, state: ProfilesState) -> None:
        self.shown.append(state)

    @property
    def state(self) -> ProfilesState:
        return self.shown[-1]


def test_the_profile_in_use_is_shown_first() -> None:
    scene = Scene()
    assert scene.state.draft is not None and scene.state.draft.name == "Staging"
    assert not scene.state.is_changed


def test_a_change_is_saved_when_asked() -> None:
    scene = Scene()
    draft = scene.keeper.profiles[1]
    scene.presenter.change(replace(draft, name=" Test ", url="test.example.org/"))
    assert scene.state.is_changed and scene.keeper.profiles[1] == draft
    scene.presenter.save()
    assert (scene.keeper.profiles[1].name, scene.keeper.profiles[1].url) == (
        "Test",
        "https://test.example.org",
    )
    assert not scene.state.is_changed


def test_what_is_wrong_stands_at_its_field() -> None:
    scene = Scene()
    scene.presenter.add()
    assert scene.state.draft == NEW
    scene.presenter.change(replace(NEW, url="http://desk.example.org", pinned_sha256="abc", ca_file="ca.pem"))
    scene.presenter.save()
    assert set(scene.state.errors) == {"name", "url", "pinned_sha256", "ca_file"}
    assert len(scene.keeper.profiles) == 3


def test_a_new_profile_gets_an_id() -> None:
    scene = Scene()
    scene.presenter.change(replace(NEW, name="New", url="desk.example.org"))
    scene.presenter.save()
    assert scene.state.draft is not None and scene.state.draft.id
    assert len(scene.keeper.profiles) == 4


def test_a_file_that_cannot_be_written_is_said() -> None:
    scene = Scene()
    scene.keeper.error = SettingsError()
    scene.presenter.change(replace(scene.keeper.profiles[0], name="Other"))
    scene.presenter.save()
    assert scene.state.trouble == SettingsError.default
    assert scene.state.is_changed


@pytest.mark.asyncio
async def test_removing_asks_first_and_names_the_losses() -> None:
    scene = Scene()
    await scene.presenter.remove()
    assert len(scene.keeper.profiles) == 3
    await scene.presenter.ask_to_remove()
    assert scene.state.losses == scene.keeper.lost and len(scene.keeper.profiles) == 3
    scene.presenter.keep()
    assert scene.state.losses is None
    await scene.presenter.ask_to_remove()
    await scene.presenter.remove()
    assert [profile.id for profile in scene.keeper.profiles] == ["p1", "p3"]
    assert scene.state.draft is not None and scene.state.draft.id == "p1"


@pytest.mark.asyncio
async def test_losses_that_cannot_be_found_out_stop_the_removal() -> None:
    scene = Scene()
    scene.keeper.error = VaultLocked()
    await scene.presenter.ask_to_remove()
    assert scene.state.losses is None and scene.state.trouble == VaultLocked.default
    assert not scene.state.busy


@pytest.mark.asyncio
async def test_the_last_one_can_go_and_a_new_profile_begins() -> None:
    scene = Scene()
    for _ in range(3):
        await scene.presenter.ask_to_remove()
        await scene.presenter.remove()
    assert scene.keeper.profiles == () and scene.state.draft == NEW


def test_choosing_another_gives_up_the_draft() -> None:
    scene = Scene()
    scene.presenter.change(replace(scene.keeper.profiles[1], name="X"))
    scene.presenter.choose(ProfileId("p1"))
    assert scene.state.draft == scene.keeper.profiles[0]


def test_losses_in_words() -> None:
    profile = make_profiles()[0]
    sentence, parts = removal_words(profile, Losses(secret=True, store_mb=0, unsent=1))
    assert [str(part) for part in parts] == [
        "1 change that the server never got",
        "the stored session or key",
    ]
    assert "Production" in str(sentence)
    assert removal_words(profile, Losses(secret=False, store_mb=0, unsent=0))[1] == ()

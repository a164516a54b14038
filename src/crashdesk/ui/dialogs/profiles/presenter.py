"""Adds, changes and removes profiles."""

from __future__ import annotations

from typing import Protocol

from msgspec.structs import replace

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.profile_rules import problems_of, tidied
from crashdesk.ui.dialogs.profiles.service import ProfileKeeper
from crashdesk.ui.dialogs.profiles.state import NEW, ProfilesState


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: ProfilesState) -> None:
        """Show this state."""
        ...


class ProfilesPresenter:
    """Holds the draft of one profile; nothing is saved before `save`."""

    def __init__(self, keeper: ProfileKeeper, view: View) -> None:
        self._keeper = keeper
        self._view = view
        self._state = ProfilesState(keeper.profiles)

    @property
    def state(self) -> ProfilesState:
        """What is on the screen."""
        return self._state

    def begin(self, profile_id: ProfileId | None) -> None:
        """Show the profiles, one of them or a new one being edited."""
        known = {profile.id: profile for profile in self._state.profiles}
        first = next(iter(known.values()), NEW)
        self._edit(known.get(profile_id, first) if profile_id is not None else first)

    def choose(self, profile_id: ProfileId) -> None:
        """Edit another profile; an unsaved draft is given up."""
        self._edit(next(profile for profile in self._state.profiles if profile.id == profile_id))

    def add(self) -> None:
        """Begin a new profile."""
        self._edit(NEW)

    def change(self, draft: Profile) -> None:
        """Take what was typed."""
        self._show(replace(self._state, draft=draft, losses=None))

    def save(self) -> None:
        """Save the draft, or say what is wrong with it."""
        if self._state.draft is None:
            return
        draft = tidied(self._state.draft)
        errors = {problem.field: problem.text for problem in problems_of(draft)}
        if errors:
            self._show(replace(self._state, draft=draft, errors=errors, trouble=None))
            return
        try:
            if draft.id:
                self._keeper.change(draft)
            else:
                draft = self._keeper.add(draft)
        except CrashDeskError as error:
            self._show(replace(self._state, draft=draft, errors={}, trouble=error.text))
            return
        self._show(ProfilesState(self._keeper.profiles, draft=self._saved(draft.id)))

    async def ask_to_remove(self) -> None:
        """Find out what removing costs, and show it as a question."""
        draft = self._state.draft
        if draft is None or not draft.id:
            return
        self._show(replace(self._state, busy=True, trouble=None))
        try:
            losses = await self._keeper.losses(draft)
        except CrashDeskError as error:
            self._show(replace(self._state, busy=False, trouble=error.text))
        else:
            self._show(replace(self._state, busy=False, losses=losses))

    def keep(self) -> None:
        """Do not remove it after all."""
        self._show(replace(self._state, losses=None))

    async def remove(self) -> None:
        """Remove the profile that was asked about."""
        draft = self._state.draft
        if draft is None or self._state.losses is None:
            return
        self._show(replace(self._state, busy=True))
        try:
            await self._keeper.remove(draft)
        except CrashDeskError as error:
            self._show(replace(self._state, busy=False, losses=None, trouble=error.text))
            return
        remaining = self._keeper.profiles
        self._show(ProfilesState(remaining, draft=remaining[0] if remaining else NEW))

    def _saved(self, profile_id: ProfileId) -> Profile | None:
        return next((profile for profile in self._keeper.profiles if profile.id == profile_id), None)

    def _edit(self, draft: Profile) -> None:
        self._show(ProfilesState(self._keeper.profiles, draft=draft))

    def _show(self, state: ProfilesState) -> None:
        self._state = state
        self._view.show_state(state)

"""Profiles in a list, with losses that a test writes down."""

from __future__ import annotations

from msgspec.structs import replace

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.ui.dialogs.profiles.service import Losses


class ListedProfiles:
    """Keeps profiles as long as the test; `error` is raised by whatever is asked next."""

    def __init__(self, profiles: list[Profile]) -> None:
        self._profiles = list(profiles)
        self.lost = Losses(secret=True, store_mb=48, unsent=3)
        self.error: CrashDeskError | None = None

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return tuple(self._profiles)

    def add(self, profile: Profile) -> Profile:
        self._fail()
        added = replace(profile, id=ProfileId(f"new{len(self._profiles)}"))
        self._profiles.append(added)
        return added

    def change(self, profile: Profile) -> None:
        self._fail()
        self._profiles = [profile if each.id == profile.id else each for each in self._profiles]

    async def losses(self, profile: Profile) -> Losses:
        self._fail()
        return self.lost

    async def remove(self, profile: Profile) -> None:
        self._fail()
        self._profiles = [each for each in self._profiles if each.id != profile.id]

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

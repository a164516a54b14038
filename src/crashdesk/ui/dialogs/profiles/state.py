"""What the profiles dialog shows."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.dialogs.profiles.service import Losses

NEW = Profile(ProfileId(""), "", "")

REMOVE = QT_TRANSLATE_NOOP("Profiles", "“{name}” will be forgotten. With it go: {losses}.")
REMOVE_NOTHING = QT_TRANSLATE_NOOP("Profiles", "“{name}” will be forgotten. Nothing else is kept for it.")
SECRET = QT_TRANSLATE_NOOP("Profiles", "the stored session or key")
STORE = QT_TRANSLATE_NOOP("Profiles", "what was fetched ({mb} MB)")
UNSENT = QT_TRANSLATE_NOOP("Profiles", "{n} change(s) that the server never got")


class ProfilesState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        profiles: all of them.
        draft: the one being edited, None when none is; without an id it is new.
        errors: what is wrong with the draft, by field.
        trouble: what went wrong besides.
        losses: what removing the draft would cost; shown as a question when it is known.
        busy: being removed, or its losses being looked up.
    """

    profiles: tuple[Profile, ...]
    draft: Profile | None = None
    errors: Mapping[str, Text] = {}
    trouble: Text | None = None
    losses: Losses | None = None
    busy: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the draft differs from what is saved."""
        return self.draft is not None and self.draft not in self.profiles


def removal_words(profile: Profile, losses: Losses) -> tuple[Text, tuple[Text, ...]]:
    """Return the sentence on a removal and the losses that its `{losses}` stands for."""
    parts: list[Text] = []
    if losses.unsent:
        parts.append(UNSENT(losses.unsent))
    if losses.store_mb:
        parts.append(STORE(mb=losses.store_mb))
    if losses.secret:
        parts.append(SECRET)
    return (REMOVE if parts else REMOVE_NOTHING)(name=profile.name), tuple(parts)

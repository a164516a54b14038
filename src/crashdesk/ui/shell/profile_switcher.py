"""Which server this window is on, in its profile's colour, and the menu of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from crashdesk.core.actions import AVAILABLE
from crashdesk.core.ids import ActionId, ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.icons import icon
from crashdesk.ui.kit.plain import button_text, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.profile_marks import colour_icon
from crashdesk.ui.kit.theme import tokens_of
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.commands import Command

_NONE = QT_TRANSLATE_NOOP("Profiles", "No server yet")
_PROFILES = QT_TRANSLATE_NOOP("Profiles", "Profiles")
_SWITCH = QT_TRANSLATE_NOOP("Profiles", "Switch to {profile}")
_EDIT = QT_TRANSLATE_NOOP("Profiles", "Edit profiles…")
_NAMED = QT_TRANSLATE_NOOP("Profiles", "Server profile: {name}, {url}")
_READ_ONLY = QT_TRANSLATE_NOOP("Profiles", "{name} (read-only)")


class ProfileSwitcher(QToolButton):
    """A button with the profile in use; its menu holds the others.

    Signals:
        profile_chosen: with the `ProfileId` of another one.
        edit_requested: the profiles are to be edited.
    """

    profile_chosen = Signal(str)
    edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dropButton")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenu(QMenu(self))
        self.set_profiles((), None)

    def set_profiles(self, profiles: Sequence[Profile], current: ProfileId | None) -> None:
        """Offer these profiles, one of them in use."""
        self._fill_menu(profiles, current)
        profile = next((each for each in profiles if each.id == current), None)
        if profile is None:
            self.setText(render(_NONE))
            self.setIcon(icon("profile", tokens_of(self.palette()).muted))
            self.setAccessibleName(render(_NONE))
            return
        named = _READ_ONLY(name=profile.name) if profile.read_only else None
        self.setText(button_text(render(named) if named else profile.name))
        self.setIcon(colour_icon(profile.colour))
        said = render(_NAMED(name=profile.name, url=profile.url))
        self.setAccessibleName(said)
        set_plain_tooltip(self, said)

    def _fill_menu(self, profiles: Sequence[Profile], current: ProfileId | None) -> None:
        menu = self.menu()
        menu.clear()
        for profile in profiles:
            action = QAction(colour_icon(profile.colour), without_mnemonic(profile.name), menu)
            action.setCheckable(True)
            action.setChecked(profile.id == current)
            action.triggered.connect(
                lambda _checked=False, chosen=profile.id: self.profile_chosen.emit(chosen)
            )
            menu.addAction(action)
        if profiles:
            menu.addSeparator()
        menu.addAction(render(_EDIT), self.edit_requested.emit)


def switch_commands(profiles: Sequence[Profile], choose: Callable[[ProfileId], None]) -> list[Command]:
    """Return a command for each profile that one can switch to."""

    def chooser(profile: Profile) -> Callable[[], None]:
        return lambda: choose(profile.id)

    return [
        Command(
            id=ActionId(f"shell.profile.{profile.id}"),
            title=render(_SWITCH(profile=profile.name)),
            group=render(_PROFILES),
            keys=(),
            icon="profile",
            availability=lambda: AVAILABLE,
            run=chooser(profile),
        )
        for profile in profiles
    ]

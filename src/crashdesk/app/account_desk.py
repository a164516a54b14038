"""The dialogs about one's own account, over the desk that is open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from crashdesk.app.desk import Desk
from crashdesk.app.parts import Parts
from crashdesk.app.program import Program
from crashdesk.core.errors import SettingsError
from crashdesk.core.profile import Profile
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, Session
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.account import Account
from crashdesk.ui.dialogs.api_keys.state import KeysState
from crashdesk.ui.dialogs.api_keys.view import KeysDialog
from crashdesk.ui.dialogs.my_rights.view import RightsDialog
from crashdesk.ui.dialogs.my_sessions.view import SessionsDialog
from crashdesk.ui.dialogs.password.view import PasswordDialog
from crashdesk.ui.kit.translate import render

_PROFILE = QT_TRANSLATE_NOOP("Program", "{profile} · {key}")
_PROFILE_AGAIN = QT_TRANSLATE_NOOP("Program", "{profile} · {key} ({number})")


class DeskCredentials:
    """Keeps what proves the person of one desk: a `CredentialHolder`."""

    def __init__(self, desk: Desk, parts: Parts, profiles_edited: Callable[[], None]) -> None:
        self._desk = desk
        self._parts = parts
        self._profiles_edited = profiles_edited

    def resting(self) -> AbstractAsyncContextManager[Callable[[Credential], None]]:
        """Stop the connection meanwhile; see `CredentialHolder`."""
        return self._desk.resting()

    async def keep(self, credential: Credential) -> None:
        """Keep a credential for the next start, as at signing in. Raises `VaultTrouble`."""
        await self._desk.keep_credential(credential, in_store=not self._parts.sessions.keeps)
        await self._parts.sessions.keep(self._profile, credential)

    async def keep_key(self, name: str, key: Secret) -> str:
        """Make a profile that signs in with `key`. Raises `VaultTrouble`, `SettingsError`."""
        added = await self._parts.sessions.keep_key(self._profile, self._free_name(name), key)
        self._profiles_edited()
        return added.name

    @property
    def _profile(self) -> Profile:
        """The profile as it is saved now; what the desk has may be older."""
        profile = self._parts.profiles.get(self._desk.profile.id)
        if profile is None:
            raise SettingsError
        return profile

    def _free_name(self, key: str) -> str:
        """Return a name for the profile of a key that no profile has."""
        taken = {profile.name for profile in self._parts.profiles.profiles}
        mine = self._profile.name
        name, number = render(_PROFILE(profile=mine, key=key)), 2
        while name in taken:
            name = render(_PROFILE_AGAIN(profile=mine, key=key, number=number))
            number += 1
        return name


class AccountDesk(QObject):
    """Opens the dialogs that the account menu offers. They close with their desk. Lives with its window."""

    def __init__(self, parts: Parts, program: Program) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._program = program
        self._open: list[QDialog] = []
        window = parts.window
        window.rights_requested.connect(self._on_rights)
        window.password_requested.connect(self._on_password)
        window.sessions_requested.connect(self._on_sessions)
        window.keys_requested.connect(self._on_keys)
        program.before_closing(self._close_all)

    def _on_rights(self) -> None:
        self._parts.background.start(self._show_rights())

    async def _show_rights(self) -> None:
        desk, session = self._program.desk, self._program.session
        if desk is not None and session is not None:
            known = await desk.store.account.permissions()
            if desk is self._program.desk:
                self._show(RightsDialog(self._parts.window, session, known))

    def _on_password(self) -> None:
        at = self._at()
        if at is not None:
            desk, session = at
            window, clock, start = self._parts.window, self._parts.clock, self._parts.background.start
            self._show(PasswordDialog(window, self._account(desk), session, clock, start, self._tell))

    def _on_sessions(self) -> None:
        at = self._at()
        if at is not None:
            desk, _ = at
            window, clock, start = self._parts.window, self._parts.clock, self._parts.background.start
            api, account, read_only = desk.client.account, self._account(desk), desk.profile.read_only
            self._show(SessionsDialog(window, api, account, clock, start, read_only=read_only))

    def _on_keys(self) -> None:
        at = self._at()
        if at is not None:
            desk, session = at
            window, clock, start = self._parts.window, self._parts.clock, self._parts.background.start
            state = KeysState(session.role, self._parts.sessions.keeps, desk.profile.read_only)
            self._show(KeysDialog(window, desk.client.account, self._account(desk), clock, start, state))

    def _at(self) -> tuple[Desk, Session] | None:
        """Return the open desk and who is signed in there."""
        desk, session = self._program.desk, self._program.session
        return None if desk is None or session is None else (desk, session)

    def _account(self, desk: Desk) -> Account:
        holder = DeskCredentials(desk, self._parts, self._program.profiles_edited)
        return Account(desk.client.account, holder, desk.store.journal, desk.profile.last_user_id)

    def _tell(self, text: Text) -> None:
        self._parts.window.toast(text)

    def _show(self, dialog: QDialog) -> None:
        self._open.append(dialog)
        dialog.finished.connect(lambda: self._forget(dialog))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _forget(self, dialog: QDialog) -> None:
        if dialog in self._open:
            self._open.remove(dialog)

    def _close_all(self) -> None:
        for dialog in tuple(self._open):
            dialog.done(QDialog.DialogCode.Rejected)

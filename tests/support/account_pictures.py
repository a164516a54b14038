"""The states of the dialogs about one's own account, for `shell_pictures`."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs
from PySide6.QtWidgets import QWidget
from tests.support.dialog_pictures import TURNS, a_parent
from tests.support.scripted_account import RIGHTS, ScriptedAccount, an_account
from tests.support.shell_fakes import StillClock, make_session

from crashdesk.core.errors import AccessDenied, ServerUnreachable, SignInRefused, TooManyRequests
from crashdesk.ui.dialogs.api_keys.state import KeysState
from crashdesk.ui.dialogs.api_keys.view import KeysDialog
from crashdesk.ui.dialogs.my_rights.view import RightsDialog
from crashdesk.ui.dialogs.my_sessions.view import SessionsDialog
from crashdesk.ui.dialogs.password.view import PasswordDialog


def _password(api: ScriptedAccount) -> PasswordDialog:
    account = an_account(api)
    return PasswordDialog(a_parent(), account, make_session(), StillClock(), TURNS.start, lambda _text: None)


def password() -> QWidget:
    return _password(ScriptedAccount())


def _tried(error: Exception) -> QWidget:
    api = ScriptedAccount()
    api.errors["change_password"] = error  # type: ignore[assignment]
    dialog = _password(api)
    for editor in (dialog.password, dialog.again):
        editor.setText("four plain words")
    dialog.current.setText("correct horse")
    dialog.submit.click()
    return dialog


def password_wrong() -> QWidget:
    return _tried(SignInRefused())


def password_paused() -> QWidget:
    return _tried(TooManyRequests(41))


def _sessions(api: ScriptedAccount) -> SessionsDialog:
    account = an_account(api)
    return SessionsDialog(a_parent(), api, account, StillClock(), TURNS.start)


def sessions() -> QWidget:
    dialog = _sessions(ScriptedAccount())
    dialog.table.choose(2)
    return dialog


def sessions_some_ended() -> QWidget:
    api = ScriptedAccount()
    api.errors["ses_2"] = AccessDenied()
    dialog = _sessions(api)
    for _ in range(3):
        dialog.end_others.click()
    return dialog


def sessions_away() -> QWidget:
    api = ScriptedAccount()
    api.errors["sessions"] = ServerUnreachable()
    return _sessions(api)


def _keys(*, keeps: bool = True, api: ScriptedAccount | None = None) -> KeysDialog:
    api = api or ScriptedAccount()
    state = KeysState("operator", keeps)
    return KeysDialog(a_parent(), api, an_account(api), StillClock(), TURNS.start, state)


def keys() -> QWidget:
    return _keys()


def keys_none() -> QWidget:
    api = ScriptedAccount()
    api.keys = []
    return _keys(api=api)


def keys_new() -> KeysDialog:
    dialog = _keys()
    dialog.list.new.click()
    return dialog


def keys_shown() -> KeysDialog:
    dialog = keys_new()
    dialog.new.name.setText("status page")
    dialog.main.click()
    return dialog


def keys_stored() -> QWidget:
    dialog = keys_shown()
    dialog.secret.store.click()
    return dialog


def rights() -> QWidget:
    session = structs.replace(
        make_session(), permissions=frozenset({"crashes.read", "crashes.triage", "audit.read"})
    )
    return RightsDialog(a_parent(), session, RIGHTS)


PICTURES: dict[str, Callable[[], QWidget]] = {
    "account-password": password,
    "account-password-wrong": password_wrong,
    "account-password-paused": password_paused,
    "account-sessions": sessions,
    "account-sessions-some-ended": sessions_some_ended,
    "account-sessions-away": sessions_away,
    "account-keys": keys,
    "account-keys-none": keys_none,
    "account-keys-new": keys_new,
    "account-keys-shown": keys_shown,
    "account-keys-stored": keys_stored,
    "account-rights": rights,
}

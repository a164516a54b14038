"""The states of the dialogs, for `shell_pictures`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QWidget
from tests.support.listed_profiles import ListedProfiles
from tests.support.shell_fakes import GROUP_ACTIONS, MemorySettings, StillClock, make_profiles
from tests.support.sign_in_service import ScriptedSignIn, make_meta

from crashdesk.core.errors import (
    CrashDeskError,
    NotLetIn,
    Refused,
    ServerUnreachable,
    SignInRefused,
    TooManyRequests,
)
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.http.problem_texts import TEXTS
from crashdesk.settings.declared import DECLARED
from crashdesk.ui.dialogs.about.view import AboutDialog
from crashdesk.ui.dialogs.crash.state import Target
from crashdesk.ui.dialogs.crash.view import CrashDialog
from crashdesk.ui.dialogs.preferences.view import PreferencesDialog
from crashdesk.ui.dialogs.profiles.view import ProfilesDialog
from crashdesk.ui.dialogs.sign_in.view import SignInDialog
from crashdesk.ui.dialogs.vault.view import VaultDialog
from crashdesk.ui.kit.keymap import KeyMap
from crashdesk.ui.shell.actions import SHELL_ACTIONS

KNOWN = Profile(ProfileId("p1"), "Production", "https://crash.example.org", email="mira@example.org")
_KEPT: list[QWidget] = []


class Turns:
    """An event loop that is turned by hand, so that a request can be pictured while it is on its way."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = self._loop.create_task(work)
        for _ in range(10):
            self._loop.run_until_complete(asyncio.sleep(0))
        return task

    def close(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


TURNS = Turns()


def a_parent() -> QWidget:
    parent = QWidget()
    _KEPT.append(parent)
    return parent


def _sign_in(profile: Profile = KNOWN, *, error: CrashDeskError | None = None, **scene: Any) -> SignInDialog:
    service = ScriptedSignIn(keeps=scene.get("keeps", True))
    service.meta = scene.get("meta", make_meta())
    service.hold = scene.get("hold")
    dialog = SignInDialog(service, StillClock(), profile, TURNS.start, a_parent())
    service.error = error
    return dialog


def address() -> QWidget:
    return _sign_in(Profile(ProfileId(""), "", ""))


def address_plain_http() -> QWidget:
    dialog = address()
    assert isinstance(dialog, SignInDialog)
    dialog.address.url.setText("http://crash.example.org")
    dialog.submit.click()
    return dialog


def address_unreachable() -> QWidget:
    dialog = _sign_in(Profile(ProfileId(""), "", ""), error=ServerUnreachable())
    dialog.address.url.setText("crash.example.org")
    dialog.submit.click()
    return dialog


def asking() -> QWidget:
    return _sign_in(hold=asyncio.Event())


def credentials() -> QWidget:
    return _sign_in()


def refused() -> QWidget:
    dialog = _sign_in(error=SignInRefused())
    dialog.credentials.password.setText("correct horse")
    dialog.submit.click()
    return dialog


def throttled() -> QWidget:
    dialog = _sign_in(error=TooManyRequests(27), keeps=False)
    dialog.credentials.password.setText("correct horse")
    dialog.submit.click()
    return dialog


def by_key() -> QWidget:
    dialog = _sign_in()
    dialog.presenter.choose(AuthMethod.API_KEY)
    return dialog


def set_up() -> QWidget:
    return _sign_in(meta=make_meta(setup_required=True))


def set_up_wrong() -> QWidget:
    dialog = _sign_in(meta=make_meta(setup_required=True))
    dialog.set_up.password.setText("short")
    dialog.submit.click()
    return dialog


def register() -> SignInDialog:
    dialog = _sign_in(meta=make_meta(registration=True))
    dialog.credentials.ask.click()
    return dialog


def register_wrong() -> QWidget:
    dialog = register()
    dialog.register.name.setText("Mira Sandoval")
    dialog.register.password.setText("short")
    dialog.register.have_token.click()
    dialog.submit.click()
    return dialog


def register_full() -> QWidget:
    dialog = register()
    service = dialog.presenter._service  # pyright: ignore[reportPrivateUsage]
    assert isinstance(service, ScriptedSignIn)
    service.error = Refused(TEXTS["registrations-full"])
    page = dialog.register
    for field, text in (
        (page.name, "Mira"),
        (page.password, "four plain words"),
        (page.again, "four plain words"),
    ):
        field.setText(text)
    dialog.submit.click()
    return dialog


def rejected() -> QWidget:
    reason = "We have no colleague of that name. Write to it@example.org if that is wrong."
    dialog = _sign_in(
        error=NotLetIn(type="account-rejected", reason=reason), meta=make_meta(registration=True)
    )
    dialog.credentials.password.setText("four plain words")
    dialog.submit.click()
    return dialog


REPORT = """CrashDesk 0.1.0, Python 3.11.7, Linux
Traceback (most recent call last):
  File "crashdesk/ui/tabs/crash_groups/presenter.py", line 88, in resolve
    group = self._rows[index]
IndexError: list index out of range
"""
TARGETS = (Target("Production", "https://crash.example.org"), Target("Laptop", "http://127.0.0.1:8127"))


async def _send(_url: str, _report: str) -> None:
    return


async def _send_in_vain(_url: str, _report: str) -> None:
    raise ServerUnreachable


def crash() -> CrashDialog:
    return CrashDialog(REPORT, TARGETS, _send, TURNS.start, a_parent())


def crash_sent() -> QWidget:
    dialog = crash()
    dialog.target.setCurrentIndex(1)
    dialog.send.click()
    return dialog


def crash_unsent() -> QWidget:
    dialog = CrashDialog(REPORT, TARGETS, _send_in_vain, TURNS.start, a_parent())
    dialog.target.setCurrentIndex(1)
    dialog.send.click()
    return dialog


def about() -> QWidget:
    return AboutDialog(a_parent())


def vault_choose() -> VaultDialog:
    return VaultDialog(a_parent(), exists=False)


def vault_short() -> QWidget:
    dialog = vault_choose()
    dialog.passphrase.setText("short")
    dialog.submit.click()
    return dialog


def vault_ask() -> QWidget:
    return VaultDialog(a_parent(), exists=True, was_wrong=True)


def profiles() -> ProfilesDialog:
    return ProfilesDialog(ListedProfiles(make_profiles()), TURNS.start, a_parent(), ProfileId("p1"))


def profiles_wrong() -> QWidget:
    dialog = profiles()
    dialog.add.click()
    dialog.editor.url.setText("http://crash.example.org")
    dialog.editor.url.textEdited.emit("")
    dialog.save.click()
    return dialog


def profiles_remove() -> QWidget:
    dialog = profiles()
    dialog.remove.click()
    return dialog


def preferences() -> PreferencesDialog:
    settings = MemorySettings()
    key_map = KeyMap(settings)
    key_map.declare((*SHELL_ACTIONS, *GROUP_ACTIONS))
    return PreferencesDialog(settings, DECLARED, key_map, a_parent())


def preferences_keys() -> QWidget:
    dialog = preferences()
    dialog.pages.setCurrentIndex(1)
    dialog.presenter.rebind(GROUP_ACTIONS[0].id, ("A",))
    return dialog


PICTURES: dict[str, Callable[[], QWidget]] = {
    "sign-in-address": address,
    "sign-in-plain-http": address_plain_http,
    "sign-in-unreachable": address_unreachable,
    "sign-in-asking": asking,
    "sign-in-credentials": credentials,
    "sign-in-refused": refused,
    "sign-in-throttled": throttled,
    "sign-in-key": by_key,
    "sign-in-set-up": set_up,
    "sign-in-set-up-wrong": set_up_wrong,
    "register": register,
    "register-wrong": register_wrong,
    "register-full": register_full,
    "register-rejected": rejected,
    "crash": crash,
    "crash-sent": crash_sent,
    "crash-unsent": crash_unsent,
    "about": about,
    "vault-choose": vault_choose,
    "vault-short": vault_short,
    "vault-ask": vault_ask,
    "profiles": profiles,
    "profiles-wrong": profiles_wrong,
    "profiles-remove": profiles_remove,
    "preferences": preferences,
    "preferences-keys": preferences_keys,
}

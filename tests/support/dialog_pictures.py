"""The states of the dialogs, for `shell_pictures`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QWidget
from tests.support.shell_fakes import StillClock
from tests.support.sign_in_service import ScriptedSignIn, make_meta

from crashdesk.core.errors import CrashDeskError, ServerUnreachable, SignInRefused, TooManyRequests
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.ui.dialogs.sign_in.view import SignInDialog

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


def _parent() -> QWidget:
    parent = QWidget()
    _KEPT.append(parent)
    return parent


def _sign_in(profile: Profile = KNOWN, *, error: CrashDeskError | None = None, **scene: Any) -> SignInDialog:
    service = ScriptedSignIn(keeps=scene.get("keeps", True))
    service.meta = scene.get("meta", make_meta())
    service.hold = scene.get("hold")
    dialog = SignInDialog(service, StillClock(), profile, TURNS.start, _parent())
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
}

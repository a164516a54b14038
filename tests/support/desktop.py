"""A desktop session of its own: a virtual screen with a window manager, a keyring and accessibility."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from tests.support.secret_service import SecretService

T = TypeVar("T")
SYSTEM_PYTHON = "/usr/bin/python3"
"""The accessibility bindings belong to the system's Python, not to the environment of the tests."""
AT_SPI = Path("/usr/libexec/at-spi-bus-launcher")
TOOLS = ("Xvfb", "openbox", "xdotool", "dbus-daemon", "gnome-keyring-daemon", "secret-tool")
PATIENCE_S = 30.0
_ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM")
"""Even when the tests are killed, what they started ends (prctl(2), PR_SET_PDEATHSIG)."""


def missing_tools() -> list[str]:
    """Return what has to be installed before such a session can be had."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if not AT_SPI.exists():
        missing.append("at-spi2-core")
    bindings = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    if subprocess.run(bindings, capture_output=True, check=False).returncode:
        missing.append("gir1.2-atspi-2.0 with python3-pyatspi")
    return missing


def wait_for(look: Callable[[], T | None], what: str, patience_s: float = PATIENCE_S) -> T:
    """Look again and again until there is something to see, and return it."""
    deadline = time.monotonic() + patience_s
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.05)
    return seen


class Desktop:
    """Use as a context manager; programs started with `environment` appear on its screen."""

    def __init__(self) -> None:
        self._secrets = SecretService()
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Desktop:
        self._secrets.__enter__()
        try:
            self._start_session()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(PATIENCE_S)
        self._secrets.__exit__(kind, error, trace)

    def accounts(self) -> set[str]:
        """Return the accounts for which the keyring has an entry of CrashDesk."""
        found = subprocess.run(
            ["secret-tool", "search", "--all", "service", "CrashDesk"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = (line.partition(" = ") for line in (found.stdout + found.stderr).splitlines())
        return {value for name, _, value in lines if name == "attribute.username"}

    def secret_of(self, account: str) -> str:
        """Return what the keyring keeps for an account of CrashDesk."""
        command = ["secret-tool", "lookup", "service", "CrashDesk", "username", account]
        found = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return found.stdout

    def _start_session(self) -> None:
        display = self._start_screen()
        self.environment = {
            **self._secrets.environment,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_XCB_GL_INTEGRATION": "none",
        }
        self._start("openbox", "--sm-disable")
        self._start(str(AT_SPI), "--launch-immediately")
        wait_for(self._has_accessibility, "the accessibility bus")
        wait_for(self._has_window_manager, "the window manager")

    def _start_screen(self) -> str:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-noreset"]
        screen = subprocess.Popen([*_ENDS_WITH_US, *command], pass_fds=[writing], stderr=subprocess.DEVNULL)
        self._processes.append(screen)
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            raise OSError("Xvfb did not start")
        return f":{number}"

    def _start(self, *command: str) -> None:
        started = subprocess.Popen(
            [*_ENDS_WITH_US, *command],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(started)

    def _has_accessibility(self) -> bool:
        return self._succeeds(
            *("dbus-send", "--session", "--print-reply", "--dest=org.a11y.Bus", "/org/a11y/bus"),
            "org.a11y.Bus.GetAddress",
        )

    def _has_window_manager(self) -> bool:
        return self._succeeds("xdotool", "get_num_desktops")

    def _succeeds(self, *command: str) -> bool:
        done = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        return done.returncode == 0

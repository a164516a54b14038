"""A real Secret Service of its own: a private session bus and a private gnome-keyring."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

PASSWORD = "correct horse"
TOOLS = ("dbus-daemon", "gnome-keyring-daemon")
_PATIENCE_S = 20.0


class SecretService:
    """Use as a context manager; `environment` is what a program needs to find this keyring and no other."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="keyring-")
        home = Path(self._folder.name)
        places = {name: home / name for name in ("data", "config", "cache", "run")}
        for place in places.values():
            place.mkdir(mode=0o700)
        self.environment: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "HOME": str(home),
            "XDG_DATA_HOME": str(places["data"]),
            "XDG_CONFIG_HOME": str(places["config"]),
            "XDG_CACHE_HOME": str(places["cache"]),
            "XDG_RUNTIME_DIR": str(places["run"]),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={places['run']}/bus",
        }
        self._bus: subprocess.Popen[bytes] | None = None
        self._keyring: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SecretService:
        address = self.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._bus = self._start(
            *(
                "dbus-daemon",
                "--session",
                "--nofork",
                "--nopidfile",
                "--print-address",
                f"--address={address}",
            )
        )
        assert self._bus.stdout is not None
        self._bus.stdout.readline()  # the address: from now on the bus can be reached
        self.unlock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_keyring()
        if self._bus is not None:
            _stop(self._bus)
        self._folder.cleanup()

    def unlock(self) -> None:
        """Start the keyring as a session does that gave the right password."""
        self._start_keyring("--unlock")

    def restart_locked(self) -> None:
        """Start the keyring again with what it kept, locked and with no display to ask on."""
        self._start_keyring()

    def stop_keyring(self) -> None:
        if self._keyring is not None:
            _stop(self._keyring)
            self._keyring = None

    def _start_keyring(self, *options: str) -> None:
        self.stop_keyring()
        self._keyring = self._start("gnome-keyring-daemon", "--foreground", "--components=secrets", *options)
        assert self._keyring.stdin is not None
        self._keyring.stdin.write(PASSWORD.encode())
        self._keyring.stdin.close()
        self._wait_for_keyring()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _wait_for_keyring(self) -> None:
        """Wait until our own keyring owns its name on the bus; one that the bus started would not count."""
        assert self._keyring is not None
        deadline = time.monotonic() + _PATIENCE_S
        while self._owner() != self._keyring.pid:
            if time.monotonic() > deadline:
                raise TimeoutError("the keyring did not appear on its bus")
            time.sleep(0.02)

    def _owner(self) -> int | None:
        asked = subprocess.run(
            [
                *("dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/"),
                *("org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"),
            ],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return int(asked.stdout.split()[-1]) if asked.returncode == 0 else None


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

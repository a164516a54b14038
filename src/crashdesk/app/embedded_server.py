"""The reference server as a process of our own, for the demo and the tour.

The desk and the server share no code: they meet on a loopback port, as they would over a network.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import IO

import msgspec

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.text import QT_TRANSLATE_NOOP

EMAIL = "admin@example.org"
PASSWORD = "crashdesk demo"  # noqa: S105 - printed for everybody to see; the server listens on loopback only
STOP_S = 10.0
"""How long the server may take to finish what it has begun."""
_READY_S = 60.0
_DATABASE = "crashdesk.db"
"""The file by which a folder that has data is known (reference server, `--data`)."""

_NOT_INSTALLED = QT_TRANSLATE_NOOP(
    "Demo", "The reference server is not installed. Install the package crashdesk-server, or use `make run`."
)
_FAILED = QT_TRANSLATE_NOOP("Demo", "The reference server did not start. Its log is {log}.")


class _Ready(msgspec.Struct, frozen=True):
    """The one line that the server prints when it accepts connections."""

    url: str


class EmbeddedServer:
    """Starts, stops and starts again one server on one folder; the port stays the same."""

    def __init__(self, data: Path, name: str) -> None:
        self._data = data
        self._name = name
        self._log = data / "server.log"
        self._port = 0
        self._process: Process | None = None
        self.url = ""

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def seed(self) -> None:
        """Fill an empty folder with recorded crash reports; a folder that has data is left alone."""
        self._data.mkdir(parents=True, exist_ok=True)
        if (self._data / _DATABASE).exists():
            return
        with self._log.open("ab") as log:
            process = await self._spawn("seed", "--data", str(self._data), stdout=log, stderr=log)
            if await process.wait() != 0:
                raise CrashDeskError(_FAILED(log=str(self._log)))

    async def start(self) -> str:
        """Start serving and return the address once connections are accepted."""
        with self._log.open("ab") as log:
            process = await self._spawn(
                "serve",
                "--data",
                str(self._data),
                "--port",
                str(self._port),
                "--name",
                self._name,
                "--webhook-allow",  # it serves this computer alone, and its webhooks may call it
                "127.0.0.0/8",
                stdout=PIPE,
                stderr=log,
            )
        self._process = process
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), _READY_S)
            self.url = msgspec.json.decode(line, type=_Ready).url
        except (TimeoutError, msgspec.DecodeError) as trouble:
            await self.stop()
            raise CrashDeskError(_FAILED(log=str(self._log))) from trouble
        self._port = int(self.url.rpartition(":")[2].rstrip("/"))
        return self.url

    async def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    @staticmethod
    async def _spawn(*arguments: str, stdout: int | IO[bytes], stderr: int | IO[bytes]) -> Process:
        environment = {**os.environ, "CRASHDESK_ADMIN_EMAIL": EMAIL, "CRASHDESK_ADMIN_PASSWORD": PASSWORD}
        program = [sys.executable, "-m", "crashdesk_server"]
        try:
            return await asyncio.create_subprocess_exec(
                *program, *arguments, stdin=DEVNULL, stdout=stdout, stderr=stderr, env=environment
            )
        except OSError as trouble:
            raise CrashDeskError(_NOT_INSTALLED) from trouble

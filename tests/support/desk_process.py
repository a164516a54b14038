"""The real program in a window, worked and read as a person would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.desktop import PATIENCE_S, SYSTEM_PYTHON, Desktop, wait_for

_READER = Path(__file__).with_name("screen_reader.py")
CRASHES = "Crash groups"
"""Accessible name of the table of groups."""


class DeskProcess:
    """`crashdesk` on a desktop; use as a context manager, which ends it."""

    def __init__(self, desktop: Desktop, home: Path) -> None:
        self._desktop = desktop
        self._environment = {**desktop.environment, "CRASHDESK_HOME": str(home)}
        self.home = home

    def __enter__(self) -> DeskProcess:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.kill()
        self._stop_reading()

    def start(self) -> None:
        """Start the program and whoever reads its screen."""
        self.process = self.start_another()
        self._reader = subprocess.Popen(
            [SYSTEM_PYTHON, str(_READER)],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.wait("frame", None)

    def start_another(self) -> subprocess.Popen[bytes]:
        """Start the program with the same folders."""
        with (self.home.parent / "desk.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "crashdesk.app.cli"], env=self._environment, stdout=log, stderr=log
            )

    def quit(self) -> int:
        """Quit by the key for it and return the exit code."""
        self.key("ctrl+q")
        code = self.process.wait(PATIENCE_S)
        self._stop_reading()
        return code

    def kill(self) -> None:
        """End the process on the spot, as a crash or a power cut would."""
        self.process.kill()
        self.process.wait(PATIENCE_S)

    @property
    def output(self) -> str:
        """What it wrote to the terminal."""
        return (self.home.parent / "desk.log").read_text()

    # what a person sees

    def find(self, role: str | None, name: str | None) -> dict[str, Any] | None:
        """Return what shows with this role and name (or pattern, `Offline*`), None when nothing does."""
        return self._ask("find", role=role, name=name)

    def wait(
        self,
        role: str | None,
        name: str | None,
        condition: Callable[[dict[str, Any]], object] = lambda _: True,
    ) -> dict[str, Any]:
        """Wait until it shows and meets the condition."""

        def look() -> dict[str, Any] | None:
            seen = self.find(role, name)
            return seen if seen is not None and condition(seen) else None

        return self._patiently(look, f"{role} “{name}”")

    def wait_gone(self, role: str, name: str) -> None:
        """Wait until it no longer shows."""
        self._patiently(lambda: self.find(role, name) is None, f"the end of {role} “{name}”")

    def rows(self, most: int = 20) -> list[str]:
        """Return the sentences of the first rows in the table of crash groups."""
        return self._ask("rows", role="table", name=CRASHES, most=most) or []

    def wait_for_rows(self, until: Callable[[list[str]], object]) -> list[str]:
        """Wait until the table shows what it should, and return that."""

        def look() -> list[str] | None:
            rows = self.rows()
            return rows if until(rows) else None

        return self._patiently(look, "rows")

    def everything(self) -> list[dict[str, Any]]:
        """Return all that shows, but for the cells of tables."""
        return self._ask("all")

    # what a person does

    def press(self, role: str, name: str) -> None:
        """Press a button or tick a box, once it shows and can be pressed."""
        self.wait(role, name, lambda seen: seen["enabled"])
        assert self._ask("press", role=role, name=name), (role, name)

    def type_into(self, name: str, text: str, role: str = "text") -> None:
        """Replace what an editor holds."""
        self.wait(role, name, lambda seen: seen["enabled"])
        self._ask("focus", role=role, name=name)
        self.wait(role, name, lambda seen: seen["focused"])
        self.key("ctrl+a")
        self.type(text)

    def key(self, *keys: str) -> None:
        """Press keys, one after another."""
        self._xdotool("key", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """Type text where the focus is."""
        self._xdotool("type", "--delay", "8", text)

    def minimize(self) -> None:
        """Put the window away."""
        self._xdotool("getactivewindow", "windowminimize")
        self.wait("frame", None, lambda seen: not seen["active"])

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True)

    def _ask(self, doing: str, **members: Any) -> Any:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        request = {"do": doing, "process": self.process.pid, **members}
        print(json.dumps(request), file=self._reader.stdin, flush=True)
        return json.loads(self._reader.stdout.readline()).get("answer")

    def _patiently(self, look: Callable[[], Any], what: str) -> Any:
        def look_while_it_lives() -> Any:
            assert self.process.poll() is None, f"the program has ended:\n{self.output}"
            return look()

        try:
            return wait_for(look_while_it_lives, what)
        except TimeoutError as trouble:
            self._take_picture()
            shown = "\n".join(f"{each['role']}: {each['name']}" for each in self.everything())
            raise TimeoutError(f"{trouble}; on the screen were\n{shown}\n{self.output}") from None

    def _stop_reading(self) -> None:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.close()
        self._reader.wait(PATIENCE_S)
        self._reader.stdout.close()

    def _take_picture(self) -> None:
        """Leave a picture of the screen beside the folders of the program."""
        picture = self.home.parent / "screen.png"
        subprocess.run(["import", "-window", "root", str(picture)], env=self._environment, check=False)

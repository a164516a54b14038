"""A program of one loop, for `test_loop`: `python -m tests.gui.app.looping SCENE`."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from crashdesk.app.loop import run


def say(words: str) -> None:
    """Tell the test."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


class Scene:
    """Runs until a signal asks it to end, or a scene ends it."""

    def __init__(self) -> None:
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Asked to end by a signal, in the loop."""
        assert asyncio.get_running_loop().is_running()
        say("asked to end in the loop")
        self._ended.set()

    async def signal(self) -> int:
        """Say that it is ready and wait for a signal from outside."""
        say("ready")
        await self._ended.wait()
        return 3

    async def error(self) -> int:
        """Fail."""
        await asyncio.sleep(0)
        raise LookupError("nobody expects this")

    async def window(self) -> int:
        """Close the last window and go on."""
        closed = asyncio.Event()
        QGuiApplication.instance().lastWindowClosed.connect(closed.set)
        window = QWidget()
        window.show()
        window.close()
        await closed.wait()
        for _ in range(10):
            await asyncio.sleep(0)
        say("still there")
        return 0

    async def generator(self) -> int:
        """Leave an asynchronous generator early and let it be collected."""
        closed = asyncio.Event()

        async def numbers() -> AsyncIterator[int]:
            try:
                yield 1
                yield 2
            finally:
                await asyncio.sleep(0)
                closed.set()

        async for _ in numbers():
            break
        gc.collect()
        await asyncio.wait_for(closed.wait(), 10)
        say("closed")
        return 0

    async def restore(self) -> int:
        """End by a signal that it sends to itself."""
        os.kill(os.getpid(), signal.SIGTERM)
        await self._ended.wait()
        return 0


def main(name: str) -> int:
    """Run a scene and tell what is left as it was."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    app = QApplication([])
    scene = Scene()
    work: Callable[[], Coroutine[Any, Any, int]] = getattr(scene, name)
    code = run(app, work, scene.end)
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    assert gc.isenabled()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""A file that is there whole or not at all, written block by block off the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from crashdesk.core.errors import ExportFailed

T = TypeVar("T")


class ExportFile:
    """The temporary file beside the one that is wanted; its owner alone can read it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def write(self, make: Callable[[], bytes]) -> None:
        """Make a block and append it, in a worker thread."""
        await _in_thread(lambda: self._file.write(make()))


@asynccontextmanager
async def export_file(path: Path) -> AsyncGenerator[ExportFile]:
    """Write a file. It takes the place of `path` at the end, on the disk for good; an error leaves nothing.

    Raises:
        ExportFailed: the disk is full, the folder cannot be written, or the like.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        try:
            file = await _in_thread(lambda: _create(temporary))
            with file:
                yield ExportFile(file)
                await _in_thread(lambda: _finish(file))
            await _in_thread(lambda: _replace(temporary, path))
        except BaseException:
            await _in_thread(lambda: temporary.unlink(missing_ok=True))
            raise
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ExportFailed(ExportFailed.default(file=path.name, reason=reason)) from problem


def _create(path: Path) -> BinaryIO:
    """Open a new file that its owner alone can read."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))


def _finish(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _replace(temporary: Path, path: Path) -> None:
    temporary.replace(path)
    with contextlib.suppress(OSError):  # Windows has no handles of folders and does not need this
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


async def _in_thread(work: Callable[[], T]) -> T:
    """Run `work` in a thread. Cancelled, wait for it to end first: the file must not be closed under it."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception):
            await running
        raise

"""Takes the pictures: `python -m tests.visual.shots [--only PART]`, which is `make shots`.

All go to build/shots, those that the documentation shows also to docs/screenshots. Pictures are for looking
at and not for comparing: fonts differ from machine to machine, and times of day are real.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from tests.visual.shots import log, parts, people, scenes, set_up, tasks
from tests.visual.shots.album import Album
from tests.visual.shots.studio import open_studio, seeded_server

from crashdesk.app.tour.picture import offscreen_platform
from crashdesk.ui.kit.theme import Theme

KEPT = (
    "crashes-light", "crashes-dark", "crashes-filtered-light", "crashes-ticked-light",
    "crashes-no-match-light",    "crashes-empty-light", "details-timeline-light", "details-distribution-dark",
    "filter-completion-light",
    "filter-error-light", "sign-in-light", "set-up-light", "vault-light", "resolve-light", "ignore-light",
    "palette-light", "keys-dark", "profiles-light", "offline-light", "offline-dark",
    "outbox-conflict-light", "usage-light",
    "hostile-stack-light",
    "users-pending-light", "users-all-dark", "approve-light", "audit-light", "audit-difference-dark",
    "audit-broken-light", "my-sessions-light",
)  # fmt: skip
"""What lies in docs/screenshots: few enough to keep the repository small."""


async def story(home: Path, theme: Theme, album: Album) -> None:
    """Go through everything once."""
    async with seeded_server(home / "a") as server, open_studio(home / "a", theme, server.url) as studio:
        await scenes.signing_in(studio, album)
        await scenes.listing(studio, album)
        await scenes.details(studio, album)
        await scenes.decisions(studio, album)
        await scenes.menus(studio, album)
        await scenes.housekeeping(studio, album)
        await people.pending(studio, album)
        await people.everybody(studio, album)
        await tasks.tuning(studio, album)
        await log.log(studio, album)
        await scenes.account(studio, album)
        await scenes.hostile_text(studio, album, server)
        await scenes.without_server(studio, album, server)
    async with seeded_server(home / "c") as server, open_studio(home / "c", theme, server.url) as studio:
        await studio.sign_in()
        await log.broken(studio, album, home / "c" / "server")
    await set_up.first_admin(home / "b", theme, album)
    await parts.of_the_list(album)


def main() -> None:
    """Take the pictures and put those for the documentation into their place."""
    parser = argparse.ArgumentParser(prog="python -m tests.visual.shots", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/shots"))
    parser.add_argument("--kept", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--only", default="", help="only pictures with this in their name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crashdesk-shots-") as home:
        os.environ["QT_QPA_PLATFORM"] = offscreen_platform(Path(home))
        os.environ["QT_SCALE_FACTOR"] = "1"
        app = QApplication(["crashdesk"])
        app.setQuitOnLastWindowClosed(False)
        if not QFontDatabase.hasFamily("Inter"):
            sys.stderr.write("The font Inter is not installed; the pictures will look different.\n")
        theme = Theme(app, "light")
        album = Album(theme, options.out, options.only)
        with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
            runner.run(story(Path(home), theme, album))
        parts.of_the_dialogs(album)
    for name in KEPT:
        if (options.out / f"{name}.png").exists():
            shutil.copy(options.out / f"{name}.png", options.kept)
    sys.stdout.write(f"The pictures are in {options.out}, those of the documentation in {options.kept}\n")


if __name__ == "__main__":
    main()

"""A new server: its first admin, and a list that has nothing in it yet."""

from __future__ import annotations

from pathlib import Path

from tests.support.reference_server import ServerProcess
from tests.visual.shots.album import Album
from tests.visual.shots.studio import open_studio

from crashdesk.ui.dialogs.sign_in.view import SignInDialog
from crashdesk.ui.kit.theme import Theme

_TOKEN = "the-token-that-the-server-printed"
_PASSWORD = "long enough to be kept"


async def first_admin(home: Path, theme: Theme, album: Album) -> None:
    """Set up a server that has never been used."""
    home.mkdir()
    nobody = {"CRASHDESK_ADMIN_EMAIL": "", "CRASHDESK_ADMIN_PASSWORD": ""}
    environment = {**nobody, "CRASHDESK_SETUP_TOKEN": _TOKEN}
    with ServerProcess(home / "server", "--name", "Home server", environment=environment) as server:
        async with open_studio(home, theme, server.url) as studio:
            dialog = await studio.opened(SignInDialog)
            page = dialog.set_up
            await studio.wait("the set-up", page.isVisible)
            await album.take("set-up", studio.window)
            page.token.setText("something else")
            page.email.setText("mira@example.org")
            page.name.setText("Mira Okafor")
            page.password.setText(_PASSWORD)
            page.again.setText(_PASSWORD)
            dialog.submit.click()
            await studio.wait("the refusal", lambda: not dialog.presenter.state.busy)
            await album.take("set-up-refused", studio.window)
            page.token.setText(_TOKEN)
            dialog.submit.click()
            await studio.keep_in_memory()
            await studio.online()
            await studio.settled()
            await album.take("crashes-empty", studio.window)

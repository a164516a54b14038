"""Two people decide differently about one group, one of them without the network."""

from __future__ import annotations

from pathlib import Path

import httpx
from tests.support.reference_server import ServerProcess
from tests.visual.shots.studio import Studio

from crashdesk.app.embedded_server import EMAIL, PASSWORD
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.ui.tabs.crash_groups import actions
from crashdesk.ui.tabs.crash_groups.dialogs.severity import SeverityDialog
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView

_CRITICAL = 0
"""Place of the worst severity in the dialog."""


async def somebody_was_faster(studio: Studio, folder: Path) -> None:
    """Decide in the desk, which is offline; somebody else reaches the server by another way."""
    table = studio.find(CrashGroupsView).table
    table.step(-1)
    await studio.settled()
    group = table.current_id
    studio.settings.put(HOLD_BACK_SECONDS, 0)
    studio.window.carry_out(actions.SEVERITY)
    dialog = await studio.opened(SeverityDialog)
    dialog.options.choose(_CRITICAL)
    dialog.confirm()
    await studio.settled()
    with ServerProcess(folder) as other:
        _set_low(other.url, group)


async def found_out(studio: Studio) -> None:
    """Wait until the desk knows of the conflict."""
    await studio.wait("a conflict", lambda: "decide" in studio.window.status.outbox_text())


def _set_low(url: str, group: str) -> None:
    with httpx.Client(base_url=f"{url}/api/v1") as client:
        session = client.post("/session", json={"email": EMAIL, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = session["csrf_token"]
        seen = client.get(f"/crash-groups/{group}")
        revision = {"If-Match": seen.headers["ETag"]}
        client.patch(f"/crash-groups/{group}", json={"severity": "low"}, headers=revision).raise_for_status()

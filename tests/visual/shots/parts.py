"""States that a running program passes too quickly, or that need bad luck: one part of the window each."""

from __future__ import annotations

from tests.support import dialog_pictures, table_pictures
from tests.support.crash_group_desk import crash_group_desk
from tests.support.crash_group_samples import sample_groups
from tests.visual.shots.album import Album
from tests.visual.shots.studio import SIZE

_LIST = ("never-fetched", "first-sync", "results")
_DIALOGS = (
    "sign-in-address", "sign-in-plain-http", "sign-in-unreachable", "sign-in-asking", "sign-in-throttled",
    "sign-in-key", "sign-in-set-up-wrong", "crash", "crash-sent", "crash-unsent", "vault-ask",
    "profiles-wrong", "profiles-remove",
)  # fmt: skip


async def of_the_list(album: Album) -> None:
    """The list of crash groups on a real store, with a connection as the scene wants it."""
    for name in _LIST:
        count, connection, scene = table_pictures.SCENES[name]
        async with crash_group_desk(*sample_groups(count), connection=connection) as desk:
            desk.tab.widget.resize(SIZE[0], 700)
            desk.tab.widget.show()
            await table_pictures.settled(desk)
            shown = await scene(desk)
            await table_pictures.settled(desk)
            await album.take(f"list-{name}", desk.tab.widget)
            if shown is not desk.tab.widget:
                shown.close()
            desk.tab.widget.hide()


def of_the_dialogs(album: Album) -> None:
    """Dialogs whose server is scripted; they turn a loop of their own, so none may be running."""
    for name in _DIALOGS:
        dialog = dialog_pictures.PICTURES[name]()
        dialog.show()
        album.take_still(f"dialog-{name}", dialog)
        dialog.hide()
    dialog_pictures.TURNS.close()

"""The declaration of our own kind of server."""

from __future__ import annotations

from crashdesk.connectors.crashdesk.capabilities import NEEDS
from crashdesk.core.connector import ConnectorSpec, PauseListener
from crashdesk.core.profile import Profile
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.text import QT_TRANSLATE_NOOP


async def _build(profile: Profile, on_pause: PauseListener) -> ServerClient:
    """Open a client. The HTTP library takes long to import: a worker thread does it, at the first use."""
    import asyncio
    import importlib

    client = await asyncio.to_thread(importlib.import_module, "crashdesk.connectors.crashdesk.client")
    return await client.open_client(profile, on_pause)


SPEC = ConnectorSpec(
    kind="crashdesk",
    label=QT_TRANSLATE_NOOP("Connectors", "CrashDesk server"),
    auth_methods=("session", "api_key"),
    capabilities=frozenset(NEEDS),
    build=_build,
)

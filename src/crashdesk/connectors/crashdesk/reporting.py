"""Sending a report of this program's own to a server, which takes it from anybody."""

from __future__ import annotations

from crashdesk.core.profile import Profile
from crashdesk.http.opening import open_door
from crashdesk.http.request import Effect, Request


async def send_report(profile: Profile, report: str) -> None:
    """Post a report (`docs/reference/ingest.md`) to the server of `profile`, without any credential.

    It changes nothing that a read-only profile protects. Raises as the HTTP kernel does.
    """
    door = await open_door(profile, api_path="")
    try:
        await door.send(Request("POST", "/v1/report", Effect.SESSION, body=report.encode()))
    finally:
        await door.close()

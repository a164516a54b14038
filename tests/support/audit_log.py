"""The audit log of a server under test, as its API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

AUDIT = "/api/v1/audit"


async def entries_of(client: httpx.AsyncClient, action: str = "", **query: Any) -> list[Mapping[str, Any]]:
    """Return the bodies of the entries whose action begins so, oldest first."""
    told = {"action": action, "limit": 2000, **query}
    answer = await client.get(AUDIT, params=told)
    assert answer.status_code == 200, answer.text
    return [item["body"] for item in answer.json()["items"] if "body" in item]


async def deeds_of(client: httpx.AsyncClient, action: str = "") -> list[tuple[str, Any, Any]]:
    """Return action, before and after of the entries whose action begins so, oldest first."""
    found = await entries_of(client, action)
    return [(entry["action"], entry["before"], entry["after"]) for entry in found]

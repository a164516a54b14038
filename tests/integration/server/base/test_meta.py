"""What the server says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.reference_server import NOON, SetClock, client_of, running_application

from crashdesk_server.clock import to_rfc3339


@pytest.mark.asyncio
async def test_everybody_is_told_what_the_server_is_and_can_do(tmp_path: Path) -> None:
    async with (
        running_application(tmp_path, SetClock(), name="Attic") as application,
        client_of(application) as client,
    ):
        meta = (await client.get("/api/v1/meta")).json()

    assert meta["server_id"].startswith("srv_")
    assert (meta["kind"], meta["name"], meta["api_version"]) == ("crashdesk", "Attic", "1")
    assert set(meta["capabilities"]) == {
        "api_keys",
        "audit.checkpoint",
        "audit.read",
        "changes",
        "crash_groups.delete",
        "crash_groups.read",
        "crash_groups.triage",
        "events",
        "ingest",
        "registration",
        "sessions",
        "tasks",
        "usage.read",
        "users.manage",
        "users.read",
        "webhooks",
    }
    assert meta["registration"] == "open"
    assert meta["auth_methods"] == ["session", "api_key"]
    assert meta["setup_required"] is False
    assert meta["retention"] == {
        "tombstones_days": 30,
        "idempotency_days": 7,
        "reports_per_group": 50,
        "deliveries_per_webhook": 200,
        "audit_days": None,
    }
    assert meta["limits"]["request_bytes"] == 1_048_576
    assert meta["time"] == to_rfc3339(NOON)

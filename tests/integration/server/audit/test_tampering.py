"""Whatever somebody does to the database: the server goes on, and who follows the log stumbles over it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from tests.support.audit_chain import follow, lines_of
from tests.support.audit_log import AUDIT
from tests.support.reference_server import SetClock, client_of, running_application, sign_in

from crashdesk_server.app import Application
from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.storage.transaction import Transaction

pytestmark = pytest.mark.asyncio
LINES = {"Accept": "application/x-ndjson"}


class Scene:
    def __init__(self, application: Application, client: httpx.AsyncClient) -> None:
        self.application, self.client = application, client

    async def run(self, statement: str) -> None:
        await self.application.context.database.write(lambda tx: tx.execute(text(statement)))

    async def lines(self, **query: Any) -> list[tuple[dict[str, Any], bytes | None]]:
        answer = await self.client.get(AUDIT, params={"limit": 2000, **query}, headers=LINES)
        assert answer.status_code == 200, answer.text
        return lines_of(answer.content)


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncGenerator[Scene]:
    async with running_application(tmp_path, SetClock()) as application, client_of(application) as client:
        await sign_in(client)

        def fill(tx: Transaction) -> None:
            for number in range(6):
                project = "prj_other" if number == 1 else None
                record(tx, SYSTEM, "thing.made", Target("thing", f"thg_{number}"), project_id=project)

        await application.context.database.write(fill)
        await client.get(AUDIT)
        yield Scene(application, client)


IN_ROWS = [
    "UPDATE audit SET body = CAST(replace(body, 'thg_2', 'thg_9') AS BLOB) WHERE target_id = 'thg_2'",
    "UPDATE audit SET body = CAST('no json' AS BLOB) WHERE seq = 3",
    "UPDATE audit SET body = X'FF00FE' WHERE seq = 3",
    "UPDATE audit SET body = 'not even bytes' WHERE seq = 3",
    "UPDATE audit SET body = CAST('{\"a\":' || char(10) || '1}' AS BLOB) WHERE seq = 3",
    "UPDATE audit SET body = NULL, missing = 'whatever' , body_hash = zeroblob(32) WHERE seq = 3",
    "UPDATE audit SET hash = 'text' WHERE seq = 3",
    "UPDATE audit SET hash = zeroblob(32) WHERE seq = 3",
    "DELETE FROM audit WHERE seq = 3",
    "DELETE FROM audit WHERE seq >= 5",
    "UPDATE audit SET seq = 500 WHERE seq = 3",
    "UPDATE audit SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4);",
    "INSERT INTO audit SELECT seq + 1, project_id, body, body_hash, hash, missing, at, actor_id, actor_kind,"
    " action, target_type, target_id, outcome FROM audit ORDER BY seq DESC LIMIT 1",
    "UPDATE head SET audit_seq = 900",
    "UPDATE head SET audit_hash = zeroblob(32)",
]


@pytest.mark.parametrize("statement", IN_ROWS)
async def test_the_log_is_still_told_and_written_and_does_not_add_up(scene: Scene, statement: str) -> None:
    follow(await scene.lines())
    await scene.run(statement)
    export = {"query": "", "count": 1, "format": "csv"}
    assert (await scene.client.post(f"{AUDIT}/exports", json=export)).status_code == 204
    found = await scene.lines()
    assert found[-1][0]["body"]["action"] == "audit.exported"
    with pytest.raises(AssertionError):
        follow(found)
    for query in ({"bodies": "false"}, {"action": "thing."}, {"text": "thg"}):
        await scene.lines(**query)
    assert (await scene.client.get(f"{AUDIT}/3")).status_code in {200, 404}
    assert (await scene.client.get(f"{AUDIT}/checkpoint")).status_code == 200


async def test_a_head_that_was_set_back_contradicts_the_entries(scene: Scene) -> None:
    await scene.run("UPDATE head SET audit_seq = 2, audit_hash = (SELECT hash FROM audit WHERE seq = 2)")
    said = (await scene.client.get(f"{AUDIT}/checkpoint")).json()
    assert said["seq"] == 2
    assert len(await scene.lines()) > 2
    await scene.client.post(f"{AUDIT}/exports", json={"query": "", "count": 1, "format": "csv"})
    with pytest.raises(AssertionError):
        follow(await scene.lines())


async def test_what_is_hidden_from_one_is_not_hidden_from_the_chain(scene: Scene) -> None:
    [hidden] = [entry for entry, _ in await scene.lines() if entry.get("missing") == "hidden"]
    changed = "UPDATE audit SET body = CAST(replace(body, 'thing', 'other') AS BLOB) WHERE seq = "
    await scene.run(changed + str(hidden["seq"]))
    with pytest.raises(AssertionError, match=f"entry {hidden['seq']}"):
        follow(await scene.lines())

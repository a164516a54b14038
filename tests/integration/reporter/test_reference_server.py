"""Reports as the reference server takes and groups them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import httpx
from tests.arch.sources import SERVER
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

RECORDED = sorted((SERVER / "seed/recorded").glob("*.jsonl"))


def groups(server: ServerProcess) -> list[dict[str, object]]:
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=30) as client:
        assert client.post("/session", json={"email": EMAIL, "password": PASSWORD}).status_code == 201
        return client.get("/crash-groups").json()["items"]


def test_a_program_reports_itself(tmp_path: Path, python: Callable[..., CompletedProcess[str]]) -> None:
    with ServerProcess(tmp_path / "data") as server:
        python("def total(lines):\n    return sum(lines['net'])\ntotal({})\n", url=server.url)
        python("def total(lines):\n\n    return sum(lines['net'])\ntotal({})\n", url=server.url)

        (group,) = groups(server)

    assert (group["title"], group["label"], group["count"]) == ("KeyError: 'net'", "demo", 2)


def test_every_recorded_report_is_taken_and_is_a_group_of_its_own(tmp_path: Path) -> None:
    bodies = [json.loads(line)["body"] for path in RECORDED for line in path.read_text("utf-8").splitlines()]

    with ServerProcess(tmp_path / "data", "--ingest-limit", "off") as server:
        answers = {httpx.post(f"{server.url}/v1/report", json=body).text for body in bodies}
        titles = [group["title"] for group in groups(server)]

    assert answers == {"ok"}
    assert len(titles) == len(bodies) == 30

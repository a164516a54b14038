"""The server keeps what `openapi.json` says, whatever it is sent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

from crashdesk_server.cli import describe

KEPT = Path(__file__).parents[3] / "server_stub" / "openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
UNENDING = "/api/v1/events"
"""A stream has no end to wait for; it has its own tests."""

document: dict[str, Any] = msgspec.json.decode(KEPT.read_bytes())
described = schemathesis.openapi.from_dict(document)
described.config.generation.update(modes=list(schemathesis.GenerationMode))


def test_the_kept_description_is_the_generated_one() -> None:
    assert KEPT.read_bytes() == describe(), "run: crashdesk-server openapi > server_stub/openapi.json"


class Target(NamedTuple):
    """A running server with real crash reports in it, a key to it, and what it holds."""

    url: str
    key: dict[str, str]
    groups: list[str]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    data = tmp_path_factory.mktemp("server") / "data"
    run("seed", "--data", str(data), "--admin-email", EMAIL, "--password", PASSWORD)
    with ServerProcess(data, "--ingest-limit", "off") as server:
        key = {"Authorization": f"Bearer {run('key', '--data', str(data), '--email', EMAIL)}"}
        groups = httpx.get(f"{server.url}/api/v1/crash-groups", headers=key).json()["items"]
        yield Target(server.url, key, [group["id"] for group in groups])


def run(*arguments: str) -> str:
    program = [sys.executable, "-m", "crashdesk_server", *arguments]
    return subprocess.run(program, capture_output=True, check=True).stdout.decode().strip()


def test_it_is_served(target: Target) -> None:
    assert httpx.get(f"{target.url}/openapi.json").content == KEPT.read_bytes()


def aim(case: schemathesis.Case, target: Target) -> None:
    """Let half of the requests mean an object that exists, at whatever revision it has."""
    if "id" in case.path_parameters and len(case.path_parameters["id"]) % 2:
        case.path_parameters["id"] = target.groups[len(repr(case)) % len(target.groups)]
        case.headers["If-Match"] = "*"
    if isinstance(case.body, dict) and isinstance(case.body.get("items"), list):
        for position, item in enumerate(case.body["items"]):
            if isinstance(item, dict) and "id" in item:
                item.update(id=target.groups[position % len(target.groups)], revision=1)


@(described.exclude(path=UNENDING)).parametrize()
@settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_a_fault_and_every_answer_is_as_described(
    case: schemathesis.Case, target: Target
) -> None:
    aim(case, target)
    answer = case.call(base_url=target.url, headers=target.key)
    case.validate_response(answer, checks=CHECKS)

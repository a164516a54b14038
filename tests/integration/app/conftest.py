"""The whole program offscreen against real servers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.support.reference_server import ServerProcess
from tests.support.running_program import KeptVault

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
TITLES = ("Cannot open the ledger", "Division by zero", "Lost the connection")


@pytest.fixture
def vault() -> KeptVault:
    return KeptVault()


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that no test changes, or not so that another would mind."""
    with ServerProcess(tmp_path_factory.mktemp("shared") / "server", "--ingest-limit", "off") as process:
        for title in TITLES:
            report(process.url, title)
        yield process


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "server", "--ingest-limit", "off") as process:
        for title in TITLES:
            report(process.url, title)
        yield process


def report(url: str, message: str, **fields: object) -> None:
    """Post one crash."""
    body = {"kind": "crash", "version": "1.0.0", "os": "linux", "arch": "amd64", "message": message, **fields}
    assert httpx.post(f"{url}/v1/report", json=body).status_code == 202

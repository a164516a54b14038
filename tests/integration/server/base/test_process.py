"""The server as a process: starting, stopping, dying, and the wire itself."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess, problem_of

SIGN_IN = {"email": EMAIL, "password": PASSWORD}


@contextmanager
def signed_in(server: ServerProcess) -> Generator[httpx.Client]:
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=30) as client:
        session = client.post("/session", json=SIGN_IN)
        assert session.status_code == 201, session.text
        client.headers["X-CSRF-Token"] = session.json()["csrf_token"]
        yield client


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_cleanly_with_streams_open(tmp_path: Path, number: int) -> None:
    with ServerProcess(tmp_path / "data") as server, signed_in(server) as client:
        with client.stream("GET", "/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.iter_lines()
            assert next(lines) == "event: changed"
            code = server.end(number)
            rest = list(lines)

        assert code == 0
        assert len(rest) == 2
        assert server.rest == b""
        assert sorted(file.name for file in server.data.iterdir()) == ["crashdesk.db", "secret.key"]


def test_the_log_has_a_line_for_each_request_and_no_secret(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server, signed_in(server) as client:
        client.get("/session", params={"x": "in-the-query"})
        client.get("/secret-in-the-path", headers={"Authorization": "Bearer cdk_abcdef"})
        secrets = [client.cookies["crashdesk_session"], client.headers["X-CSRF-Token"], PASSWORD]
        request_id = client.get("/session").headers["x-request-id"]
        server.end(signal.SIGTERM)

    lines = [json.loads(line) for line in server.log.splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/api/v1/session", 201),
        ("GET", "/api/v1/session", 422),
        ("GET", "", 404),
        ("GET", "/api/v1/session", 200),
    ]
    assert lines[3]["request"] == request_id
    assert lines[3]["actor"].startswith("usr_")
    for secret in [*secrets, "in-the-query", "secret-in-the-path", "cdk_abcdef"]:
        assert secret not in server.log


def test_a_key_can_be_made_beside_the_running_server(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        command = [sys.executable, "-m", "crashdesk_server", "key", "--data", str(server.data)]
        made = subprocess.run(
            [*command, "--email", EMAIL, "--role", "viewer"], capture_output=True, check=True
        )
        nobody = subprocess.run([*command, "--email", "nobody@example.org"], capture_output=True, check=False)
        header = {"Authorization": f"Bearer {made.stdout.decode().strip()}"}

        assert httpx.get(f"{server.url}/api/v1/session", headers=header).json()["role"] == "viewer"
        assert nobody.returncode == 2
        assert nobody.stderr.decode() == "crashdesk-server: there is no account nobody@example.org\n"


def test_after_kill_nothing_that_was_acknowledged_is_missing(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        acknowledged: list[str] = []
        enough = threading.Event()

        def keep_signing_in() -> None:
            with httpx.Client(base_url=f"{server.url}/api/v1") as client:
                while True:
                    try:
                        session = client.post("/session", json=SIGN_IN)
                    except httpx.TransportError:
                        return
                    acknowledged.append(session.headers["set-cookie"].split(";")[0])
                    if len(acknowledged) >= 12:
                        enough.set()

        threads = [threading.Thread(target=keep_signing_in) for _ in range(3)]
        for thread in threads:
            thread.start()
        assert enough.wait(60)
        server.end(signal.SIGKILL)
        for thread in threads:
            thread.join()

        server.start()
        with httpx.Client(base_url=f"{server.url}/api/v1") as client:
            for cookie in acknowledged:
                assert client.get("/session", headers={"Cookie": cookie}).status_code == 200


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"CRASHDESK_ADMIN_PASSWORD": ""}, "go together"),
        ({"CRASHDESK_ADMIN_PASSWORD": "short"}, "8 characters"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, environment: dict[str, str], complaint: str) -> None:
    server = ServerProcess(tmp_path / "data", environment=environment)
    with pytest.raises(json.JSONDecodeError):
        server.start()

    assert server.end(signal.SIGTERM) == 2
    assert complaint in server.log


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        server = ServerProcess(tmp_path / "data", "--port", str(other.getsockname()[1]))
        with pytest.raises(json.JSONDecodeError):
            server.start()

    assert server.end(signal.SIGTERM) == 2
    assert "Address already in use" in server.log


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    with ServerProcess(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


def post(server: ServerProcess, body: bytes, content_type: str = "application/json") -> httpx.Response:
    return httpx.post(
        f"{server.url}/api/v1/session", content=body, headers={"Content-Type": content_type}, timeout=30
    )


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"", 400, "malformed-body"),
        (b"[" * 10_000, 400, "malformed-body"),
        (b'{"email": "\\ud800", "password": "x"}', 400, "malformed-body"),
        (b'{"email": "a@b.c\\u0000", "password": "x"}', 400, "malformed-body"),
        (b'{"email": ' + b"9" * 10_000 + b"}", 400, "malformed-body"),
        (b'{"email": 1e999, "password": "x"}', 400, "malformed-body"),
        (b"\xff\xfe{}", 400, "malformed-body"),
        (b'{"email": "a@b.c", "password": "x", "more": 1}', 422, "invalid-input"),
        (b'{"email": "a@b.c"}', 422, "invalid-input"),
        (b'{"email": "' + b"a" * 255 + b'", "password": "x"}', 422, "invalid-input"),
        (b" " * (16 * 1024 + 1), 413, "body-too-large"),
        (b" " * (1024 * 1024 + 1), 413, "body-too-large"),
    ],
)
def test_nasty_bodies_get_an_answer_that_names_the_place(
    server: ServerProcess, body: bytes, status: int, slug: str
) -> None:
    answer = post(server, body)

    assert problem_of(answer) == (status, slug)
    assert status == 413 or answer.json()["errors"][0]["pointer"].startswith("#")


def test_a_body_without_length_is_cut_off_too(server: ServerProcess) -> None:
    def endless():
        while True:
            yield b" " * 65_536

    try:
        answer = httpx.post(
            f"{server.url}/api/v1/session", content=endless(), headers={"Content-Type": "application/json"}
        )
    except httpx.TransportError:
        pass  # the server hung up while more was being sent
    else:
        assert problem_of(answer) == (413, "body-too-large")
    assert httpx.get(f"{server.url}/healthz").status_code == 200


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/json; charset=latin-1", "application/xml"]
)
def test_other_content_types_are_refused(server: ServerProcess, content_type: str) -> None:
    answer = post(server, json.dumps(SIGN_IN).encode(), content_type)

    assert problem_of(answer) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "target",
    [
        "/api/v1/people?limit=0",
        "/api/v1/people?limit=1001",
        "/api/v1/people?limit=9" + "9" * 5000,
        "/api/v1/people?limit=1&limit=2",
        "/api/v1/people?sort=password_hash",
        "/api/v1/people?cursor=%00",
        "/api/v1/people?cursor=%ff%fe",
        "/api/v1/people?x=1",
        "/api/v1/people?%00=1",
        "/api/v1/changes?since=%ed%a0%80",
        "/api/v1/%00",
        "/api/v1/../../etc/passwd",
        "/%2e%2e/%ff",
        "/" + "a" * 20_000,
    ],
)
def test_nasty_addresses_get_a_client_error(server: ServerProcess, target: str) -> None:
    parts = urlsplit(server.url)
    cookie = httpx.post(f"{server.url}/api/v1/session", json=SIGN_IN).headers["set-cookie"].split(";")[0]
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
    connection.request("GET", target, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()

    assert answer.status in {404, 422}
    assert json.loads(body)["status"] == answer.status


def test_every_answer_has_an_id_and_is_not_kept(server: ServerProcess) -> None:
    answers = [httpx.get(f"{server.url}{path}") for path in ("/api/v1/meta", "/nothing", "/healthz")]

    assert len({answer.headers["x-request-id"] for answer in answers}) == 3
    assert answers[0].headers["cache-control"] == "no-store"

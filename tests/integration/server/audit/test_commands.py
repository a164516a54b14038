"""The audit log from the command line: erasing, and another signing key."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from tests.support.reference_server import SetClock

from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.cli import main
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.schema import audit


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = Database(tmp_path, SetClock())
    for name in ("one@example.org", "two@example.org"):
        database.write_now(
            lambda tx, name=name: record(tx, SYSTEM, "user.renamed", Target("user", "u", name))
        )
    database.close()
    return tmp_path


def read(data: Path):
    database = Database(data, SetClock())
    rows = database.read_now(lambda snapshot: snapshot.execute(select(audit).order_by(audit.c.seq)).all())
    server_id = database.read_now(lambda snapshot: read_head(snapshot.connection).server_id)
    database.close()
    return rows, server_id


def test_erasing_names_what_it_erased_and_why(data: Path, capsys: pytest.CaptureFixture[str]):
    where = ["--data", str(data)]
    assert main(["erase", *where, "--about", "two@example.org", "--seq", "7", "--reason", "asked for"]) == 0
    assert capsys.readouterr().out == "1 entries erased\n"
    rows, _ = read(data)
    assert [row.missing for row in rows] == ["", "erased", ""]
    said = msgspec.json.decode(rows[-1].body)
    assert (said["action"], said["after"], said["reason"]) == (
        "audit.erased",
        {"seqs": [[2, 2]]},
        "asked for",
    )


def test_another_key_is_announced_by_the_former_one(data: Path, capsys: pytest.CaptureFixture[str]):
    def key(*options: str) -> str:
        assert main(["audit-key", "--data", str(data), *options]) == 0
        return capsys.readouterr().out.strip()

    former = key()
    assert key() == former
    assert (data / "audit-signing.key").stat().st_mode & 0o777 == 0o600
    assert len(read(data)[0]) == 2

    latter = key("--rotate")
    assert latter != former
    assert key() == latter
    rows, server_id = read(data)
    said = msgspec.json.decode(rows[-1].body)
    assert said["action"] == "audit.key_changed"
    assert said["after"]["public_key"] == latter
    message = f"crashdesk audit key v1\n{server_id}\n{latter}\n".encode()
    signature = bytes.fromhex(said["after"]["signature"])
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(former)).verify(signature, message)
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(latter)).verify(signature, message)


@pytest.mark.parametrize("days", ["0", "-3", "x"])
def test_a_retention_that_is_none_is_refused(tmp_path: Path, days: str):
    with pytest.raises(SystemExit):
        main(["serve", "--data", str(tmp_path / "none"), "--audit-days", days])
    assert not (tmp_path / "none").exists()


def test_a_signing_key_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("CRASHDESK_AUDIT_KEY", "abc")
    assert main(["serve", "--data", str(tmp_path / "none"), "--port", "0"]) == 2
    assert "CRASHDESK_AUDIT_KEY is 64 hexadecimal digits" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()

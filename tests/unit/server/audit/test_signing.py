"""The signing key: where it lies, and that a rotation may be interrupted anywhere."""

from __future__ import annotations

import json
import stat
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from tests.support.reference_server import SetClock

from crashdesk_server.audit.signing import FILE_NAME, NEXT_FILE_NAME, SigningKey, public_of
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.schema import audit


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    database = Database(tmp_path, SetClock())
    yield database
    database.close()


def public(database: Database, folder: Path) -> str:
    return database.read_now(lambda snapshot: public_of(SigningKey(folder).in_force(snapshot)))


def announcements(database: Database) -> list[dict[str, Any]]:
    bodies = database.read_now(lambda snapshot: snapshot.execute(select(audit.c.body)).scalars().all())
    return [json.loads(body)["after"] for body in bodies]


def test_it_is_made_once_for_its_owner_only(tmp_path: Path, database: Database) -> None:
    assert public(database, tmp_path) == public(database, tmp_path)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert announcements(database) == []


def test_a_given_key_needs_no_file(tmp_path: Path, database: Database) -> None:
    key = SigningKey(tmp_path, bytes(range(32)))
    found = database.read_now(lambda snapshot: public_of(key.in_force(snapshot)))
    assert found == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    assert not (tmp_path / FILE_NAME).exists()


def test_each_new_key_is_announced_by_the_one_before(tmp_path: Path, database: Database) -> None:
    keys = [public(database, tmp_path)]
    for _ in range(2):
        SigningKey(tmp_path).rotate(database)
        keys.append(public(database, tmp_path))
    assert len(set(keys)) == 3
    server_id = database.read_now(lambda snapshot: read_head(snapshot.connection)).server_id
    told = announcements(database)
    assert [one["public_key"] for one in told] == keys[1:]
    for old, one in zip(keys, told, strict=False):
        signed = f"crashdesk audit key v1\n{server_id}\n{one['public_key']}\n".encode()
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(old)).verify(bytes.fromhex(one["signature"]), signed)
    assert not (tmp_path / NEXT_FILE_NAME).exists()


def test_interrupted_before_the_announcement_the_old_key_signs(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = public(database, tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(database, "write_now", _die)
        with pytest.raises(KeyboardInterrupt):
            SigningKey(tmp_path).rotate(database)
    assert (tmp_path / NEXT_FILE_NAME).exists()
    assert public(database, tmp_path) == old
    SigningKey(tmp_path).rotate(database)
    assert [one["public_key"] for one in announcements(database)] == [public(database, tmp_path)]


def test_interrupted_after_the_announcement_the_new_key_signs(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    public(database, tmp_path)
    with monkeypatch.context() as broken:
        write = database.write_now

        def write_and_die(unit: Any) -> None:
            write(unit)
            raise KeyboardInterrupt

        broken.setattr(database, "write_now", write_and_die)
        with pytest.raises(KeyboardInterrupt):
            SigningKey(tmp_path).rotate(database)
    assert public(database, tmp_path) == announcements(database)[0]["public_key"]
    SigningKey(tmp_path).rotate(database)
    assert public(database, tmp_path) == announcements(database)[1]["public_key"]
    assert not (tmp_path / NEXT_FILE_NAME).exists()


def _die(_unit: object) -> None:
    raise KeyboardInterrupt

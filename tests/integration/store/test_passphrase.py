"""A passphrase gives the same key each time, and a mistyped one touches nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from crashdesk.core.errors import PassphraseWrong
from crashdesk.core.secret import Secret
from crashdesk.store.passphrase import Derivation, has_passphrase, key_for_store, key_from_passphrase


def test_the_derivation_is_argon2id() -> None:
    derivation = Derivation("00" * 16, time_cost=1, memory_kib=64, parallelism=1)
    key = key_from_passphrase(Secret("correct horse"), derivation)
    other = key_from_passphrase(Secret("correct horse"), Derivation("01" * 16, 1, 64, 1))
    assert len(bytes.fromhex(key.reveal())) == 32
    assert key != other


@pytest.mark.asyncio
async def test_a_passphrase_gives_its_key_again_and_a_wrong_one_none(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    assert not has_passphrase(path)
    key = await key_for_store(path, Secret("correct horse"))
    assert has_passphrase(path)
    assert await key_for_store(path, Secret("correct horse")) == key
    with pytest.raises(PassphraseWrong):
        await key_for_store(path, Secret("correct hearse"))
    (beside,) = tmp_path.iterdir()
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert "correct" not in beside.read_text()
    assert key.reveal() not in beside.read_text()

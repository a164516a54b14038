"""What the command line refuses before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from crashdesk_server.cli import main


@pytest.mark.parametrize(
    "mistake",
    [
        ["--port", "65536"],
        ["--port", "-1"],
        ["--port", "http"],
        ["--trusted-proxy", "everybody"],
        ["--public-url", "crashes.example.org"],
        ["--public-url", "ftp://crashes.example.org"],
        ["--public-url", "https://crashes.example.org:99999"],
        ["--public-url", "https://"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mistake: list[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["serve", "--data", str(tmp_path / "data"), *mistake])
    assert end.value.code == 2
    assert f"argument {mistake[0]}" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_server_on_all_addresses_has_to_be_told_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    assert main(["serve", "--data", str(tmp_path / "data"), "--port", "0", "--host", host]) == 2
    assert "--public-url" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()

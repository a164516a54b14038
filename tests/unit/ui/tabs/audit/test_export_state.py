from pathlib import Path

import pytest
from tests.support.manual_clock import NOVEMBER

from crashdesk.services.audit import ExportForm
from crashdesk.ui.tabs.audit.export.state import Wish, proposed_name, wish_of, with_ending


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("Production", "audit-Production-2026-11-18"),
        ("https://crash.example.org:8443/x", "audit-https-crash-example-org-8443-x-2026-11-18"),
        ("../../etc/passwd", "audit-etc-passwd-2026-11-18"),
        ("a\u202eb\x00c", "audit-a-b-c-2026-11-18"),
        ("服务器", "audit-2026-11-18"),
        ("NUL", "audit-NUL--2026-11-18"),
        ("", "audit-2026-11-18"),
        ("x" * 500, f"audit-{'x' * 60}-2026-11-18"),
    ],
)
def test_the_proposed_name_is_safe_on_every_system(server: str, name: str) -> None:
    assert proposed_name("audit", server, NOVEMBER) == name


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("/a/b.jsonl", "/a/b.csv"),
        ("/a/b.JSONL", "/a/b.csv"),
        ("/a.jsonl/b", "/a.jsonl/b.csv"),
        ("/a/b.txt", "/a/b.txt"),
        ("", ""),
    ],
)
def test_the_ending_follows_the_format_but_not_against_the_person(path: str, changed: str) -> None:
    assert with_ending(path, ExportForm.CSV) == changed


def test_a_path_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    def problem(path: object) -> str:
        found = wish_of(ExportForm.CSV, str(path))
        assert not isinstance(found, Wish)
        return str(found["path"])

    assert problem(" ") == "Say where to write the file."
    assert problem(tmp_path) == "This is a folder. Add the name of a file."
    assert problem(tmp_path / "no" / "x.csv") == "There is no such folder."
    assert wish_of(ExportForm.CSV, str(tmp_path / "x.csv")) == Wish(ExportForm.CSV, tmp_path / "x.csv")

"""What `make` does about missing system packages, with stand-ins for the system's own commands."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tools.system_packages import RUN, Package, ensure

PACKAGES = (
    Package("libold1|libold1t64", "libcrashdesk-absent.so.1"),
    Package("tool", "/usr/bin/crashdesk-absent"),
)
Command = Callable[[str, str], None]


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """The file in which the stand-ins write how they were called."""
    return tmp_path / "calls"


@pytest.fixture
def command(tmp_path: Path, calls: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that puts a command on an otherwise empty path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    def put(name: str, answer: str) -> None:
        script = folder / name
        script.write_text(f"#!/bin/sh\necho {name} $* >> {calls}\n{answer}\n")
        script.chmod(0o755)

    put("env", 'while [ "${1#*=}" != "$1" ]; do shift; done; exec "$@"')
    return put


def debian(command: Command, installed: str, known: str = "") -> None:
    command("dpkg-query", f"echo '{installed}'")
    command("apt-get", "exit 0")
    command(
        "apt-cache",
        f'case " {known} " in *" $2 "*) echo "  Candidate: 1.0";; *) echo "  Candidate: (none)";; esac',
    )


def apt_calls(calls: Path) -> list[str]:
    return [line for line in calls.read_text().splitlines() if line.startswith("apt-get")]


def test_nothing_is_done_when_all_is_there(command: Command, calls: Path) -> None:
    debian(command, "libold1t64 installed\ntool installed")

    ensure(PACKAGES)

    assert apt_calls(calls) == []


def test_what_is_missing_is_installed_by_the_name_this_release_knows(command: Command, calls: Path) -> None:
    debian(command, "libold1 not-installed", known="libold1t64 tool")

    ensure(PACKAGES)

    assert apt_calls(calls) == [
        "apt-get -q update",
        "apt-get -q install --yes --no-install-recommends libold1t64 tool",
    ]


def test_without_rights_it_says_what_to_run(
    command: Command, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    debian(command, "libold1 installed")

    with pytest.raises(SystemExit, match="apt-get install tool\n"):
        ensure(PACKAGES)

    assert apt_calls(calls) == []


def test_sudo_is_used_and_never_waits_for_a_password_without_a_terminal(
    command: Command, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    debian(command, "libold1 installed", known="tool")
    command("sudo", 'shift; exec "$@"')

    ensure(PACKAGES)

    assert "sudo --non-interactive env" in calls.read_text()


def test_a_failing_apt_ends_it_with_the_command_to_try(command: Command) -> None:
    debian(command, "libold1 installed", known="tool")
    command("apt-get", 'case "$*" in *install*) exit 100;; esac')

    with pytest.raises(SystemExit, match="Try it yourself:\n    apt-get install tool"):
        ensure(PACKAGES)


@pytest.mark.parametrize(
    ("tool", "advice"),
    [
        ("dnf", r"sudo dnf install 'libcrashdesk-absent.so.1\(\)\(64bit\)' '/usr/bin/crashdesk-absent'"),
        ("zypper", r"sudo zypper install 'libcrashdesk-absent.so.1\(\)\(64bit\)'"),
        ("pacman", "sudo pacman -Fy libcrashdesk-absent.so.1 crashdesk-absent"),
        ("other", "On Debian they are:\n    libold1 tool"),
    ],
)
def test_other_systems_are_told_what_is_missing_and_how_to_get_it(
    command: Command, tool: str, advice: str
) -> None:
    command(tool, "exit 0")

    with pytest.raises(SystemExit, match=advice):
        ensure(PACKAGES)


def test_other_systems_that_have_it_all_go_on(command: Command) -> None:
    ensure((Package("libc6", "libc.so.6"), Package("any", "/usr/bin/env"), Package("only-debian-can-tell")))


def test_systems_whose_wheels_bring_everything_need_nothing(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")

    ensure(RUN)

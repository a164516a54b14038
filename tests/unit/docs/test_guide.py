"""What README and guide name is there: files, keys, commands, options, environment variables."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import crashdesk_report_cli
from crashdesk.app import cli
from crashdesk.app.registry import tab_specs
from crashdesk.ui.shell.actions import SHELL_ACTIONS
from crashdesk.ui.tabs.crash_groups.actions import CRASH_GROUP_ACTIONS
from crashdesk_server import cli as server_cli

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", DOCS / "README.md", *DOCS.glob("guide/*.md")])
GUIDE = [ROOT / "README.md", *sorted(DOCS.glob("guide/*.md"))]
ACTIONS = (*SHELL_ACTIONS, *(action for tab in tab_specs() for action in tab.actions))

_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_CODE = re.compile(r"`([^`\n]+)`")
_KEY = re.compile(r"(?:(?:Ctrl|Shift|Alt)\+)*(?:[A-Z]|[/.?,]|F\d{1,2}|Del|Return|Esc|Tab|\d)")
_OF_DIALOGS = {"Esc", "Ctrl+Return", *"123456789"}
"""Keys that belong to a field or a dialog and not to the key map."""
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:^|\s)(?:\S*bin/)?(crashdesk(?:-server|-report)?)(?![\w./-])([^|#]*)")
_VARIABLE = re.compile(r"\bCRASHDESK_[A-Z_]+")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def parsers() -> dict[str, argparse.ArgumentParser]:
    return {
        "crashdesk": cli._parser(),
        "crashdesk-server": server_cli._parser(),
        "crashdesk-report": crashdesk_report_cli._parser(),
    }


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def command_lines(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield every command of ours that a page shows, as its program and its words."""
    text = page.read_text()
    pieces = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    pieces += [code for code in _CODE.findall(text) if code.startswith("crashdesk")]
    pieces += [line.partition("=")[2] for line in text.splitlines() if line.startswith("ExecStart=")]
    for piece in pieces:
        for program, words in _COMMAND.findall(piece):
            yield program, words.partition(" -- ")[0].split()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_contents_name_every_page_of_the_guide_and_every_decision() -> None:
    named = set(_LINK.findall((DOCS / "README.md").read_text()))
    pages = [*DOCS.glob("guide/*.md"), *DOCS.glob("decisions/*.md")]
    assert {str(page.relative_to(DOCS)) for page in pages} <= named


@pytest.mark.parametrize("page", GUIDE, ids=name_of)
def test_every_key_is_bound(page: Path) -> None:
    bound = {key for action in ACTIONS for key in action.keys} | _OF_DIALOGS
    keys = {code for code in _CODE.findall(page.read_text()) if _KEY.fullmatch(code)}
    assert keys - bound == set()


def test_the_table_of_decisions_has_the_right_key_for_each() -> None:
    page = (DOCS / "guide/triage.md").read_text()
    by_key = {key: str(action.text) for action in CRASH_GROUP_ACTIONS for key in action.keys}
    rows = re.findall(r"^\| `([^`]+)` \| ([A-Z][^|]+?) \|", page, re.MULTILINE)
    assert len(rows) >= 7
    assert [(key, words) for key, words in rows if by_key[key] != words] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_and_option_exists(page: Path) -> None:
    for program, words in command_lines(page):
        parser = parsers()[program]
        options = options_of(parser)
        for word in words:
            if word in commands_of(parser):
                parser = commands_of(parser)[word]
                options |= options_of(parser)
            elif word.startswith("--"):
                assert word in options, f"{program} {' '.join(words)}"


def test_commands_are_found_in_the_guide() -> None:
    shown = {(program, *words[:1]) for page in GUIDE for program, words in command_lines(page)}
    for program, command in (
        ("crashdesk", "tour"),
        ("crashdesk-server", "seed"),
        ("crashdesk-report", "run"),
    ):
        assert (program, command) in shown


def test_the_page_about_the_server_names_every_option_of_serve() -> None:
    named = set(re.findall(r"`(--[a-z-]+)`", (DOCS / "guide/server.md").read_text()))
    assert options_of(commands_of(server_cli._parser())["serve"]) - {"-h", "--help"} <= named


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_environment_variable_is_read_somewhere(page: Path) -> None:
    sources = [*ROOT.glob("src/**/*.py"), *ROOT.glob("server_stub/**/*.py")]
    read = {name for source in sources for name in _VARIABLE.findall(source.read_text())}
    assert set(_VARIABLE.findall(page.read_text())) <= read


@pytest.mark.parametrize("page", GUIDE, ids=name_of)
def test_every_name_of_something_on_the_screen_is_a_text_of_the_program(page: Path) -> None:
    sources = "".join(source.read_text() for source in ROOT.glob("src/crashdesk/**/*.py"))
    names = re.findall(r"(?<!\*)\*([A-Z][^*\n]+)\*(?!\*)", page.read_text())
    assert [name for name in names if f'"{name}' not in sources] == []

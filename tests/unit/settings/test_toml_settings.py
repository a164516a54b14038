from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crashdesk.core.errors import SettingsError
from crashdesk.core.ids import ActionId
from crashdesk.core.setting import Setting
from crashdesk.core.text import Text
from crashdesk.settings import files
from crashdesk.settings.declared import DECLARED, HOLD_BACK_SECONDS, REPORT_BODIES_MB, THEME
from crashdesk.settings.layouts import Layouts
from crashdesk.settings.toml_settings import TomlSettings

FLAG = Setting("appearance.animate", True, Text("t", "t"), Text("t", "t"))
NOTE = ActionId("crash_groups.note")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def opened(path: Path, content: str | None = None) -> TomlSettings:
    if content is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
    settings = TomlSettings(path, Layouts(path.parent / "layouts.json"), (*DECLARED, FLAG))
    settings.load()
    return settings


def test_without_a_file_the_defaults_are_in_force_and_none_is_made(path: Path) -> None:
    settings = opened(path)
    assert [settings.get(THEME), settings.get(HOLD_BACK_SECONDS), settings.get(REPORT_BODIES_MB)] == [
        "system",
        8,
        500,
    ]
    assert not path.exists()


def test_a_change_is_there_after_a_restart(path: Path) -> None:
    settings = opened(path)
    settings.put(THEME, "dark")
    settings.put(HOLD_BACK_SECONDS, 0)
    settings.put(FLAG, False)
    again = opened(path)
    assert [again.get(THEME), again.get(HOLD_BACK_SECONDS), again.get(FLAG)] == ["dark", 0, False]
    assert path.stat().st_mode & 0o777 == 0o600


WRITTEN = """\
# my settings
[appearance]
theme = "dark"   # easier at night
colour_of_the_bikeshed = "teal"

[elsewhere]
answer = 42
"""


def test_a_change_leaves_comments_and_unknown_keys_alone(path: Path) -> None:
    settings = opened(path, WRITTEN)
    settings.put(THEME, "light")
    assert path.read_text("utf-8") == WRITTEN.replace('"dark"', '"light"')


def test_what_was_edited_while_the_program_ran_is_kept(path: Path) -> None:
    settings = opened(path, WRITTEN)
    path.write_text(WRITTEN + "[outbox]\nhold_back_seconds = 20\n", "utf-8")
    settings.put(THEME, "light")
    assert opened(path).get(HOLD_BACK_SECONDS) == 20


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a = 1\nb = = 2\n", "line 2, column 5"),
        ("a = 1\na = 2\n", "line 2, column"),
        ("[appearance", "line 1, column 12"),
        ('[appearance]\ntheme = "dark\n', "line 2, column"),
        ("a = " + "[" * 100_000, "line 1, column 1"),
    ],
)
def test_a_broken_file_names_the_place_and_is_left_as_it_is(path: Path, content: str, place: str) -> None:
    settings = opened(path)
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    for act in (settings.load, lambda: settings.put(THEME, "dark"), lambda: settings.bind(NOTE, ("M",))):
        with pytest.raises(SettingsError) as caught:
            act()
        assert str(path) in str(caught.value.text)
        assert place in str(caught.value.text)
        assert "move the file away" in str(caught.value.text)
    assert path.read_text("utf-8") == content
    assert settings.get(THEME) == "system"


def test_a_file_in_another_encoding_names_the_place(path: Path) -> None:
    settings = opened(path)
    path.parent.mkdir()
    path.write_bytes(b'[appearance]\ntheme = "\xff"\n')
    with pytest.raises(SettingsError, match="line 2, column 10: this is not UTF-8"):
        settings.load()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\n[appearance]\ntheme = 3\n", "line 3: “appearance.theme” has to be text"),
        (
            '[appearance]\ntheme = "pink"\n',
            "line 2: “appearance.theme” has to be one of: system, light, dark",
        ),
        ("[appearance]\nanimate = 1\n", "line 2: “appearance.animate” has to be true or false"),
        (
            "[outbox]\nhold_back_seconds = 61\n",
            "line 2: “outbox.hold_back_seconds” has to be a whole number from 0 to 60",
        ),
        ("[outbox]\nhold_back_seconds = true\n", "whole number"),
        ("[outbox]\nhold_back_seconds = 1.5\n", "whole number"),
        ("outbox = 1\n", "“outbox” has to be a table, written as [outbox]"),
        (
            '[keymap]\n"crash_groups.note" = "M"\n',
            "line 2: The keys of “crash_groups.note” have to be a list",
        ),
        ('[keymap]\n"crash_groups.note" = [1]\n', "have to be a list"),
    ],
)
def test_a_value_that_does_not_fit_names_the_line(path: Path, content: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        opened(path, content)
    assert said in str(caught.value.text)


def test_a_value_that_does_not_fit_is_not_written(path: Path) -> None:
    settings = opened(path)
    with pytest.raises(SettingsError, match="one of: system, light, dark"):
        settings.put(THEME, "pink")
    with pytest.raises(SettingsError, match="from 0 to 60"):
        settings.put(HOLD_BACK_SECONDS, -1)
    assert settings.get(THEME) == "system"
    assert not path.exists()


def test_a_table_that_has_become_something_else_is_left_as_it_is(path: Path) -> None:
    settings = opened(path, WRITTEN)
    path.write_text("appearance = 3\n", "utf-8")
    with pytest.raises(SettingsError, match=r"has to be a table, written as \[appearance\]"):
        settings.put(THEME, "light")
    assert path.read_text("utf-8") == "appearance = 3\n"


def test_keys_can_be_bound_unbound_and_given_back(path: Path) -> None:
    settings = opened(path, "[keymap] # mine\n")
    settings.bind(NOTE, ("Ctrl+M", "Shift+M"))
    settings.bind(ActionId("crash_groups.resolve"), ())
    assert opened(path).bindings() == {NOTE: ("Ctrl+M", "Shift+M"), "crash_groups.resolve": ()}
    settings.bind(NOTE, None)
    assert opened(path).bindings() == settings.bindings() == {"crash_groups.resolve": ()}
    assert "# mine" in path.read_text("utf-8")


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = opened(path, WRITTEN)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        settings.put(THEME, "light")
    assert settings.get(THEME) == "dark"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert path.read_text("utf-8") == WRITTEN


def test_a_link_stays_one_and_permissions_stay(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    real = tmp_path / "dotfiles.toml"
    real.write_text(WRITTEN, "utf-8")
    real.chmod(0o644)
    path.symlink_to(real)
    opened(path).put(THEME, "light")
    assert path.is_symlink()
    assert 'theme = "light"' in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(
    os.name == "nt", reason="folders cannot be opened as files there either, but say so otherwise"
)
def test_a_file_that_cannot_be_read_says_why(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(SettingsError, match=r"cannot be read: Is a directory"):
        opened(path)


def test_layouts_are_written_when_flushed(path: Path) -> None:
    settings = opened(path)
    settings.remember("window", "0,0,800,600")
    assert settings.layout("window") == "0,0,800,600"
    assert opened(path).layout("window") == ""
    settings.flush()
    assert opened(path).layout("window") == "0,0,800,600"
    assert opened(path).layout("never seen") == ""


def test_flushing_writes_only_what_changed(path: Path) -> None:
    settings = opened(path)
    settings.remember("window", "1")
    settings.flush()
    layouts = path.parent / "layouts.json"
    layouts.unlink()
    settings.remember("window", "1")
    settings.flush()
    assert not layouts.exists()


def test_layouts_that_cannot_be_read_are_begun_anew(path: Path) -> None:
    path.parent.mkdir()
    (path.parent / "layouts.json").write_bytes(b"\xff{")
    settings = opened(path)
    assert settings.layout("window") == ""
    settings.remember("window", "1")
    settings.flush()
    assert opened(path).layout("window") == "1"


@given(
    st.text(),
    st.lists(st.sampled_from(["[a]", "[[a]]", "a.b=1", "\n", "=", '"', "'", "{", "}", "[", "]", "#"])),
)
def test_no_content_of_the_file_is_a_bug(
    tmp_path_factory: pytest.TempPathFactory, text: str, parts: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes((text + "".join(parts)).encode("utf-8", "replace"))
    settings = TomlSettings(path, Layouts(path.parent / "none.json"), DECLARED)
    try:
        settings.load()
        settings.put(THEME, "dark")
    except SettingsError:
        return
    settings.load()
    assert settings.get(THEME) == "dark"

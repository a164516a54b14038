from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from crashdesk.core.errors import SettingsError
from crashdesk.core.ids import ProfileId, ServerId, UserId
from crashdesk.core.profile import AuthMethod, Danger, Profile
from crashdesk.settings.profiles import ProfileBook

HOME = Profile(ProfileId(""), "Home", "https://desk.example.org")
WORK = Profile(
    ProfileId(""),
    "Work",
    "http://10.0.0.5:8080",
    colour="#c8434f",
    danger=Danger.DANGER,
    read_only=True,
    auth_method=AuthMethod.API_KEY,
    email="ada@example.org",
    ca_file="/etc/ca.pem",
    pinned_sha256="ab" * 32,
    allow_plain_http=True,
    last_server_id=ServerId("srv_1"),
    last_user_id=UserId("usr_1"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "profiles.toml"


def opened(path: Path, content: str | None = None) -> ProfileBook:
    if content is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
    book = ProfileBook(path)
    book.load()
    return book


def test_a_new_desk_has_no_profile(path: Path) -> None:
    book = opened(path)
    assert (book.profiles, book.first, book.default) == ((), None, None)


def test_profiles_are_there_after_a_restart_in_their_order(path: Path) -> None:
    book = opened(path)
    home, work = book.add(HOME), book.add(WORK)
    assert home.id
    assert home.id != work.id
    assert opened(path).profiles == (home, work)
    assert msgspec.structs.replace(work, id=WORK.id) == WORK


def test_a_profile_is_tidied_when_saved(path: Path) -> None:
    assert (
        opened(path).add(msgspec.structs.replace(HOME, url="desk.example.org/ ")).url
        == "https://desk.example.org"
    )


WRITTEN = """\
# our servers
last_used = "b"

[[profile]]
id = "a"   # the old one
name = "Alpha"
url = "https://a.example.org"
read_only = true
motto = "festina lente"

[[profile]]
id = "b"
name = "Beta"
url = "https://b.example.org"
"""


def test_a_change_leaves_comments_and_unknown_keys_alone(path: Path) -> None:
    book = opened(path, WRITTEN)
    alpha = book.profiles[0]
    book.change(msgspec.structs.replace(alpha, name="Alef", read_only=False, email="ada@example.org"))
    text = path.read_text("utf-8")
    assert "# our servers" in text
    assert "# the old one" in text
    assert 'motto = "festina lente"' in text
    assert "read_only" not in text
    again = opened(path).profiles
    assert [profile.name for profile in again] == ["Alef", "Beta"]
    assert again[0].email == "ada@example.org"


def test_the_profile_used_last_opens_first_unless_one_was_chosen(path: Path) -> None:
    book = opened(path, WRITTEN)
    assert book.first == book.profiles[1]
    book.mark_used(ProfileId("a"))
    assert opened(path).first == book.profiles[0]
    book.choose_default(ProfileId("b"))
    assert opened(path).first == opened(path).default == book.profiles[1]
    book.choose_default(None)
    assert opened(path).default is None
    assert "# our servers" in path.read_text("utf-8")


def test_a_removed_profile_is_neither_default_nor_last(path: Path) -> None:
    book = opened(path, WRITTEN)
    book.choose_default(ProfileId("b"))
    book.remove(ProfileId("b"))
    again = opened(path)
    assert [profile.id for profile in again.profiles] == ["a"]
    assert again.first == again.profiles[0]
    book.remove(ProfileId("b"))
    book.remove(ProfileId("a"))
    assert opened(path).profiles == ()
    assert "profile" not in path.read_text("utf-8")
    assert opened(path).add(HOME) == opened(path).first


@pytest.mark.parametrize(
    "content", ["profile = []\n", 'profile = [{id = "a", name = "A", url = "https://a"}]\n']
)
def test_profiles_may_be_written_in_one_line_too(path: Path, content: str) -> None:
    book = opened(path, content)
    before = book.profiles
    home = book.add(HOME)
    assert opened(path).profiles == (*before, home)


def test_an_export_says_nothing_of_this_person_or_computer(path: Path) -> None:
    book = opened(path)
    work = book.add(WORK)
    book.add(HOME)
    exported = book.export()
    assert 'url = "http://10.0.0.5:8080"' in exported
    assert 'pinned_sha256 = "abab' in exported
    assert exported.count("[[profile]]") == 2
    for private in (work.id, WORK.email, WORK.ca_file, WORK.last_server_id, WORK.last_user_id):
        assert private not in exported


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "a name"),
        ({"name": "Alpha"}, "already"),
        ({"url": "http://b.example.org"}, "not encrypted"),
        ({"url": "https://ada:secret@b.example.org"}, "name and password"),
    ],
)
def test_what_cannot_be_saved_says_why_and_changes_nothing(
    path: Path, wrong: dict[str, str], said: str
) -> None:
    book = opened(path, WRITTEN)
    beta = book.profiles[1]
    for act in (book.change, book.add):
        with pytest.raises(SettingsError, match=said):
            act(msgspec.structs.replace(beta, **wrong))
    assert path.read_text("utf-8") == WRITTEN
    assert "secret" not in path.read_text("utf-8")


def test_changing_a_profile_that_is_not_there_is_a_bug(path: Path) -> None:
    with pytest.raises(KeyError):
        opened(path).change(HOME)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            WRITTEN.replace('name = "Beta"', "name = 3"),
            "line 11: this profile cannot be used (Expected `str`",
        ),
        (WRITTEN.replace('name = "Beta"', ""), "line 11: this profile cannot be used (Object missing"),
        (WRITTEN.replace("https://b", "gopher://b"), "line 11: this profile cannot be used (url: A server's"),
        (
            WRITTEN.replace('"b"\nname', '"a"\nname'),
            "line 11: this profile cannot be used (id: a",
        ),
        (WRITTEN + "danger = 'extreme'", "extreme"),
        ("profile = 3", "[[profile]]"),
        (WRITTEN + "x = = 1", "line 15, column 5"),
    ],
)
def test_a_broken_file_names_the_line_and_is_left_as_it_is(path: Path, broken: str, said: str) -> None:
    book = opened(path, WRITTEN)
    before = book.profiles
    path.write_text(broken, "utf-8")
    for act in (book.load, lambda: book.add(HOME), lambda: book.remove(ProfileId("a"))):
        with pytest.raises(SettingsError) as caught:
            act()
        assert said in str(caught.value.text)
        assert str(path) in str(caught.value.text)
    assert path.read_text("utf-8") == broken
    assert book.profiles == before

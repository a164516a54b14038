from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.profile_rules import problems_of, tidied

PROFILE = Profile(ProfileId("p1"), "Home", "https://desk.example.org")


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        (" desk.example.org/ ", "https://desk.example.org"),
        ("https://desk.example.org/", "https://desk.example.org"),
        ("https://10.0.0.5:8443/desk", "https://10.0.0.5:8443/desk"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://desk.localhost", "http://desk.localhost"),
    ],
)
def test_addresses_that_can_be_saved(typed: str, saved: str) -> None:
    profile = tidied(msgspec.structs.replace(PROFILE, url=typed))
    assert profile.url == saved
    assert problems_of(profile) == ()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Give the address"),
        ("https://", "no address"),
        ("https://desk example.org", "no address"),
        ("https://desk.example.org:99999", "no address"),
        ("https://desk.example.org:0", "no address"),
        ("https://[::1", "no address"),
        ("https://a\\@b", "no address"),
        ("ftp://desk.example.org", "not with ftp://"),
        ("https://ada:pw@desk.example.org", "name and password"),
        ("https://@desk.example.org", "name and password"),
        ("https://desk.example.org/?a=1", "“?a=1”"),
        ("https://desk.example.org/#top", "“#top”"),
        ("http://desk.example.org", "not encrypted"),
        ("http://127.0.0.1.example.org", "not encrypted"),
    ],
)
def test_addresses_that_cannot_be_saved(url: str, said: str) -> None:
    (problem,) = problems_of(tidied(msgspec.structs.replace(PROFILE, url=url)))
    assert problem.field == "url"
    assert said in str(problem.text)


def test_plain_http_is_possible_once_it_was_allowed() -> None:
    allowed = msgspec.structs.replace(PROFILE, url="http://desk.example.org", allow_plain_http=True)
    assert problems_of(allowed) == ()


def test_every_field_has_its_own_problem() -> None:
    profile = Profile(ProfileId("p1"), " ", "", colour="red", ca_file="ca.pem", pinned_sha256="ab:cd")
    assert [problem.field for problem in problems_of(tidied(profile))] == [
        "name",
        "url",
        "colour",
        "ca_file",
        "pinned_sha256",
    ]


def test_a_pin_may_be_pasted_with_colons() -> None:
    pasted = ":".join(["AB"] * 32)
    profile = tidied(msgspec.structs.replace(PROFILE, pinned_sha256=pasted))
    assert profile.pinned_sha256 == "ab" * 32
    assert problems_of(profile) == ()


@given(st.text())
def test_any_address_is_saved_or_refused(url: str) -> None:
    profile = tidied(msgspec.structs.replace(PROFILE, url=url))
    problems_of(profile)
    assert tidied(profile) == profile

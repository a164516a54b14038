"""One's own rights in words."""

from __future__ import annotations

from msgspec import structs
from tests.support.scripted_account import RIGHTS
from tests.support.shell_fakes import make_session

from crashdesk.ui.dialogs.my_rights.state import rights_of

HELD = frozenset({"crashes.read", "audit.read", "rockets.launch"})


def test_what_one_holds_comes_first_and_says_where_it_comes_from() -> None:
    session = structs.replace(make_session(), role="viewer", permissions=HELD)
    lines = [(right.name, str(right.held)) for right in rights_of(session, RIGHTS)]
    assert lines == [
        ("crashes.read", "Yes"),
        ("audit.read", "Yes, given to you"),
        ("rockets.launch", "Yes"),
        ("crashes.triage", "No"),
        ("users.manage", "No"),
    ]


def test_rights_are_named_even_when_nothing_is_known_of_them() -> None:
    session = structs.replace(make_session(), permissions=HELD)
    assert [right.name for right in rights_of(session, ())] == sorted(HELD)


def test_the_servers_words_are_shown_as_they_stand() -> None:
    odd = structs.replace(RIGHTS[0], meaning="{x} <b>", roles=("captain",))
    (right,) = rights_of(structs.replace(make_session(), permissions=frozenset()), (odd,))
    assert (str(right.meaning), str(right.roles[0])) == ("{x} <b>", "captain")

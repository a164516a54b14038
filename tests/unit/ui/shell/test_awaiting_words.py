"""What somebody reads who waits to be let in."""

from __future__ import annotations

from msgspec import structs
from tests.support.shell_fakes import NOW, make_connection, make_profiles, make_session

from crashdesk.core.connection import Link
from crashdesk.core.errors import ServerFault
from crashdesk.core.ids import Instant
from crashdesk.ui.shell import awaiting_words as words

SESSION = structs.replace(make_session(), role="pending", permissions=frozenset())
WAITING = words.Waiting(SESSION, make_profiles()[0], Instant(NOW - 60_000))


def test_who_waits_and_where() -> None:
    assert "waiting" in str(words.title_of(WAITING))
    assert str(words.person_of(WAITING)) == "Mira Sandoval · mira@example.org"
    nameless = structs.replace(WAITING, session=structs.replace(SESSION, name=""))
    assert str(words.person_of(nameless)) == "mira@example.org"
    assert str(words.server_of(WAITING)) == "Production · https://crash.example.org"


def test_somebody_without_rights_is_told_something_else() -> None:
    viewer = structs.replace(WAITING, session=structs.replace(SESSION, role="viewer"))
    assert words.title_of(viewer) != words.title_of(WAITING)
    assert "approve" not in str(words.sentence_of(viewer))


def test_the_next_look_is_counted_down() -> None:
    state = make_connection(Link.AWAITING, retry_at=Instant(NOW + 13_001))
    assert "14 s" in str(words.looking_words(state, NOW))
    assert "Asking" in str(words.looking_words(state, Instant(NOW + 20_000)))
    away = make_connection(Link.OFFLINE, retry_at=Instant(NOW + 5_000))
    assert "cannot be reached" in str(words.looking_words(away, NOW))
    assert "Asking" in str(words.looking_words(None, NOW))


def test_what_keeps_the_desk_from_asking_is_said() -> None:
    stopped = make_connection(Link.STOPPED, problem=ServerFault())
    assert str(ServerFault.default) in str(words.looking_words(stopped, NOW))

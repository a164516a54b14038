from tests.support.manual_clock import NOVEMBER
from tests.support.user_samples import RIGHTS, make_user

from crashdesk.core.ids import DAY, Instant
from crashdesk.core.people import Actor
from crashdesk.core.similar_names import Likeness, Similar
from crashdesk.core.users import User, UserState
from crashdesk.ui.kit.column import Badge, Labelled
from crashdesk.ui.tabs.users.columns import all_columns, pending_columns
from crashdesk.ui.tabs.users.detail.words import facts_of, rights_of
from crashdesk.ui.tabs.users.words import likeness_chip, likeness_sentence

MIRA = make_user("usr_m", name="Mira Okafor", email="mira@example.org", role="operator")


def facts(user: User) -> dict[str, str]:
    return {str(fact.title): str(fact.words) for fact in facts_of(user, NOVEMBER)}


def test_the_chip_says_whom_somebody_could_be_taken_for() -> None:
    assert str(likeness_chip(Similar(MIRA, Likeness.LOOKS))) == "looks like Mira Okafor (operator)"
    gone = make_user("usr_g", name="Mira", state=UserState.REJECTED, role="pending")
    assert str(likeness_chip(Similar(gone, Likeness.NAME))) == "looks like Mira (rejected)"
    assert str(likeness_chip(Similar(MIRA, Likeness.DOMAIN))) == "domain looks like example.org"
    assert str(likeness_sentence(Similar(MIRA, Likeness.MAILBOX))) == (
        "Looks like Mira Okafor (operator). The same name before the @, at another domain: mira@example.org."
    )


def test_a_hostile_name_in_the_chip_is_made_visible_and_short() -> None:
    hostile = make_user("usr_h", name="Mi\u202era" + "x" * 900)
    chip = str(likeness_chip(Similar(hostile, Likeness.LOOKS)))
    assert "\u202e" not in chip
    assert len(chip) < 70


def test_what_is_known_of_an_account_and_who_decided() -> None:
    user = make_user(
        decided_at=Instant(NOVEMBER - 2 * DAY), decided_by=Actor("user", "Jonas", "usr_j"), registered_from=""
    )
    assert facts(user) == {
        "Registered": "just now",
        "From": "set up on the server",
        "Last sign-in": "never",
        "Open sessions": "0",
        "API keys": "0",
        "Approved": "2 d ago by Jonas",
    }
    assert "Rejected" in facts(make_user(state=UserState.REJECTED))
    assert facts(make_user(pending=True))["Approved"] == "just now by you, not sent yet"
    assert "Approved" not in facts(make_user(state=UserState.PENDING))


def test_rights_are_told_by_role_and_beyond_it() -> None:
    viewer = make_user(permissions=("audit.read", "later.right"))
    by_role, granted = rights_of(viewer, RIGHTS)
    assert str(by_role.title) == "As viewer:"
    assert by_role.names == ("crashes.read", "usage.read")
    assert granted.meanings == ("Read and export the audit log.", "later.right")
    [unknown, granted] = rights_of(viewer, ())
    assert "has not been fetched" in str(unknown.title)
    assert granted.names == ("audit.read", "later.right")
    [none] = rights_of(make_user(state=UserState.DISABLED), RIGHTS)
    assert str(none.title) == "None while the account is disabled."


def test_columns_show_who_when_where_from_and_whom_they_are_like() -> None:
    found = (Similar(MIRA, Likeness.LOOKS),)
    columns = {column.id: column for column in pending_columns(lambda _user: found)}
    assert list(columns) == ["name", "email", "registered_at", "registered_from", "similar"]
    user = make_user(name="", state=UserState.PENDING, pending=True)
    name = columns["name"].value(user)
    assert isinstance(name, Labelled)
    assert (name.text, [str(badge.text) for badge in name.badges]) == (user.email, ["unsent"])
    chip = columns["similar"].value(user)
    assert isinstance(chip, Badge)
    assert str(chip.tooltip).startswith("Looks like Mira Okafor (operator). The names look the same")
    assert len({column.id for column in all_columns(lambda _user: ())}) == 13

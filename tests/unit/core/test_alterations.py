"""What others have changed, in words."""

from __future__ import annotations

from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import make_group

from crashdesk.core.alterations import group_alterations, user_alterations
from crashdesk.core.crash_groups import Severity, Status
from crashdesk.core.crash_reports import ActivityEntry
from crashdesk.core.ids import GroupId, UserId
from crashdesk.core.people import Actor, Person
from crashdesk.core.users import User, UserState

ME = UserId("usr_1")
MIRA = Actor("user", "Mira", "usr_2")


def entry(kind: str, actor: Actor = MIRA) -> ActivityEntry:
    return ActivityEntry(f"act_{kind}", GroupId("grp_1"), NOVEMBER, actor, kind)


def told(*new: ActivityEntry, **values: object) -> list[tuple[str, str]]:
    found = group_alterations(make_group(), make_group(**values), new, ME)
    return [(str(each.field), each.who) for each in found]


def test_the_timeline_tells_what_and_by_whom() -> None:
    system = Actor("system", "CrashDesk")
    mine = entry("severity_changed", Actor("user", "Ada", ME))
    assert told(entry("status_changed"), entry("assigned"), mine, entry("note")) == [
        ("status", "Mira"),
        ("assignee", "Mira"),
    ]
    assert told(entry("regressed", system)) == [("status", "")]
    assert told(entry("status_changed"), entry("ignore_ended")) == [("status", "Mira")]


def test_without_an_entry_what_differs_is_told() -> None:
    tom = Person(UserId("usr_3"), "Tom")
    assert told(status=Status.RESOLVED, severity=Severity.LOW, assignee=tom) == [
        ("status", ""),
        ("severity", ""),
        ("assignee", ""),
    ]
    assert told(entry("invented_later"), count=7) == []


def test_an_account_tells_who_decided() -> None:
    before = User(UserId("usr_7"), 1, "m@example.org", "M", UserState.PENDING, "pending")
    approved = User(
        UserId("usr_7"),
        2,
        "m@example.org",
        "M",
        UserState.ACTIVE,
        "viewer",
        decided_at=NOVEMBER,
        decided_by=MIRA,
    )
    promoted = User(
        UserId("usr_7"),
        3,
        "m@example.org",
        "N",
        UserState.ACTIVE,
        "admin",
        ("audit.read",),
        decided_at=NOVEMBER,
        decided_by=MIRA,
    )
    assert [(str(each.field), each.who) for each in user_alterations(before, approved)] == [
        ("status", "Mira"),
        ("role", "Mira"),
    ]
    assert [(str(each.field), each.who) for each in user_alterations(approved, promoted)] == [
        ("role", ""),
        ("rights", ""),
        ("name", ""),
    ]

import json
from typing import Any

import pytest

from crashdesk.connectors.crashdesk.feed import decode_changes
from crashdesk.core.crash_copy import as_text
from crashdesk.core.crash_groups import CrashGroup, IgnoreUntil, ResolvedIn, Severity, Status
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.ids import LATEST, Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person

TIME = "2026-11-18T11:06:40.123Z"
GROUP: dict[str, Any] = {
    "id": "grp_1",
    "project_id": "prj_1",
    "revision": 3,
    "fingerprint": "f",
    "kind": "crash",
    "source": "python",
    "label": "main",
    "error_type": "TypeError",
    "title": "TypeError: x",
    "top_frame": "f",
    "development": False,
    "status": "resolved",
    "resolution": {"kind": "version", "version": "2.1", "at": TIME, "by": None},
    "ignore": None,
    "severity": "high",
    "severity_is_manual": True,
    "assignee": {"id": "usr_1", "label": "Ada"},
    "regressed_at": None,
    "regressed_in": None,
    "regressions": 0,
    "count": 2**53,
    "last_day": 1,
    "daily": [0, 1],
    "daily_until": TIME,
    "first_seen": "1970-01-01T00:00:00.001Z",
    "last_seen": "2026-11-18T12:06:40.123+01:00",
    "first_version": "1.0",
    "last_version": "2.0",
    "platforms": ["linux/amd64"],
    "versions": 2,
    "reports_kept": 2,
    "notes": 0,
}


def page(*items: object, **members: object) -> bytes:
    body = {"items": items, "next_token": "t2", "has_more": True, **members}
    return json.dumps(body).encode()


def group(**members: object) -> dict[str, object]:
    return {"type": "crash_group", "id": "grp_1", "object": {**GROUP, **members}}


def decoded(**members: object) -> CrashGroup:
    [change] = decode_changes(page(group(**members))).items
    assert isinstance(change.object, CrashGroup)
    return change.object


def test_a_page():
    gone = {"type": "crash_report", "id": "rep_1", "object": None}
    ada = {
        "type": "person",
        "id": "usr_1",
        "object": {"id": "usr_1", "label": "A", "role": "x", "enabled": False},
    }
    found = decode_changes(page(group(), gone, ada))

    assert (found.next_token, found.has_more) == ("t2", True)
    assert [(change.type, change.id) for change in found.items] == [
        (ObjectType.CRASH_GROUP, "grp_1"),
        (ObjectType.CRASH_REPORT, "rep_1"),
        (ObjectType.PERSON, "usr_1"),
    ]
    assert [change.object for change in found.items[1:]] == [None, Person("usr_1", "A", "x", False)]


def test_times_are_milliseconds_wherever_the_clock_stood():
    found = decoded()
    assert found.first_seen == 1
    assert found.last_seen == found.daily_until == Instant(1_795_000_000_123)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("0001-01-01T00:00:00+14:00", 0),
        ("1969-12-31T23:59:59Z", 0),
        ("9999-12-31T23:59:59.999999-14:00", LATEST),
    ],
)
def test_times_stay_within_what_can_be_shown(said: str, taken: Instant):
    found = decoded(first_seen=said)
    assert found.first_seen == taken
    assert as_text(found)


def test_what_a_newer_server_invents_breaks_nothing():
    found = decoded(
        status="snoozed",
        severity="catastrophic",
        resolution={"kind": "elsewhere", "at": TIME, "by": {"kind": "robot", "id": "r", "label": "R"}},
        ignore={"kind": "moon", "phase": "full"},
        invented={"a": [1]},
    )
    assert (found.status, found.severity) == (Status.OPEN, Severity.MEDIUM)
    assert found.resolution is not None
    assert (found.resolution.kind, found.resolution.version) == (ResolvedIn.NOW, None)
    assert found.resolution.by is not None
    assert found.resolution.by.kind == "robot"
    assert found.ignore is not None
    assert found.ignore.kind is IgnoreUntil.FOREVER


def test_types_that_this_desk_does_not_know_are_passed_over():
    found = decode_changes(page({"type": "moon", "id": "m", "object": {"x": 1}}, group()))
    assert [change.id for change in found.items] == ["grp_1"]
    assert found.next_token == "t2"


@pytest.mark.parametrize(
    "members",
    [
        {"count": "many"},
        {"count": -1},
        {"count": 2**53 + 1},
        {"count": 1.5},
        {"daily": [0, None]},
        {"daily": [0] * 1000},
        {"first_seen": "yesterday"},
        {"first_seen": "2026-11-18T11:06:40"},
        {"first_seen": "0000-01-01T00:00:00Z"},
        {"title": None},
        {"id": ""},
    ],
    ids=str,
)
def test_a_wrong_type_names_its_place(members):
    [place] = members
    with pytest.raises(AnswerUnusable) as problem:
        decode_changes(page(group(), group(**members)))
    assert "GET /changes: items[1].object" in problem.value.detail
    assert f"$.{place}" in problem.value.detail


def test_a_missing_member_is_named():
    item = group()
    del item["object"]["title"]  # pyright: ignore[reportIndexIssue]
    with pytest.raises(AnswerUnusable) as problem:
        decode_changes(page(item))
    assert "`title`" in problem.value.detail


@pytest.mark.parametrize(
    "body",
    [
        page(group(), next_token=""),
        page(group(), next_token=None),
        page({"type": "crash_group", "id": "grp_1"}),
        page()[:-1],
        b'{"items": ' + b"[" * 100_000,
        b'{"items": [{"type": "crash_group", "id": "g", "object": ' + b"[" * 100_000 + b"]" * 100_000
        + b'}], "next_token": "t", "has_more": false}',
    ],
    ids=["empty token", "no token", "no object", "cut", "deep", "deep object"],
)  # fmt: skip
def test_a_page_that_is_none(body):
    with pytest.raises(AnswerUnusable):
        decode_changes(body)

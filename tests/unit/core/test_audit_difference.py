from crashdesk.core.audit_difference import MOST_ROWS, Change, difference
from crashdesk.core.audit_values import field_words


def test_each_field_is_a_row_with_what_was_and_what_is() -> None:
    rows = difference(
        {"role": "viewer", "name": "Tom", "old": 1}, {"role": "admin", "name": "Tom", "new": True}
    )
    assert [(row.path, row.before, row.after, row.change) for row in rows] == [
        ("role", "viewer", "admin", Change.CHANGED),
        ("name", "Tom", "Tom", Change.SAME),
        ("old", "1", None, Change.REMOVED),
        ("new", None, "yes", Change.ADDED),
    ]


def test_nested_values_have_rows_of_their_own() -> None:
    before = {
        "ignore": {"kind": "count", "rule": {"n": 3}},
        "tags": ["a", "b"],
        "items": [{"id": 1}, {"id": 2}],
    }
    after = {"ignore": {"kind": "count", "rule": {"n": 4}}, "tags": [], "items": [{"id": 1}]}
    rows = {row.path: (row.before, row.after) for row in difference(before, after)}
    assert rows == {
        "ignore.kind": ("count", "count"),
        "ignore.rule.n": ("3", "4"),
        "tags": ("a, b", "nothing"),
        "items[0].id": ("1", "1"),
        "items[1].id": ("2", None),
    }


def test_known_values_are_said_in_words() -> None:
    rows = difference(
        {"status": "ignored count 10", "assignee": None, "password": "changed", "state": "pending"},
        {
            "status": "open",
            "assignee": "Ada",
            "password": "changed",
            "permissions": ["audit.read"],
            "name": "",
        },
    )
    assert {row.path: (row.before, row.after) for row in rows} == {
        "status": ("ignored for 10 more reports", "open"),
        "assignee": ("nobody", "Ada"),
        "password": ("changed; what it is was not written down",) * 2,
        "state": ("waits for a decision", None),
        "permissions": (None, "read the audit log"),
        "name": (None, "empty"),
    }
    assert field_words("permissions") == "Rights beyond the role"
    assert field_words("a\u202eb") == "a‹U+202E›b"


def test_a_time_that_a_status_hangs_on_can_be_read() -> None:
    (row,) = difference({"status": "ignored time 2026-12-01T04:52:37.679Z"}, {"status": "resolved"})
    assert (row.before, row.after) == ("ignored until 2026-12-01 04:52 UTC", "resolved")


def test_a_reference_is_one_value() -> None:
    rows = difference({"assignee": None}, {"assignee": {"id": "usr_1", "label": "Ada"}})
    assert [(row.path, row.before, row.after) for row in rows] == [("assignee", "nobody", "Ada (usr_1)")]


def test_what_has_no_end_is_cut() -> None:
    deep: dict[str, object] = {"end": 1}
    for _ in range(90):
        deep = {"x": deep}
    (row,) = difference(None, deep)
    assert row.path.count("x") == 12
    assert (row.after or "").endswith('{"end":1}' + "}" * 78)
    assert len(difference(None, {str(n): n for n in range(5_000)})) == MOST_ROWS


def test_nothing_changed_is_no_row() -> None:
    assert difference(None, {}) == ()

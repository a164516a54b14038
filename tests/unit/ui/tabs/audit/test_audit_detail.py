from tests.support.audit_entries import make_entry, make_missing
from tests.support.audit_samples import Log
from tests.support.manual_clock import NOVEMBER

from crashdesk.core.audit import Finding, FindingKind, Missing, Target, Verification
from crashdesk.core.ids import ChangeId
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Actor
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.parser import parse
from crashdesk.core.text import Text
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.detail.state import EntryDetail, detail_of, detail_of_journal, filter_like

VERIFIED = Verification(verified_to=10, head_hash="ab" * 32, signed_to=8)


def facts(detail: EntryDetail) -> dict[str, str]:
    return {str(fact.title): fact.value for fact in (*detail.facts, *detail.chain)}


def test_all_that_is_known_is_told() -> None:
    entry = make_entry(before={"role": "pending"}, after={"role": "viewer"}, reason="asked by Ada")
    detail = detail_of(entry, "ee" * 32, VERIFIED, str)
    assert detail.heading == "Mira Okafor approved Tom as viewer"
    told = facts(detail)
    assert told["When"].startswith("2026-11-18 ")
    assert told["In UTC"] == "2026-11-18 11:06:40.000"
    assert told["Who"] == "Mira Okafor (signed in)"
    assert told["Action"] == "user.approved"
    assert told["Reason"] == "asked by Ada"
    assert told["From"] == "198.51.100.23"
    assert told["Hash before it"] == "ee" * 32
    assert [(row.path, row.before, row.after) for row in detail.rows] == [
        ("role", "not let in yet", "viewer")
    ]
    assert next(fact.quiet for fact in detail.facts if str(fact.title) == "Target") == "user usr_2"


def test_the_standing_in_the_chain_is_told() -> None:
    def standing(verification: Verification, seq: int = 7) -> str:
        return facts(detail_of(make_entry(seq=seq), "", verification, str))["Chain"]

    broken = Verification(verified_to=6, finding=Finding(FindingKind.GAP, 7, NOVEMBER))
    assert standing(VERIFIED) == "verified, and signed by the server"
    assert standing(VERIFIED, 9) == "verified, not signed by the server yet"
    assert standing(VERIFIED, 11) == "not verified yet"
    assert standing(broken) == "the log breaks here"
    assert standing(broken, 8).startswith("not verified: it stands behind")


def test_the_entry_where_the_log_breaks_says_so_above_all_else() -> None:
    broken = Verification(verified_to=6, finding=Finding(FindingKind.BODY_GONE, 7, NOVEMBER))
    detail = detail_of(make_missing(Missing.ERASED), "", broken, str)
    assert detail.note is not None
    assert detail.note[0] == "danger"
    assert str(detail.note[1]).startswith("What entry 7 said is gone")
    assert [str(badge.text) for badge in detail.badges] == ["breaks here", "erased"]


def test_an_entry_without_a_body_says_why_and_has_its_hashes() -> None:
    for missing, word in (
        (Missing.HIDDEN, "may not see"),
        (Missing.ERASED, "erased"),
        (Missing.PURGED, "retention"),
    ):
        detail = detail_of(make_missing(missing), "", VERIFIED, str)
        assert detail.note is not None
        assert word in str(detail.note[1])
        assert facts(detail)["Hash of the body"] == "cd" * 32
        assert (detail.stored, detail.rows, detail.facts) == ("", (), ())


def test_the_raw_json_is_the_very_bytes_that_were_hashed() -> None:
    entry = Log().add(reason="ü").entry()
    detail = detail_of(entry, "", VERIFIED, str)
    assert detail.stored == entry.body
    assert '\n  "reason": "ü",\n' in detail.pretty


def test_each_filter_finds_entries_like_this_one() -> None:
    label = 'Mira "M" Okafor, the second'
    entry = make_entry(actor=Actor("user", label, "usr_1"))
    for action in (actions.BY_ACTOR, actions.BY_ACTION, actions.BY_TARGET, actions.BY_REQUEST):
        assert parse(filter_like(entry, action), AUDIT_FIELDS, NOVEMBER)
    assert filter_like(entry, actions.BY_ACTOR) == 'actor:"Mira \\"M\\" Okafor, the second"'
    assert filter_like(entry, actions.BY_TARGET) == "target-id:usr_2"
    by_label = make_entry(target=Target("user", "", "x@y.example"))
    assert filter_like(by_label, actions.BY_TARGET) == "target:x@y.example"


def test_what_an_entry_does_not_say_is_no_filter() -> None:
    bare = make_entry(target=None, request_id="")
    assert [filter_like(bare, action) for action in (actions.BY_TARGET, actions.BY_REQUEST)] == ["", ""]
    assert filter_like(make_missing(Missing.HIDDEN), actions.BY_ACTOR) == ""
    assert filter_like(None, actions.BY_ACTOR) == ""


def test_a_line_of_the_journal_is_told_in_the_same_way() -> None:
    line = JournalEntry(
        "1",
        NOVEMBER,
        Event.REJECTED,
        ObjectType.CRASH_GROUP,
        "grp_1",
        Text("T", "Resolve"),
        "It is gone.",
        ChangeId(3),
        '{"a":1}',
    )
    detail = detail_of_journal(line, str)
    told = facts(detail)
    assert (detail.heading, told["Answer"], told["Target"]) == ("Resolve", "It is gone.", "Crash group")
    assert told["Outcome"] == "The server refused it."
    assert detail.stored == '{"a":1}'

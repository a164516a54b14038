from tests.support.audit_entries import make_entry, make_missing
from tests.support.manual_clock import NOVEMBER

from crashdesk.core.audit import Missing
from crashdesk.core.ids import ChangeId, Instant
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.journal_fields import JOURNAL_FIELDS
from crashdesk.core.text import Text
from crashdesk.store.tables.audit_entry import AUDIT_ENTRY_TABLE
from crashdesk.store.tables.journal_entry import JOURNAL_ENTRY_TABLE
from crashdesk.ui.kit.column import Labelled, Moment
from crashdesk.ui.tabs.audit.columns import audit_columns, day_of, event_badge, journal_columns
from crashdesk.ui.tabs.audit.words import EVENTS, OBJECT_TYPES

LOG = {column.id: column for column in audit_columns(str)}
JOURNAL = {column.id: column for column in journal_columns(str)}


def make_line(event: Event = Event.DONE) -> JournalEntry:
    sentence = Text("T", "Resolve “{title}”")(title="<b>x</b>")
    return JournalEntry("1", NOVEMBER, event, ObjectType.CRASH_GROUP, "grp_1", sentence, "7", ChangeId(3))


def test_every_column_that_sorts_is_one_of_the_store() -> None:
    for columns, table in ((LOG, AUDIT_ENTRY_TABLE), (JOURNAL, JOURNAL_ENTRY_TABLE)):
        for column in columns.values():
            if column.sort:
                assert table.column(column.sort)


def test_a_row_says_what_happened_and_when() -> None:
    entry = make_entry(after={"role": "viewer"})
    assert LOG["sentence"].value(entry) == Labelled("Mira Okafor approved Tom as viewer")
    assert LOG["at"].value(entry) == Moment(NOVEMBER)
    assert LOG["target_label"].value(entry) == "Tom"
    assert LOG["ip"].value(entry) == "198.51.100.23"


def test_what_was_refused_or_is_missing_is_marked_in_words() -> None:
    refused = LOG["sentence"].value(make_entry("user.deleted", outcome="refused"))
    erased = LOG["sentence"].value(make_missing(Missing.ERASED))
    assert isinstance(refused, Labelled)
    assert isinstance(erased, Labelled)
    assert [str(badge.text) for badge in (*refused.badges, *erased.badges)] == ["refused", "erased"]
    assert LOG["at"].value(make_missing(Missing.ERASED)) is None
    assert LOG["actor_label"].value(make_missing(Missing.ERASED)) is None


def test_a_row_can_be_heard() -> None:
    entry = make_entry("user.deleted", outcome="refused")
    said = [str(part) for column in LOG.values() if column.spoken and (part := column.spoken(entry))]
    assert said[0] == "entry 7"
    assert said[1].startswith("2026-11-18 ")
    assert said[2:] == ["Refused: Mira Okafor deleted the account of Tom", "refused"]


def test_entries_are_divided_by_the_local_day() -> None:
    assert day_of(make_entry()) != day_of(make_entry(at=Instant(NOVEMBER - 86_400_000)))
    assert day_of(make_missing(Missing.PURGED)) is None


def test_a_line_of_the_journal_says_what_became_of_it() -> None:
    assert JOURNAL["sentence"].value(make_line()) == "Resolve “<b>x</b>”"
    assert str(event_badge(make_line(Event.REJECTED)).text) == "refused"
    assert JOURNAL["answer"].value(make_line()) == "7"


def test_everything_that_can_stand_in_the_journal_has_words() -> None:
    assert set(EVENTS) == set(Event)
    assert set(OBJECT_TYPES) == set(ObjectType)


def test_what_the_placeholders_propose_can_be_typed() -> None:
    assert {"actor", "action", "is", "age"} <= {field.name for field in AUDIT_FIELDS}
    assert {"is", "target-type", "age"} <= {field.name for field in JOURNAL_FIELDS}

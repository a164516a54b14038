import msgspec
import pytest
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import make_group

from crashdesk.core.crash_groups import Ignore, IgnoreUntil, Resolution, ResolvedIn, Status
from crashdesk.core.ids import DAY, Instant
from crashdesk.store.tables.crash_group import CRASH_GROUP_TABLE
from crashdesk.ui.tabs.crash_groups.columns import CRASH_GROUP_COLUMNS, FIRST_SORT, trend
from crashdesk.ui.tabs.crash_groups.words import exit_words, title_of

OLD = Instant(NOVEMBER - 90 * DAY)


def with_days(*daily: int, first_seen: Instant = OLD):
    return make_group(daily=daily, daily_until=NOVEMBER, first_seen=first_seen)


def test_every_column_that_sorts_does_so_by_a_column_of_the_store():
    for column in CRASH_GROUP_COLUMNS:
        if column.sort:
            CRASH_GROUP_TABLE.column(column.sort)
    for key in FIRST_SORT:
        CRASH_GROUP_TABLE.column(key.column)


def test_ids_are_unique():
    ids = [column.id for column in CRASH_GROUP_COLUMNS]

    assert len(ids) == len(set(ids))


def test_every_column_has_a_value_for_a_bare_group():
    for column in CRASH_GROUP_COLUMNS:
        column.value(make_group())
        if column.spoken:
            column.spoken(make_group())


def test_the_trend_compares_the_latest_week_with_the_one_before():
    assert trend(with_days(*[2] * 7, *[3] * 7)) == 0.5
    assert trend(with_days(*[4] * 7, *[0] * 7)) == -1.0
    assert trend(with_days(*[0] * 14)) is None
    assert trend(with_days(*[0] * 7, *[1] * 7)) == 7.0


def test_a_group_of_the_latest_week_is_new():
    assert trend(with_days(*[0] * 13, 5, first_seen=Instant(NOVEMBER - DAY))) == float("inf")


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (make_group(), "None"),
        (make_group(status=Status.RESOLVED, resolution=Resolution(ResolvedIn.NOW, "2.0")), "None"),
        (make_group(status=Status.RESOLVED, resolution=Resolution(ResolvedIn.VERSION, "2.1")), "in 2.1"),
        (
            make_group(status=Status.RESOLVED, resolution=Resolution(ResolvedIn.NEXT, "2.0")),
            "in the next version",
        ),
        (
            make_group(status=Status.IGNORED, ignore=Ignore(IgnoreUntil.COUNT, count=99, remaining=7)),
            "for 7 more",
        ),
        (make_group(status=Status.IGNORED, ignore=Ignore(IgnoreUntil.COUNT, count=99)), "for 99 more"),
        (
            make_group(status=Status.IGNORED, ignore=Ignore(IgnoreUntil.VERSION, version="3")),
            "until > 3",
        ),
        (make_group(status=Status.IGNORED, ignore=Ignore(IgnoreUntil.FOREVER)), "None"),
    ],
)
def test_a_status_says_what_it_hangs_on(group, words):
    assert str(exit_words(group)) == words


def test_the_type_of_the_error_stands_once_in_the_title():
    group = make_group(title="boom", error_type="ValueError")

    assert title_of(group) == "ValueError: boom"
    assert title_of(msgspec.structs.replace(group, title="ValueError: boom")) == "ValueError: boom"

"""What SQL finds is what reading each group by hand finds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.store.by_hand import EQ, LISTS, TEXTS, matches, value_in
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.store_builders import KEY, change_page, group_query, make_group, open_store

from crashdesk.core.crash_groups import CrashGroup, Resolution, ResolvedIn, Severity, Status
from crashdesk.core.ids import DAY, Instant, UserId
from crashdesk.core.people import Person
from crashdesk.core.query.ast import (
    AgeValue,
    And,
    Comparison,
    FreeText,
    InstantValue,
    Node,
    Not,
    NumberValue,
    Or,
    Term,
    TextValue,
    Value,
    VersionValue,
)
from crashdesk.core.query.crash_group_fields import CRASH_GROUP_FIELDS
from crashdesk.core.tables import SortKey
from crashdesk.store.store import Store

YESTERDAY = Instant(NOVEMBER - DAY)
WORDS = [
    "Straße",
    "ÜBERSICHT",
    "数据库连接失败",
    "50%_off",
    'a "quoted" one',
    "back\\slash",
    "[x]*?",
    "ﬁle",
    "e\u0301te\u0301",
]
PEOPLE = [None, Person(UserId("usr_me"), "Ada Löwe"), Person(UserId("usr_2"), "bob@example.org")]
VERSIONS = ["1.0.0", "v1.2", "1.2.0-rc.1", "1.10.3", "nightly", ""]

texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
groups = st.builds(
    make_group,
    title=texts,
    error_type=st.sampled_from(WORDS),
    label=texts,
    status=st.sampled_from(Status),
    severity=st.sampled_from(Severity),
    count=st.integers(0, 5),
    last_day=st.integers(0, 3),
    first_seen=st.integers(-3, 0).map(lambda days: Instant(NOVEMBER + days * DAY)),
    last_seen=st.integers(-3, 0).map(lambda days: Instant(NOVEMBER + days * DAY)),
    last_version=st.sampled_from(VERSIONS),
    assignee=st.sampled_from(PEOPLE),
    regressed_at=st.sampled_from([None, NOVEMBER]),
    notes=st.integers(0, 1),
    resolution=st.sampled_from([None, Resolution(ResolvedIn.NOW)]),
    development=st.booleans(),
    platforms=st.lists(st.sampled_from(["linux/x64", "windows/arm64", "darwin/arm64"]), max_size=2).map(
        tuple
    ),
)

pieces = st.one_of(
    st.sampled_from([word[a:b] for word in WORDS for a in range(3) for b in range(a + 1, len(word) + 1)]),
    st.text("abß%_\"';*[]\\ü数", max_size=4),
)
needles = st.builds(lambda text, star: TextValue(text, star and "*" in text), pieces, st.booleans())
comparisons = st.sampled_from(Comparison)
terms = st.one_of(
    st.sampled_from(["open", "resolved", "ignored", "regressed", "pending", "development"]).map(
        lambda flag: Term("is", EQ, TextValue(flag))
    ),
    st.sampled_from(["note", "assignee", "resolution"]).map(lambda flag: Term("has", EQ, TextValue(flag))),
    st.builds(
        Term, st.just("severity"), comparisons, st.sampled_from(Severity).map(lambda s: TextValue(s.value))
    ),
    st.builds(
        Term, st.just("status"), st.just(EQ), st.sampled_from(Status).map(lambda s: TextValue(s.value))
    ),
    st.builds(Term, st.sampled_from(["title", "error", "label", "os", "platform"]), st.just(EQ), needles),
    st.builds(
        Term,
        st.just("assigned"),
        st.just(EQ),
        st.one_of(st.sampled_from(["me", "nobody", "LÖWE", "example"]).map(TextValue), needles),
    ),
    st.builds(Term, st.sampled_from(["events", "today"]), comparisons, st.integers(0, 5).map(NumberValue)),
    st.builds(Term, st.just("version"), comparisons, st.sampled_from(VERSIONS).map(VersionValue)),
    st.builds(
        Term,
        st.sampled_from(["first-seen", "last-seen"]),
        comparisons,
        st.integers(-3, 0).map(
            lambda days: InstantValue(Instant(NOVEMBER + days * DAY), Instant(NOVEMBER + (days + 1) * DAY))
        ),
    ),
    st.builds(
        Term,
        st.sampled_from(["age", "idle"]),
        comparisons,
        st.integers(0, 3).map(lambda d: AgeValue(d * DAY)),
    ),
    st.builds(FreeText, needles),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    terms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(tuple(items))),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def store(loop: asyncio.AbstractEventLoop) -> Iterator[Store]:
    store = loop.run_until_complete(open_store(None, KEY, ManualClock()))
    yield store
    loop.run_until_complete(store.close())


@pytest.fixture(scope="module")
def population(loop: asyncio.AbstractEventLoop) -> Iterator[tuple[Store, list[CrashGroup]]]:
    """A store with a hundred different groups."""
    store = loop.run_until_complete(open_store(None, KEY, ManualClock()))
    yield store, loop.run_until_complete(refill(store, [random_group(random.Random(n)) for n in range(100)]))
    loop.run_until_complete(store.close())


def random_group(chance: random.Random) -> CrashGroup:
    def words() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randrange(4)))

    def day() -> Instant:
        return Instant(NOVEMBER + chance.randrange(-3, 1) * DAY)

    return make_group(
        title=words(),
        error_type=chance.choice(WORDS),
        label=words(),
        status=chance.choice(list(Status)),
        severity=chance.choice(list(Severity)),
        count=chance.randrange(6),
        last_day=chance.randrange(4),
        first_seen=day(),
        last_seen=day(),
        first_version=chance.choice(VERSIONS),
        last_version=chance.choice(VERSIONS),
        assignee=chance.choice(PEOPLE),
        regressed_at=chance.choice([None, NOVEMBER]),
        regressions=chance.randrange(3),
        notes=chance.randrange(2),
        resolution=chance.choice([None, Resolution(ResolvedIn.NOW)]),
        development=chance.random() < 0.5,
        pending=chance.random() < 0.5,
        platforms=tuple(chance.sample(["linux/x64", "windows/arm64", "darwin/arm64"], k=chance.randrange(3))),
    )


async def refill(store: Store, found: list[CrashGroup]) -> list[CrashGroup]:
    """Replace what is in the store by `found` under ids of their own."""
    named = [
        make_group(f"grp_{index}", **{name: getattr(group, name) for name in _OWN})
        for index, group in enumerate(found)
    ]
    await store.mirror.begin_resync(erase=True)
    await store.mirror.apply(change_page(*named))
    await store.mirror.end_resync()
    return named


_OWN = [name for name in CrashGroup.__struct_fields__ if name != "id"]


async def check_filter(population: tuple[Store, list[CrashGroup]], node: Node) -> None:
    store, found = population
    view = await store.tables.open_view(group_query(where=node, me="usr_me"))
    await view.ready()
    expected = {group.id for group in found if matches(group, node)}
    assert set(await view.ids(0, view.count.value)) == expected
    assert view.count.value == len(expected)
    await view.close()


@given(node=nodes)
@settings(max_examples=250, deadline=None)
def test_compiled_filters_agree_with_reading_by_hand(
    loop: asyncio.AbstractEventLoop, population: tuple[Store, list[CrashGroup]], node: Node
) -> None:
    loop.run_until_complete(check_filter(population, node))


COMPARED: list[tuple[str, Value]] = [
    *(("severity", TextValue(severity.value)) for severity in Severity),
    *((field, NumberValue(2)) for field in ("events", "today", "regressions")),
    *((field, VersionValue(version)) for field in ("version", "first-version") for version in VERSIONS),
    *((field, InstantValue(YESTERDAY, NOVEMBER)) for field in ("first-seen", "last-seen")),
    *((field, AgeValue(DAY)) for field in ("age", "idle")),
]


@pytest.mark.parametrize("comparison", Comparison)
@pytest.mark.parametrize(("field", "value"), COMPARED)
def test_each_comparison_of_each_field_agrees(
    loop: asyncio.AbstractEventLoop,
    population: tuple[Store, list[CrashGroup]],
    field: str,
    value: Value,
    comparison: Comparison,
) -> None:
    loop.run_until_complete(check_filter(population, Term(field, comparison, value)))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("is", flag) for flag in ("open", "resolved", "ignored", "regressed", "pending", "development")),
        *(("has", flag) for flag in ("note", "assignee", "resolution")),
        *(("status", status.value) for status in Status),
        *(("assigned", text) for text in ("me", "nobody", "löwe", "@")),
        *(
            (field, text)
            for field in ("title", "error", "label")
            for text in ("strasse", "连接", "%_", "ile", "*b*")
        ),
        *((field, text) for field in ("os", "platform") for text in ("win", "x64", "w*", "*64", "linux")),
        *(
            (field, text)
            for field in ("kind", "source", "frame", "fingerprint")
            for text in ("panic", "fp", "x")
        ),
    ],
)
def test_each_field_of_text_agrees(
    loop: asyncio.AbstractEventLoop, population: tuple[Store, list[CrashGroup]], field: str, text: str
) -> None:
    term = Term(field, EQ, TextValue(text, has_wildcard="*" in text))
    loop.run_until_complete(check_filter(population, term))
    loop.run_until_complete(check_filter(population, Not(term)))


def test_every_field_is_covered_here() -> None:
    compared = {field for field, _ in COMPARED}
    texts = {"is", "has", "status", *TEXTS, *LISTS}
    assert {field.name for field in CRASH_GROUP_FIELDS} == compared | texts


SORTED = [
    "title",
    "status",
    "severity",
    "count",
    "last_seen",
    "last_version",
    "assignee_label",
    "regressed_at",
]


@given(
    found=st.lists(groups, min_size=2, max_size=8),
    keys=st.lists(
        st.builds(SortKey, st.sampled_from(SORTED), st.booleans()),
        max_size=3,
        unique_by=lambda key: key.column,
    ),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_come_in_the_order_asked_for(
    loop: asyncio.AbstractEventLoop, store: Store, found: list[CrashGroup], keys: list[SortKey]
) -> None:
    async def check() -> None:
        expected = await refill(store, found)
        expected.sort(key=lambda group: group.id, reverse=bool(keys and keys[0].descending))
        for key in reversed(keys):
            present = [group for group in expected if not value_in(group, key.column)[0]]
            absent = [group for group in expected if value_in(group, key.column)[0]]
            present.sort(key=lambda group: value_in(group, key.column)[1], reverse=False)  # type: ignore[arg-type, return-value]
            if key.descending:
                present = descending(present, key.column)
            expected = present + absent
        view = await store.tables.open_view(group_query(*keys))
        await view.ready()
        assert list(await view.ids(0, len(expected))) == [group.id for group in expected]
        assert [row.id for row in await view.page(0)] == [group.id for group in expected]
        await view.close()

    loop.run_until_complete(check())


def descending(ascending: list[CrashGroup], column: str) -> list[CrashGroup]:
    """Turn round the order of the values, not of those that are equal."""
    runs: list[list[CrashGroup]] = []
    for group in ascending:
        if runs and value_in(runs[-1][0], column) == value_in(group, column):
            runs[-1].append(group)
        else:
            runs.append([group])
    return [group for run in reversed(runs) for group in run]

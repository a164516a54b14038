from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.core.query.grammar import FIELDS, NOW, read, without_positions

from crashdesk.core.errors import QueryError
from crashdesk.core.ids import DAY, HOUR, MINUTE, SECOND, Instant
from crashdesk.core.query.ast import (
    EVERYTHING,
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
from crashdesk.core.query.parser import MAX_VALUES, parse
from crashdesk.core.query.unparse import unparse

EQ, LT, LE, GT, GE = Comparison.EQ, Comparison.LT, Comparison.LE, Comparison.GT, Comparison.GE
TODAY = NOW - NOW % DAY


def term(field: str, value: Value, comparison: Comparison = EQ) -> Term:
    return Term(field, comparison, value)


def word(text: str, *, wildcard: bool = False) -> FreeText:
    return FreeText(TextValue(text, wildcard))


def at(start: int, length: int) -> InstantValue:
    return InstantValue(Instant(start), Instant(start + length))


OPEN = term("status", TextValue("open"))

MEANINGS: list[tuple[str, Node]] = [
    ("", EVERYTHING),
    ("   \t\n ", EVERYTHING),
    ("status:open", OPEN),
    ("STATUS:Open", OPEN),
    ('status:"open"', OPEN),
    ("status:=open", OPEN),
    ("boom", word("boom")),
    ("status:open boom", And((OPEN, word("boom")))),
    ("status:open AND boom", And((OPEN, word("boom")))),
    ("-status:open", Not(OPEN)),
    ("NOT status:open", Not(OPEN)),
    ("NOT -status:open", OPEN),
    ("boom AND NOT status:open", And((word("boom"), Not(OPEN)))),
    ("Error - failed", And((word("Error"), word("-"), word("failed")))),
    ('"out of \\"memory\\""', word('out of "memory"')),
    ('"C:\\Users\\\\x"', word("C:\\Users\\x")),
    ('"AND"', word("AND")),
    ("and", word("and")),
    ("main() f(a,b)", And((word("main()"), word("f(a,b)")))),
    ("std::vector", word("std::vector")),
    ("a*b", word("a*b", wildcard=True)),
    ('"a*b"', word("a*b")),
    ("title:Type*", term("title", TextValue("Type*", True))),
    ('title:"a, b"', term("title", TextValue("a, b"))),
    ("severity:>=high", term("severity", TextValue("high"), GE)),
    (
        "severity:high,critical",
        Or((term("severity", TextValue("high")), term("severity", TextValue("critical")))),
    ),
    ("-status:open,ignored", Not(Or((OPEN, term("status", TextValue("ignored")))))),
    (
        "severity:>=low severity:<=high",
        And((term("severity", TextValue("low"), GE), term("severity", TextValue("high"), LE))),
    ),
    ("events:>100", term("events", NumberValue(100), GT)),
    ("events:<=-1.5", term("events", NumberValue(-1.5), LE)),
    ("events:10..20", And((term("events", NumberValue(10), GE), term("events", NumberValue(20), LE)))),
    ("events:10..", term("events", NumberValue(10), GE)),
    ("events:..20", term("events", NumberValue(20), LE)),
    ("version:>=2.1.0-rc.1+b5", term("version", VersionValue("2.1.0-rc.1+b5"), GE)),
    (
        "version:v1..dev-x",
        And((term("version", VersionValue("v1"), GE), term("version", VersionValue("dev-x"), LE))),
    ),
    ("age:<24h", term("age", AgeValue(DAY), LT)),
    ("age:>1d12h", term("age", AgeValue(DAY + 12 * HOUR), GT)),
    ("age:>=0.5s", term("age", AgeValue(500), GE)),
    ("age:1d..2w", And((term("age", AgeValue(DAY), GE), term("age", AgeValue(14 * DAY), LE)))),
    ("first-seen:today", term("first-seen", at(TODAY, DAY))),
    ("first-seen:yesterday", term("first-seen", at(TODAY - DAY, DAY))),
    ("first-seen:>-7d", term("first-seen", at(NOW - 7 * DAY, 1), GT)),
    ("first-seen:>=2026-11-01", term("first-seen", at(TODAY, DAY), GE)),
    ("first-seen:<2026-11-01T12:00", term("first-seen", at(NOW, MINUTE), LT)),
    ("first-seen:<2026-11-01T12:00:00Z", term("first-seen", at(NOW, SECOND), LT)),
    ("first-seen:<2026-11-01T13:30:00.5+01:30", term("first-seen", at(NOW + 500, 1), LT)),
    ('first-seen:"2026-11-01 12:00"', term("first-seen", at(NOW, MINUTE))),
    (
        "first-seen:2026-10-31..2026-11-01",
        And((term("first-seen", at(TODAY - DAY, DAY), GE), term("first-seen", at(TODAY, DAY), LE))),
    ),
    ("is:regressed", term("is", TextValue("regressed"))),
    ("assigned:ME", term("assigned", TextValue("me"))),
    ("assigned:nobody", term("assigned", TextValue("nobody"))),
    ("assigned:ada@example.com", term("assigned", TextValue("ada@example.com"))),
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_reads_what_is_typed(text: str, meaning: Node) -> None:
    assert read(text) == meaning


PROBLEMS = [
    # what is typed, the characters pointed at, and part of what is said
    ("is:regressed statsu:open", "statsu", "Did you mean “status”?"),
    ("TypeError: x is undefined", "TypeError", "put it in quotes"),
    ("TypeErr:x", "TypeErr", '"TypeErr:x"'),
    ('boom "not closed', '"', 'Add a "'),
    ('title:a"b', '"', "quotes"),
    ('"a"b', "b", "space"),
    ('title:""', '""', "missing"),
    ('boom ""', '""', "nothing between"),
    ("boom status:", "status:", "“status:”"),
    ("status: open", "status:", "missing"),
    ("age:<", "<", "“age:<”"),
    ("severity:high,", ",", "missing"),
    ("severity:hihg", "hihg", "Did you mean “high”? It can be low, medium, high, critical."),
    ("severity:>=x", ">=x", "low, medium, high, critical"),
    ("is:odd", "odd", "regressed, pending"),
    ("title:>a", ">", "no order"),
    ("is:<=regressed", "<=", "no order"),
    ("events:1e5", "1e5", "not a number"),
    ("events:\u0661", "\u0661", "not a number"),
    ("events:nan", "nan", "not a number"),
    ("events:..", "..", "one end"),
    ("events:1..x", "1..x", "“x” is not a number"),
    ("events:>1..2", ">1..2", "not both"),
    ("version:2.*", "2.*", "not a version"),
    ("first-seen:2026-13-01", "2026-13-01", "not a time"),
    ("first-seen:2026-02-30", "2026-02-30", "not a time"),
    ("first-seen:9999-12-31T23:59-23:00", "9999-12-31T23:59-23:00", "not a time"),
    ("first-seen:>-900w900000000w", ">-900w900000000w", "not a time"),
    ("age:<soon", "<soon", "not a span"),
    ("age:24h", "24h", "“age:<24h”"),
    ("status:open OR boom", "OR", "commas"),
    ("OR", "OR", "commas"),
    ("(status:open)", "(", "brackets"),
    ("status:open) boom", ")", "brackets"),
    ("AND boom", "AND", "both sides"),
    ("boom AND", "AND", "both sides"),
    ("boom AND AND x", "AND", "both sides"),
    ("boom NOT", "NOT", "Nothing follows “NOT”"),
    ("NOT AND boom", "NOT", "Nothing follows"),
    ("-(boom)", "(", "brackets"),
]


@pytest.mark.parametrize(("text", "pointed_at", "said"), PROBLEMS)
def test_points_at_what_cannot_be_read(text: str, pointed_at: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text)
    assert text[caught.value.start : caught.value.end] == pointed_at
    assert said in str(caught.value.text)


def test_points_at_the_second_of_two_ands() -> None:
    with pytest.raises(QueryError) as caught:
        read("boom AND AND x")
    assert caught.value.start == 9


def test_every_term_knows_where_it_stands() -> None:
    text = 'boom -status:open,ignored "a b"'
    node = parse(text, FIELDS, NOW)
    assert isinstance(node, And)
    free, negated, phrase = node.items
    assert isinstance(free, FreeText)
    assert text[free.start : free.end] == "boom"
    assert isinstance(negated, Not)
    assert isinstance(negated.inner, Or)
    first = negated.inner.items[0]
    assert isinstance(first, Term)
    assert text[first.start : first.end] == "status:open"
    assert isinstance(phrase, FreeText)
    assert text[phrase.start : phrase.end] == '"a b"'


def test_a_filter_has_a_limited_number_of_values() -> None:
    read("a " * MAX_VALUES)
    with pytest.raises(QueryError, match="100 values"):
        read("a " * MAX_VALUES + "title:b")


def test_a_long_row_of_negations_does_not_nest() -> None:
    assert read("-" * 100_001 + "a") == Not(word("a"))


FRAGMENTS = st.sampled_from(
    [name for field in FIELDS for name in (f"{field.name}:", *field.values)]
    + [
        "-",
        "NOT ",
        "AND ",
        "OR",
        '"',
        "\\",
        "(",
        ")",
        ",",
        "..",
        "*",
        "<",
        ">=",
        "=",
        " ",
        "2026-11-01",
        "T12:00",
    ]
    + ["24h", "0.5d", "me", "2.1", "10", "v", ":", "::", "\x00", "\ud800", "é"]
)
TYPED = st.one_of(st.text(), st.lists(st.one_of(FRAGMENTS, st.text(max_size=3)), max_size=12).map("".join))


@given(TYPED)
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        node = read(text)
    except QueryError as problem:
        assert 0 <= problem.start < problem.end <= len(text)
        assert str(problem.text)
    else:
        assert read(unparse(node)) == node


@pytest.mark.parametrize("text", [text for text, _ in MEANINGS])
def test_what_is_written_back_reads_the_same(text: str) -> None:
    node = parse(text, FIELDS, NOW)
    again = parse(unparse(node), FIELDS, Instant(NOW + DAY))
    assert without_positions(again) == without_positions(node)


def test_an_alternative_that_no_comma_list_can_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        unparse(Or((word("a"), word("b"))))

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.core.query.grammar import FIELDS, read
from tests.unit.core.query.test_parser import TYPED

from crashdesk.core.query.ast import Comparison, Term, TextValue
from crashdesk.core.query.complete import Completions, complete

TITLES = ("TypeError: x", "plain", 'say "hi"')


def suggest(field: str, prefix: str) -> Sequence[str]:
    return {"title": TITLES, "assigned": ("ada@example.com",), "version": ("2.0", "2.1")}.get(field, ())


def at_bar(marked: str) -> tuple[str, Completions]:
    """Complete at the `|` of `marked`."""
    cursor = marked.index("|")
    text = marked.replace("|", "", 1)
    return text, complete(text, cursor, FIELDS, suggest)


def inserts(marked: str) -> list[str]:
    return [item.insert for item in at_bar(marked)[1].items]


@pytest.mark.parametrize(
    ("marked", "proposed"),
    [
        ("|", [f"{field.name}:" for field in FIELDS]),
        ("boom |", [f"{field.name}:" for field in FIELDS]),
        ("se|", ["severity:"]),
        ("-se|", ["severity:"]),
        ("SE|", ["severity:"]),
        ("op|", ["status:open"]),
        ('"se|', []),
        ('"a b" se|', ["severity:"]),
        ("status:|", ["open", "resolved", "ignored", "<", "<=", ">", ">="]),
        ("status:o|", ["open"]),
        ("severity:>=|", ["low", "medium", "high", "critical"]),
        ("severity:high,c|", ["critical"]),
        ("is:|", ["regressed", "pending"]),
        ("assigned:|", ["me", "nobody", "ada@example.com"]),
        ("title:|", ['"TypeError: x"', "plain", '"say \\"hi\\""']),
        ('title:"p|', ['"plain"']),
        ('title:"TypeError: |', ['"TypeError: x"']),
        ("version:>=2.|", ["2.0", "2.1"]),
        ("events:|", ["<", "<=", ">", ">="]),
        ("age:<24|", ["24s", "24m", "24h", "24d", "24w"]),
        ("first-seen:|", ["today", "yesterday", "<", "<=", ">", ">="]),
        ("nothing:|", []),
    ],
)
def test_proposes_what_fits(marked: str, proposed: list[str]) -> None:
    assert inserts(marked) == proposed


@pytest.mark.parametrize(
    ("marked", "insert", "result"),
    [
        ("boom -se| x", "severity:", "boom -severity: x"),
        ("sta|tus:open", "status:", "status:open"),
        ("status:op|en,ignored", "open", "status:open,ignored"),
        ("status:open,ig| x", "ignored", "status:open,ignored x"),
        ('title:"p|lai" x', '"plain"', 'title:"plain" x'),
        ("severity:>=|", "high", "severity:>=high"),
    ],
)
def test_replaces_the_whole_word(marked: str, insert: str, result: str) -> None:
    text, found = at_bar(marked)
    assert insert in [item.insert for item in found.items]
    assert text[: found.start] + insert + text[found.end :] == result


def test_tells_which_values_are_wanted() -> None:
    _, found = at_bar('title:"Type E|')
    assert (found.field, found.prefix) == ("title", "Type E")


@pytest.mark.parametrize("title", TITLES)
def test_what_is_inserted_can_be_read(title: str) -> None:
    _, found = at_bar("title:|")
    insert = next(item.insert for item in found.items if item.label == title)
    assert read(f"title:{insert}") == Term("title", Comparison.EQ, TextValue(title))


@given(TYPED, st.integers(-3, 60))
def test_never_fails(text: str, cursor: int) -> None:
    found = complete(text, cursor, FIELDS, suggest)
    assert 0 <= found.start <= found.end <= len(text)

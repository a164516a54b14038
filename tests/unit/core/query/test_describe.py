from __future__ import annotations

import pytest
from hypothesis import given
from tests.unit.core.query.grammar import FIELDS, read
from tests.unit.core.query.test_parser import TYPED

from crashdesk.core.errors import QueryError
from crashdesk.core.query.describe import describe
from crashdesk.core.text import Text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "everything"),
        ("status:open", "status is open"),
        ("boom", "“boom” is found"),
        ("bo*m", "the pattern “bo*m” is found"),
        (
            "status:open severity:>=high boom",
            "status is open and severity is high or above and “boom” is found",
        ),
        ("severity:high,critical", "severity is high or severity is critical"),
        ("boom severity:low,high", "“boom” is found and (severity is low or severity is high)"),
        ("severity:low,high boom", "(severity is low or severity is high) and “boom” is found"),
        ("-is:regressed", "not (it is “regressed”)"),
        ("age:<24h", "age is below 1d"),
        ("events:10..20", "events is from 10 to 20"),
        ("first-seen:>=2026-11-01", "first-seen is on 2026-11-01 or after"),
        ("title:x", "title contains “x”"),
        ("title:x*", "title matches “x*”"),
        ("assigned:me", "assigned is you"),
        ("assigned:nobody", "assigned is nobody"),
        ("assigned:ada", "assigned contains “ada”"),
    ],
)
def test_reads_a_filter_back(text: str, sentence: str) -> None:
    assert describe(read(text), FIELDS) == sentence


def test_is_rendered_piece_by_piece_in_the_language_of_the_reader() -> None:
    def shout(text: Text) -> str:
        return str(text).upper()

    assert describe(read("status:open boom"), FIELDS, shout) == "STATUS IS OPEN AND “BOOM” IS FOUND"


@given(TYPED)
def test_whatever_can_be_read_can_be_said(text: str) -> None:
    try:
        node = read(text)
    except QueryError:
        return
    assert describe(node, FIELDS)

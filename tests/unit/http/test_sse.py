from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crashdesk.core.errors import AnswerTooLarge
from crashdesk.http.sse import EventParser, ServerEvent

STREAM = (
    b"\xef\xbb\xbf: a comment\n\n"
    b"data: one\n\n"
    b"event: changed\r\ndata:two\r\ndata:  lines\r\nid: 7\r\n\r\n"
    b"data\r\rretry: 10\nunknown: x\n: alive\n\n"
    b"event: nothing\n\n"
    b"id: a\0b\ndata: \xff caf\xc3\xa9\n\n"
    b"data: never finished"
)
EVENTS = [
    ServerEvent("message", "one"),
    ServerEvent("changed", "two\n lines", "7"),
    ServerEvent("message", "", "7"),
    ServerEvent("message", "\ufffd café", "7"),
]


def test_a_stream_as_the_standard_reads_it():
    assert EventParser(1000).feed(STREAM) == EVENTS


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_it_does_not_matter_where_the_network_cuts(places):
    parser = EventParser(1000)
    edges = [0, *sorted(places), len(STREAM)]
    found = [event for at, to in pairwise(edges) for event in parser.feed(STREAM[at:to])]
    assert found == EVENTS


@pytest.mark.parametrize("endless", [b"a", b"data: a\n"])
def test_lines_and_events_have_a_largest_size(endless):
    parser = EventParser(1000)
    with pytest.raises(AnswerTooLarge):
        for _ in range(2000):
            parser.feed(endless)


def test_many_small_events_are_no_large_one():
    parser = EventParser(100)
    assert sum(len(parser.feed(b"data: 0123456789\n\n")) for _ in range(50)) == 50

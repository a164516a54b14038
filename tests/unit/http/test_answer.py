import msgspec
import pytest

from crashdesk.core.errors import AnswerUnusable
from crashdesk.http.answer import Answer, decode

NUMBERS = msgspec.json.Decoder(dict[str, list[int]])


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b'{"a": [1, "x"]}',
        b'{"a": [1',
        b"",
        b'{"a":' * 100_000,
        b'{"a\xff": []}',
        b'{"\\ud800": []}',
    ],
)
def test_what_cannot_be_decoded_is_unusable(body):
    with pytest.raises(AnswerUnusable) as problem:
        decode(body, NUMBERS, "GET /x")
    assert problem.value.detail.startswith("GET /x: ")


def test_the_place_is_named():
    with pytest.raises(AnswerUnusable) as problem:
        decode(b'{"a": [1, "x"]}', NUMBERS, "GET /x")
    assert "$[...][1]" in problem.value.detail


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("sid=abc; HttpOnly; Path=/", "abc"),
        (" sid = abc", "abc"),
        ("sid=a=b", "a=b"),
        ("sid=", None),
        ("sid=a\r\nX: y", None),
        ("other=abc; sid=x", None),
        ("sid", None),
    ],
)
def test_cookies(line, value):
    assert Answer("POST /x", 200, {}, b"", (line,)).cookie("sid") == value

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crashdesk_server.web.body import decode_body
from crashdesk_server.web.json_scan import scan
from crashdesk_server.web.problems import ProblemError


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    count: int = 0
    text: str = ""


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    items: list[Inner] = []
    free: dict[str, object] = {}


async def refusal_of(body: bytes) -> tuple[int, list[tuple[str, str]]]:
    with pytest.raises(ProblemError) as caught:
        await decode_body(body, Outer)
    return caught.value.kind.status, [(error.code, error.pointer) for error in caught.value.errors]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"", 400, "syntax", "#"),
        (b"nonsense", 400, "syntax", "#"),
        (b'{"items": [{"text": "half', 400, "syntax", "#/items/0/text"),
        (b'{"items": [{}, {"text": "\\ud800"}]}', 400, "lone-surrogate", "#/items/1/text"),
        (b'{"items": [{"text": "\\udc00\\ud83d"}]}', 400, "lone-surrogate", "#/items/0/text"),
        (b'{"items": [{"text": "a\\u0000b"}]}', 400, "nul", "#/items/0/text"),
        (b'{"free": {"a/b~c": "\\u0000"}}', 400, "nul", "#/free/a~1b~0c"),
        (b'{"free": {"\\u0000": 1}}', 400, "nul", "#/free/\\u0000"),
        (b'{"items": [{"count": 9007199254740992}]}', 400, "number", "#/items/0/count"),
        (b'{"items": [{"count": -1e400}]}', 400, "number", "#/items/0/count"),
        (b'{"items": [{"count": ' + b"9" * 10_000 + b"}]}", 400, "number", "#/items/0/count"),
        (b'{"items": [{"count": ' + b"9" * 6_000 + b".5}]}", 400, "number", "#/items/0/count"),
        (b'{"items": [{"text": "\xed\xa0\x80"}]}', 400, "encoding", "#"),
        (b"\xef\xbb\xbf{}", 400, "syntax", "#"),
        (b'{"items": [{"count": "1"}]}', 422, "type", "#/items/0/count"),
        (b'{"items": {}}', 422, "type", "#/items"),
        (b'{"other": 1}', 422, "type", "#"),
        (b"null", 422, "type", "#"),
    ],
)
async def test_unsound_bodies_are_refused_with_the_place(
    body: bytes, status: int, code: str, pointer: str
) -> None:
    found_status, errors = await refusal_of(body)

    assert (found_status, errors[0]) == (status, (code, pointer))


@pytest.mark.asyncio
@pytest.mark.parametrize("depth", [65, 5_000, 200_000])
async def test_nesting_over_64_is_refused_with_the_place(depth: int) -> None:
    status, errors = await refusal_of(b'{"free": {"a": ' + b"[" * depth + b"]" * depth + b"}}")

    assert (status, errors[0][0]) == (400, "nesting")
    assert errors[0][1].startswith("#/free/a/0/0")


@pytest.mark.asyncio
async def test_nesting_of_64_is_accepted() -> None:
    body = b'{"free": {"a": ' + b"[" * 62 + b"]" * 62 + b"}}"

    assert (await decode_body(body, Outer)).free


@pytest.mark.asyncio
async def test_what_only_looks_unsound_is_accepted() -> None:
    body = rb'{"items": [{"text": "\\u0000 \\ud800 \ud83d\ude00 1e9999 12345678901234567890", "count": 1}]}'

    assert (await decode_body(body, Outer)).items[0].text.startswith("\\u0000 \\ud800 😀")


def test_at_most_twenty_places_are_named() -> None:
    assert len(scan(json.dumps(["\0"] * 100))) == 20


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=20,
    )
)
def test_a_sound_text_has_only_the_findings_that_its_values_have(value: object) -> None:
    found = {problem.code for problem in scan(json.dumps(value))}

    text = json.dumps(value, ensure_ascii=False)
    nul = "\\u0000" in text.replace("\\\\", "")
    lone = any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)
    assert found == {code for code, there in (("nul", nul), ("lone-surrogate", lone)) if there}

import json

import pytest

from crashdesk_server.audit.canonical import ITEMS, LARGEST, TEXT, encode


def test_keys_are_sorted_and_nothing_is_spaced_or_escaped_without_need():
    assert (
        encode({"b": 1, "a": {"ü": [True, None], "Z": "x y"}})
        == '{"a":{"Z":"x y","ü":[true,null]},"b":1}'.encode()
    )


def test_keys_are_sorted_by_code_point_and_not_by_utf_16():
    assert encode({"\U0001f600": 1, "\uff5e": 2}) == '{"\uff5e":2,"\U0001f600":1}'.encode()


@pytest.mark.parametrize("value", [1.5, LARGEST + 1, -LARGEST - 1, b"bytes", object()])
def test_what_readers_would_not_keep_exactly_is_refused(value: object):
    with pytest.raises(ValueError, match=r"integer|canonical form"):
        encode({"a": value})


def test_the_largest_integers_stay():
    assert json.loads(encode({"a": [LARGEST, -LARGEST]})) == {"a": [LARGEST, -LARGEST]}


def test_lone_surrogates_are_replaced_and_pairs_joined():
    assert json.loads(encode({"a": "x\ud800y", "b": "\ud83d\ude00"})) == {"a": "x\ufffdy", "b": "\U0001f600"}


def test_what_a_stranger_can_add_is_bounded():
    body = json.loads(encode({"text": "x" * 100_000, "many": list(range(1_000))}))
    assert body["text"] == "x" * (TEXT - 1) + "…"
    assert len(body["many"]) == ITEMS
    deep: dict[str, object] = {}
    for _ in range(20):
        deep = {"a": deep}
    with pytest.raises(ValueError, match="nested"):
        encode(deep)

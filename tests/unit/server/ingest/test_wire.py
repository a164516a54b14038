"""Bodies of the ingest endpoints: limits, tolerance, nasty input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crashdesk_server.ingest.wire import (
    BadBodyError,
    ReportBody,
    decode_metrics,
    decode_ping,
    decode_report,
)

PLAIN: dict[str, Any] = {
    "kind": "crash",
    "version": "1.2.0",
    "os": "linux",
    "arch": "amd64",
    "message": "boom",
}
PING: dict[str, Any] = {"installId": "0a" * 16, "version": "1", "os": "linux", "arch": "amd64"}


def report(**changes: Any) -> ReportBody:
    return decode_report(json.dumps({**PLAIN, **changes}).encode())


def metrics(*counters: object, **changes: Any) -> Any:
    return decode_metrics(
        json.dumps({"version": "1", "os": "linux", "counters": counters, **changes}).encode()
    )


def test_unknown_keys_are_ignored_at_every_level():
    decoded = report(
        future={"deep": [1]}, device={"cpu": "x", "gpu": "y"}, breadcrumbs=[{"msg": "a", "z": 1}]
    )
    assert decoded.device is not None
    assert decoded.device.cpu == "x"
    assert decoded.breadcrumbs[0].msg == "a"


@pytest.mark.parametrize("field", ["kind", "version", "os", "arch", "message"])
def test_required_fields_must_be_there_and_not_empty(field: str):
    with pytest.raises(BadBodyError):
        report(**{field: ""})
    without = {key: value for key, value in PLAIN.items() if key != field}
    with pytest.raises(BadBodyError):
        decode_report(json.dumps(without).encode())


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("version", 64),
        ("os", 32),
        ("arch", 32),
        ("message", 16_384),
        ("label", 64),
        ("errorType", 128),
        ("errorMessage", 4_096),
        ("stack", 16_384),
        ("componentStack", 16_384),
        ("topFrame", 300),
        ("fingerprintHint", 300),
        ("buildCommit", 64),
        ("channel", 32),
        ("language", 64),
        ("view", 200),
        ("occurredAt", 64),
    ],
)
def test_lengths_count_utf16_units(field: str, longest: int):
    report(**{field: "x" * longest})
    report(**{field: "\N{PILE OF POO}" * (longest // 2)})
    with pytest.raises(BadBodyError):
        report(**{field: "x" * (longest + 1)})
    with pytest.raises(BadBodyError):
        report(**{field: "\N{PILE OF POO}" * (longest // 2) + "x"})


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "panic"},
        {"message": None},
        {"message": 3},
        {"label": None},
        {"source": "Frontend"},
        {"source": "a b"},
        {"source": "ab\n"},
        {"schemaVersion": 0},
        {"schemaVersion": 11},
        {"schemaVersion": True},
        {"device": []},
        {"device": {"cores": -1}},
        {"device": {"cores": 4097}},
        {"device": {"cores": 1.5}},
        {"device": {"cores": 10**40}},
        {"device": {"ramGb": 65_537}},
        {"breadcrumbs": [{}] * 31},
        {"breadcrumbs": [{"t": "now"}]},
        {"breadcrumbs": [{"cat": "x" * 65}]},
        {"breadcrumbs": [{"msg": "x" * 241}]},
    ],
)
def test_values_outside_the_format_are_refused(changes: dict[str, Any]):
    with pytest.raises(BadBodyError):
        report(**changes)


def test_a_number_with_a_zero_fraction_is_an_integer():
    decoded = decode_report(
        json.dumps(PLAIN).replace("}", ', "device": {"cores": 8.0, "ramGb": 1e1}}').encode()
    )
    assert decoded.device is not None
    assert (decoded.device.cores, decoded.device.ram_gb) == (8, 10)


@pytest.mark.parametrize(
    ("escaped", "expected"),
    [
        (r"a\ud800b", "a\ufffdb"),
        (r"a\udc00", "a\ufffd"),
        (r"\ud83d\udca9", "\N{PILE OF POO}"),
        (r"a\u0000b", "a\ufffdb"),
        (r"é\ud800\u0000", "é\ufffd\ufffd"),
    ],
)
def test_lone_surrogates_and_nuls_become_replacement_characters(escaped: str, expected: str):
    body = json.dumps(PLAIN).replace("boom", escaped).encode()
    assert decode_report(body).message == expected


def test_malformed_utf8_and_a_byte_order_mark_are_read_as_a_browser_would():
    assert decode_report(b"\xef\xbb\xbf" + json.dumps(PLAIN).encode()).message == "boom"
    assert decode_report(json.dumps(PLAIN).encode().replace(b"boom", b"b\xffm")).message == "b\ufffdm"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"NaN",
        b"[" * 50_000,
        b'{"a":' * 10_000,
        b"[" * 65 + b"]" * 65,
        b"1" * 90_000,
        json.dumps(PLAIN).replace("}", ', "x": NaN}').encode(),
        json.dumps(PLAIN).replace("}", ', "x": ' + "[" * 70 + "]" * 70 + "}").encode(),
        b"\xff\xfe{\x00}\x00",
    ],
)
def test_what_is_no_body_is_refused(body: bytes):
    for decode in (decode_report, decode_ping, decode_metrics):
        with pytest.raises(BadBodyError):
            decode(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from([*PLAIN, "device", "stack", "breadcrumbs", "topFrame", "x"]), JSON))
def test_any_json_is_a_report_or_refused(changes: dict[str, Any]):
    try:
        decoded = report(**changes)
    except BadBodyError:
        return
    decoded.message.encode()
    assert "\0" not in decoded.message + decoded.stack + decoded.top_frame


@settings(deadline=None, max_examples=60)
@given(st.binary())
def test_any_bytes_are_decoded_or_refused(body: bytes):
    for decode in (decode_report, decode_ping, decode_metrics):
        with pytest.raises(BadBodyError):
            decode(body)


def test_ping():
    decoded = decode_ping(json.dumps(PING).encode())
    assert (decoded.install_id, decoded.surface) == ("0a" * 16, "desktop")
    assert decode_ping(json.dumps({**PING, "surface": "cli", "osVersion": "12"}).encode()).surface == "cli"
    for wrong in ({"installId": "0A" * 16}, {"installId": "0a" * 15}, {"surface": "web"}, {"os": ""}):
        with pytest.raises(BadBodyError):
            decode_ping(json.dumps({**PING, **wrong}).encode())


def test_unknown_signals_are_dropped_in_silence():
    known = {"signal": "turns", "bucket": "b_10", "count": 3}
    decoded = metrics(known, {"signal": "from_the_future", "bucket": "x", "count": 1})
    assert [(c.signal, c.bucket, c.count) for c in decoded.counters] == [("turns", "b_10", 3)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0},
        {"count": 1_000_001},
        {"count": 1.5},
        {"bucket": "A"},
        {"bucket": "x" * 97},
        {"bucket": ""},
        {"signal": "a-b"},
    ],
)
def test_counters_outside_the_format_are_refused(wrong: dict[str, Any]):
    with pytest.raises(BadBodyError):
        metrics({"signal": "turns", "bucket": "x", "count": 1, **wrong})


def test_metrics_hold_between_1_and_128_counters():
    one = {"signal": "turns", "bucket": "x", "count": 1}
    assert len(metrics(*[one] * 128).counters) == 128
    for counters in ((), (one,) * 129):
        with pytest.raises(BadBodyError):
            metrics(*counters)

"""What is taken out of reports, in which order, and what stays."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crashdesk_server.ingest.redaction import redact, redact_report
from crashdesk_server.ingest.wire import decode_report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"at C:\Users\alice\app\x.py", r"at C:\Users\_\app\x.py"),
        ("/home/alice/x.py and /Users/bob/y", "/home/_/x.py and /Users/_/y"),
        ("/home/alice", "/home/_"),
        ("mail bob.b+x@mail.example.org now", "mail [redacted-email] now"),
        ("Bearer abcdefghijklmnop1234", "Bearer [redacted]"),
        ("bearer\tabcdefghijklmnop1234", "Bearer [redacted]"),
        ("Bearer short", "Bearer short"),
        ("password=hunter2&x=1", "password=[redacted]&x=1"),
        ('{"apiKey": "abc", "n": 1}', '{"apiKey=[redacted], "n": 1}'),
        ("API_KEY: abc", "API_KEY=[redacted]"),
        ("refresh-token : abc, next", "refresh-token=[redacted], next"),
        ("authorization: Bearer abcdefghijklmnop1234", "authorization=[redacted] [redacted]"),
        ("eyJhbGciOi.eyJzdWIi.c2ln-_", "[redacted-jwt]"),
        ("sk-proj-abcdefghijklmnop", "[redacted-key]"),
        ("rk-abcdefghijklmnop", "[redacted-key]"),
        ("task-abcdefghijklmnop", "task-abcdefghijklmnop"),
        ("id 0123456789abcdef0123456789ABCDEF.", "id [redacted-hex]."),
        ("0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcde"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "[redacted-token]"),
        ("AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd==", "[redacted-token]"),
        ("abc_DEF-ghi_JKL-mno_PQR-stu_VWX-yz0_123-4a5_6b7-8c9", "[redacted-token]"),
    ],
)
def test_secrets_and_names_are_taken_out(text: str, expected: str):
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "/usr/lib/python3/dist/packages/django/core/handlers/base.py",
        "test_that_a_very_long_snake_case_name_of_a_function_survives",
        "-" * 80,
        "/" * 80,
        "TypeError: 'NoneType' object is not subscriptable",
    ],
)
def test_what_makes_a_stack_readable_stays(text: str):
    assert redact(text) == text


def test_every_text_of_a_report_is_redacted_and_descriptions_are_not():
    secret = "bob@example.org"
    texts = ("message", "errorMessage", "stack", "componentStack", "topFrame", "fingerprintHint", "view")
    body = dict.fromkeys(texts, secret) | {"kind": "crash", "version": secret, "os": secret, "arch": "x"}
    body |= {"label": secret, "errorType": secret, "breadcrumbs": [{"t": 1, "cat": secret, "msg": secret}]}
    report = redact_report(decode_report(json.dumps(body).encode()))
    hidden = "[redacted-email]"
    assert {
        report.message,
        report.error_message,
        report.stack,
        report.component_stack,
        report.top_frame,
        report.fingerprint_hint,
        report.view,
        report.breadcrumbs[0].cat,
        report.breadcrumbs[0].msg,
    } == {hidden}
    assert (report.version, report.os, report.label, report.error_type) == (secret,) * 4
    assert report.breadcrumbs[0].t == 1


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_redacting_again_changes_no_token(text: str):
    once = redact(text)
    assert redact(once).count("[redacted-token]") == once.count("[redacted-token]")


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a@",
        "a.",
        "eyJ",
        "eyJa.",
        "token ",
        "Bearer ",
        "sk-",
        "/home/",
        "a/",
        "a_",
        "-",
        "a-1",
        "0a",
        "=: ",
    ],
)
def test_no_pattern_is_worse_than_linear(piece: str):
    """Quadratic time would need minutes here: the time limit of the run would end it."""
    redact(piece * (1_000_000 // len(piece)))

"""A receiver says why a signature is wrong; the sample is that of the Standard Webhooks libraries."""

from __future__ import annotations

import pytest

from crashdesk_server.receiving.checking import check, is_secret

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = b'{"test": 2432232314}'
SENT_AT = 1_614_265_330
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(SENT_AT),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_a_right_signature_is_right_by_any_fitting_secret() -> None:
    assert check(HEADERS, BODY, (OTHER, SECRET), SENT_AT + 1).right
    twice = HEADERS | {"webhook-signature": f"v1,AAAA {HEADERS['webhook-signature']} v1a,whatever"}
    assert check(twice, BODY, (SECRET,), SENT_AT).right


@pytest.mark.parametrize(
    ("changed", "body", "secrets", "now", "problem"),
    [
        ({}, BODY + b" ", (SECRET,), SENT_AT, "No secret fits"),
        ({}, BODY, (OTHER,), SENT_AT, "No secret fits"),
        ({"webhook-id": "msg_other"}, BODY, (SECRET,), SENT_AT, "No secret fits"),
        ({"webhook-signature": ""}, BODY, (SECRET,), SENT_AT, "header is missing"),
        ({"webhook-signature": "v1a,AAAA"}, BODY, (SECRET,), SENT_AT, "no part of version v1"),
        ({"webhook-signature": "v1,ü"}, BODY, (SECRET,), SENT_AT, "No secret fits"),
        ({"webhook-timestamp": "soon"}, BODY, (SECRET,), SENT_AT, "not a number"),
        ({"webhook-timestamp": "9" * 30}, BODY, (SECRET,), SENT_AT, "not a number"),
        ({}, BODY, (SECRET,), SENT_AT + 301, "five minutes old"),
    ],
)
def test_a_wrong_one_is_explained(
    changed: dict[str, str], body: bytes, secrets: tuple[str, ...], now: float, problem: str
) -> None:
    found = check(HEADERS | changed, body, secrets, now)
    assert not found.right
    assert problem in found.problem


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_???", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_what_is_no_secret_is_not_taken_for_one(text: str) -> None:
    assert is_secret(SECRET)
    assert not is_secret(text)

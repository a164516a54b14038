import pytest

from crashdesk.http.redaction import HIDDEN, redact_text


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer S3CRET",
        "authorization: Basic S3CRET==",
        "headers={'Cookie': 'crashdesk_session=S3CRET; x=S3CRET'}",
        "Set-Cookie: crashdesk_session=S3CRET; HttpOnly",
        'X-CSRF-Token: "S3CRET"',
        "crashdesk_session=S3CRET",
        "used bearer S3CRET here",
        "the key cdk_S3CRET was refused",
        '{"password": "S3CRET", "email": "ada@example.org"}',
        '{"csrf_token":"S3CRET"}',
        "GET /x?token=S3CRET&a=1",
        "https://ada:S3CRET@example.org/x",
    ],
)
def test_secrets_in_text(text):
    redacted = redact_text(text)
    assert "S3CRET" not in redacted
    assert HIDDEN in redacted


@pytest.mark.parametrize(
    "text",
    [
        "GET /crash-groups/{id}: 200 in 7 ms, attempt 1, request req_1",
        "TypeError: x is not a token",
        "cookies",
    ],
)
def test_other_text_stays(text):
    assert redact_text(text) == text


def test_redaction_takes_its_time_from_the_length_alone():
    redact_text("a-" * 200_000 + "token" * 20_000 + " " * 200_000)

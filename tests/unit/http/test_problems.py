import json
import re
from pathlib import Path

import pytest

from crashdesk.core import errors
from crashdesk.core.errors import FieldProblem
from crashdesk.http.answer import Answer
from crashdesk.http.problem_texts import TEXTS
from crashdesk.http.problems import DEFAULT_PAUSE_S, MOST_DETAIL, problem_error

NOW = 1_795_000_000.0
PAGES = Path(__file__).parents[3] / "docs/reference/problems"


def error_of(status: int, slug: str, headers: dict[str, str] | None = None, **members: object):
    body = {"type": f"urn:crashdesk:problem:{slug}", "title": "T", "status": status, **members}
    head = {
        "content-type": "application/problem+json; charset=utf-8",
        "x-request-id": "req_1",
        **(headers or {}),
    }
    return problem_error(Answer("GET /x", status, head, json.dumps(body).encode()), NOW)


@pytest.mark.parametrize(
    ("status", "slug", "error"),
    [
        (401, "wrong-credentials", errors.SignInRefused),
        (401, "sign-in-required", errors.SessionEnded),
        (403, "awaiting-approval", errors.AwaitingApproval),
        (403, "forbidden", errors.AccessDenied),
        (403, "invented-later", errors.AccessDenied),
        (404, "not-found", errors.NotFound),
        (405, "method-not-allowed", errors.Refused),
        (409, "request-in-progress", errors.RequestConflict),
        (410, "resync-required", errors.ResyncRequired),
        (410, "invented-later", errors.NotFound),
        (412, "revision-mismatch", errors.ChangedMeanwhile),
        (422, "invalid-input", errors.InputRejected),
        (428, "revision-required", errors.InputRejected),
        (429, "too-many-requests", errors.TooManyRequests),
        (500, "internal", errors.ServerFault),
        (503, "setup-required", errors.SetupRequired),
        (503, "invented-later", errors.ServerFault),
    ],
)
def test_each_refusal_is_what_it_says(status, slug, error):
    found = error_of(status, slug)
    assert type(found) is error
    assert found.request_id == "req_1"
    if error in {errors.AccessDenied, errors.RequestConflict, errors.InputRejected}:
        assert found.type == slug


def test_members_arrive():
    problem = error_of(
        422, "invalid-input", errors=[{"pointer": "/text", "code": "too-long", "message": "M"}]
    )
    assert problem.fields == (FieldProblem("/text", "too-long", "M"),)
    assert error_of(410, "resync-required", reason="rights-changed").reason == "rights-changed"
    assert json.loads(error_of(412, "revision-mismatch", current={"revision": 8}).current) == {"revision": 8}
    assert error_of(412, "revision-mismatch").current == b""
    assert error_of(429, "x", {"retry-after": "7"}).retry_after_s == 7
    assert error_of(429, "x").retry_after_s == DEFAULT_PAUSE_S


@pytest.mark.parametrize(
    "type_", ["https://x.example/problems/wrong-credentials", "wrong-credentials", "#wrong-credentials"]
)
def test_only_the_last_part_of_the_type_counts(type_):
    assert type(error_of(401, "", type=type_)) is errors.SignInRefused


def test_prose_decides_nothing_and_is_kept_short_and_free_of_secrets():
    said = "wrong-credentials <b>Authorization: Bearer cdk_abc123</b> " + "x" * 100_000
    problem = error_of(403, "forbidden", detail=said)
    assert type(problem) is errors.AccessDenied
    assert str(problem) == str(errors.AccessDenied.default)
    assert len(problem.detail) < MOST_DETAIL + 200
    assert "cdk_abc123" not in problem.detail


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"type": 3}', b"[" * 100_000, b'{"type": "\xff"}'])
@pytest.mark.parametrize(
    ("status", "error"),
    [(404, errors.AnswerUnusable), (401, errors.AnswerUnusable), (502, errors.ServerFault)],
)
def test_what_is_no_problem_is_no_refusal(body, status, error):
    for media_type in ("application/problem+json", "application/json", "text/html"):
        answer = Answer("GET /x", status, {"content-type": media_type}, body)
        assert type(problem_error(answer, NOW)) is error


def test_the_refusal_of_another_api_is_none_of_ours():
    answer = Answer("GET /meta", 404, {"content-type": "application/json"}, b'{"detail": "Not Found"}')
    assert type(problem_error(answer, NOW)) is errors.AnswerUnusable


def test_a_hostile_request_id_is_dropped():
    assert error_of(404, "not-found", {"x-request-id": "a\x1b[31m b"}).request_id == ""


def test_texts_are_of_types_that_are_documented():
    documented = {page.stem for page in PAGES.glob("*.md")}
    assert set(TEXTS) <= documented
    statuses = {
        page.stem: int(match[1])
        for page in PAGES.glob("*.md")
        if (match := re.search(r"\b([45]\d\d)\b", page.read_text("utf-8")))
    }
    for slug, status in statuses.items():
        found = error_of(status, slug)
        assert status == 500 or type(found) not in {errors.ServerFault, errors.AnswerUnusable}, slug

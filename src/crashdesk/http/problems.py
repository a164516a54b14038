"""From a refusal on the wire (RFC 9457) to the error that a person can understand.

Decided by the problem's `type`, then by the status; never by prose, which is only kept as detail.
"""

from __future__ import annotations

import re

import msgspec

from crashdesk.core.errors import (
    AccessDenied,
    AnswerUnusable,
    AwaitingApproval,
    ChangedMeanwhile,
    CrashDeskError,
    FieldProblem,
    InputRejected,
    NotFound,
    NotLetIn,
    Refused,
    RequestConflict,
    ResyncRequired,
    ServerFault,
    SessionEnded,
    SetupRequired,
    SignInRefused,
    TakenForStranger,
    TooManyRequests,
)
from crashdesk.http.answer import Answer, clean_request_id
from crashdesk.http.problem_texts import TEXTS
from crashdesk.http.redaction import redact_text
from crashdesk.http.retry import parse_retry_after

MOST_DETAIL = 2_000
"""Characters kept of what a server says; more helps nobody and may be meant to harm."""
DEFAULT_PAUSE_S = 10.0
"""For a 429 that does not say how long."""
STRANGER = "csrf-refused"
"""403: `Origin` or CSRF token are not what the server expects."""
IN_PROGRESS = "request-in-progress"
"""409: the first request with this idempotency key is still running."""


class _Problem(msgspec.Struct, frozen=True):
    """RFC 9457 with this API's extensions; whatever is missing is taken as said by the status."""

    type: str = ""
    title: str = ""
    detail: str = ""
    request_id: str = ""
    errors: tuple[FieldProblem, ...] = ()
    current: msgspec.Raw = msgspec.Raw()
    reason: str | None = None

    @property
    def name(self) -> str:
        """The last segment of the type URI, which is stable."""
        return _SEPARATOR.split(self.type.rstrip("/"))[-1]


_SEPARATOR = re.compile("[/:#]")
_DECODER = msgspec.json.Decoder(_Problem)
_BY_TYPE: dict[str, type[Refused]] = {
    "awaiting-approval": AwaitingApproval,
    "setup-required": SetupRequired,
    "wrong-credentials": SignInRefused,
    "registrations-full": Refused,
}
_BY_STATUS: dict[int, type[Refused]] = {
    401: SessionEnded,
    403: AccessDenied,
    404: NotFound,
    409: RequestConflict,
    410: NotFound,
}
_NOT_LET_IN = frozenset({"account-disabled", "account-rejected"})
_INPUT = frozenset({400, 411, 413, 414, 415, 422, 428, 431})
"""Statuses that say that what was sent is wrong."""


def problem_error(answer: Answer, now: float) -> CrashDeskError:
    """Return the error that an answer of status 400 or more stands for. `now` is in seconds since 1970."""
    problem = _read(answer)
    request_id = answer.request_id or clean_request_id(problem.request_id if problem else "")
    detail = _detail(answer, problem)
    if answer.status == 429:
        pause_s = parse_retry_after(answer.headers.get("retry-after", ""), now)
        return TooManyRequests(
            DEFAULT_PAUSE_S if pause_s is None else pause_s, detail=detail, request_id=request_id
        )
    if problem:
        refusal = _refusal(answer.status, problem, detail, request_id)
        if refusal:
            return refusal
    if answer.status >= 500:
        return ServerFault(detail=detail, request_id=request_id)
    return AnswerUnusable(detail=detail, request_id=request_id)


def _read(answer: Answer) -> _Problem | None:
    """Return the problem, None when what came is none: a proxy's page, or another program's JSON."""
    if answer.media_type != "application/problem+json":
        return None
    try:
        return _DECODER.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _refusal(status: int, problem: _Problem, detail: str, request_id: str) -> CrashDeskError | None:
    """Return what the server said no with, None when the problem is a fault of the server."""
    name, text = problem.name, TEXTS.get(problem.name)
    if name in _NOT_LET_IN:
        reason = problem.detail[:MOST_DETAIL]
        return NotLetIn(text, reason=reason, type=name, detail=detail, request_id=request_id)
    known = _BY_TYPE.get(name)
    if known:
        return known(text, type=name, detail=detail, request_id=request_id)
    if name == STRANGER:
        return TakenForStranger(detail=detail, request_id=request_id)
    if status == 410 and name == "resync-required":
        return ResyncRequired(problem.reason or "", detail=detail, request_id=request_id)
    if status == 412:
        return ChangedMeanwhile(bytes(problem.current), detail=detail, request_id=request_id)
    if status in _INPUT:
        return InputRejected(text, fields=problem.errors, type=name, detail=detail, request_id=request_id)
    if status >= 500:
        return None
    return _BY_STATUS.get(status, Refused)(text, type=name, detail=detail, request_id=request_id)


def _detail(answer: Answer, problem: _Problem | None) -> str:
    said = (
        ": ".join(part for part in (problem.name, problem.title, problem.detail) if part)
        if problem
        else f"{answer.media_type or 'no content type'}, {len(answer.body)} bytes"
    )
    return redact_text(f"{answer.name} was answered {answer.status}: {said[:MOST_DETAIL]}")

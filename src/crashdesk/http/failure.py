"""What became of one attempt that brought no usable answer."""

from __future__ import annotations

import ssl

import httpx
import msgspec

from crashdesk.core.errors import (
    CertificateUntrusted,
    CrashDeskError,
    OutcomeUnknown,
    Refused,
    RequestConflict,
    ServerFault,
    ServerTooSlow,
    ServerUnreachable,
    TooManyRequests,
)
from crashdesk.http.problems import IN_PROGRESS
from crashdesk.http.redaction import redact_text


class Failure(msgspec.Struct, frozen=True):
    """One failed attempt.

    Attributes:
        error: what to raise if this was the last one.
        is_passing: another attempt may succeed.
        may_have_acted: the request may have reached the server and done its work.
        retry_after_s: the pause that the server asked for.
    """

    error: CrashDeskError
    is_passing: bool = False
    may_have_acted: bool = False
    retry_after_s: float | None = None

    def final_error(self, name: str, *, may_have_acted: bool) -> CrashDeskError:
        """Return what to raise for a write, given whether any of its attempts may have acted.

        A refusal settles it: a key that was used before would have been answered with the first result.
        """
        settled = isinstance(self.error, Refused) and not self.is_passing
        if settled or not may_have_acted:
            return self.error
        unknown = OutcomeUnknown(detail=f"{name}: {self.error.detail}", request_id=self.error.request_id)
        unknown.__cause__ = self.error
        return unknown


def failure_of_answer(error: CrashDeskError, status: int, retry_after_s: float | None) -> Failure:
    """Classify an answer that is an error.

    A gateway that lost its server (502, 504) does not know whether the server acted, and a request in
    progress is acting now.
    """
    if isinstance(error, TooManyRequests):
        return Failure(error, is_passing=True, retry_after_s=error.retry_after_s)
    if isinstance(error, RequestConflict) and error.type == IN_PROGRESS:
        return Failure(error, is_passing=True, may_have_acted=True, retry_after_s=retry_after_s)
    if isinstance(error, ServerFault) and status in {502, 503, 504}:
        return Failure(error, is_passing=True, may_have_acted=status != 503, retry_after_s=retry_after_s)
    return Failure(error)


def failure_of_exception(problem: TimeoutError | httpx.TransportError) -> Failure:
    """Classify what went wrong below HTTP.

    Nothing that ran out of time is tried again: who waits has waited long enough, and a write that
    timed out is read back instead.
    """
    detail = redact_text(f"{type(problem).__name__}: {problem}")
    match problem:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Failure(ServerTooSlow(detail=detail))
        case TimeoutError() | httpx.TimeoutException():
            return Failure(ServerTooSlow(detail=detail), may_have_acted=True)
        case httpx.ConnectError() if certificate := _certificate_problem(problem):
            return Failure(CertificateUntrusted(detail=str(certificate)))
        case httpx.ConnectError() | httpx.ProxyError():
            return Failure(ServerUnreachable(detail=detail), is_passing=True)
        case _:
            return Failure(ServerUnreachable(detail=detail), is_passing=True, may_have_acted=True)


def _certificate_problem(problem: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """Find the TLS library's verdict below the layers that wrapped it."""
    while problem is not None:
        if isinstance(problem, ssl.SSLCertVerificationError):
            return problem
        problem = problem.__cause__ or problem.__context__
    return None

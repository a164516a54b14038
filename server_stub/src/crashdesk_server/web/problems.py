"""The register of everything that can go wrong for a client (RFC 9457).

Clients decide by `type`, so a slug never changes its meaning. Each has a page in docs/reference/problems/.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

from crashdesk_server.wire.page import FieldProblem, Problem

PREFIX = "urn:crashdesk:problem:"
"""What every `type` begins with."""
MEDIA_TYPE = "application/problem+json"


class ProblemType(msgspec.Struct, frozen=True):
    """One kind of problem: the end of its URI, its status and its short sentence."""

    slug: str
    status: int
    title: str

    @property
    def uri(self) -> str:
        """The stable `type`."""
        return PREFIX + self.slug


class ProblemError(Exception):
    """Raised anywhere while answering; becomes the answer."""

    def __init__(
        self,
        kind: ProblemType,
        detail: str = "",
        *,
        errors: tuple[FieldProblem, ...] = (),
        current: object | None = None,
        extra: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the problem.

        Args:
            kind: one of the types below.
            detail: a sentence about this occurrence; never holds a secret.
            errors: what is wrong with the input, each with its place.
            current: at 412, the object as it is now.
            extra: the members `reason` and `id` where a type has them.
            headers: more headers of the answer, such as Retry-After.
        """
        super().__init__(f"{kind.slug}: {detail}")
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.current = current
        self.extra = extra or {}
        self.headers = headers or {}

    def to_wire(self, instance: str = "", request_id: str = "") -> Problem:
        """Return the body of the answer; also what a bulk result holds."""
        return Problem(
            type=self.kind.uri,
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            instance=instance,
            request_id=request_id,
            errors=self.errors,
            current=None if self.current is None else msgspec.Raw(msgspec.json.encode(self.current)),
            reason=self.extra.get("reason"),
            id=self.extra.get("id"),
        )


def problem_response(error: ProblemError, instance: str, request_id: str) -> Response:
    """Return the HTTP answer of a problem."""
    return Response(
        msgspec.json.encode(error.to_wire(instance, request_id)),
        error.kind.status,
        {**error.headers},
        MEDIA_TYPE,
    )


MALFORMED_BODY = ProblemType("malformed-body", 400, "The body cannot be read.")
INVALID_HEADER = ProblemType("invalid-header", 400, "A header of the request cannot be used.")
SIGN_IN_REQUIRED = ProblemType("sign-in-required", 401, "Sign in first.")
WRONG_CREDENTIALS = ProblemType("wrong-credentials", 401, "The address or the password is wrong.")
SETUP_TOKEN_WRONG = ProblemType("setup-token-wrong", 403, "The set-up token is wrong.")
CSRF_REFUSED = ProblemType("csrf-refused", 403, "The request does not come from this server's own session.")
FORBIDDEN = ProblemType("forbidden", 403, "You may not do this.")
AWAITING_APPROVAL = ProblemType("awaiting-approval", 403, "Your account awaits approval.")
ACCOUNT_DISABLED = ProblemType("account-disabled", 403, "Your account is disabled.")
ACCOUNT_REJECTED = ProblemType("account-rejected", 403, "Your account was not approved.")
REGISTRATION_CLOSED = ProblemType("registration-closed", 403, "One can't register on this server.")
NOT_FOUND = ProblemType("not-found", 404, "There is no such thing, or you may not see it.")
METHOD_NOT_ALLOWED = ProblemType("method-not-allowed", 405, "This address does not take this method.")
REQUEST_IN_PROGRESS = ProblemType("request-in-progress", 409, "The same request is still being carried out.")
SECRET_ALREADY_SHOWN = ProblemType("secret-already-shown", 409, "The answer held a secret and is given once.")
ALREADY_SET_UP = ProblemType("already-set-up", 409, "The server has its first admin already.")
LAST_ADMIN = ProblemType("last-admin", 409, "The server would be left without an admin.")
ONESELF = ProblemType("oneself", 409, "Somebody else has to do this to your account.")
ALREADY_DECIDED = ProblemType("already-decided", 409, "The account does not await a decision any more.")
NOT_APPROVED = ProblemType("not-approved", 409, "The account has not been approved.")
NOT_IN_STATE = ProblemType("not-in-state", 409, "In the state that it is in this cannot be done.")
RESYNC_REQUIRED = ProblemType("resync-required", 410, "This position in the change feed cannot be continued.")
REVISION_MISMATCH = ProblemType("revision-mismatch", 412, "Someone changed it in the meantime.")
BODY_TOO_LARGE = ProblemType("body-too-large", 413, "The body is too large.")
UNSUPPORTED_MEDIA_TYPE = ProblemType("unsupported-media-type", 415, "The body has to be JSON.")
INVALID_INPUT = ProblemType("invalid-input", 422, "Something in the request is not as it has to be.")
KEY_REUSED = ProblemType("key-reused", 422, "The idempotency key belongs to another request.")
REVISION_REQUIRED = ProblemType("revision-required", 428, "Say which revision you have seen, by If-Match.")
TOO_MANY_REQUESTS = ProblemType("too-many-requests", 429, "Too many attempts.")
INTERNAL = ProblemType("internal", 500, "The server has a fault.")
REGISTRATIONS_FULL = ProblemType("registrations-full", 503, "Too many accounts await approval already.")
SETUP_REQUIRED = ProblemType("setup-required", 503, "The server has no admin yet.")


def registry() -> dict[str, ProblemType]:
    """Return every registered type by its slug."""
    return {kind.slug: kind for kind in globals().values() if isinstance(kind, ProblemType)}


def invalid_fields(errors: tuple[FieldProblem, ...]) -> ProblemError:
    """Return the problem of several inputs that are not as they have to be."""
    return ProblemError(INVALID_INPUT, errors[0].message, errors=errors)


def invalid(pointer: str, code: str, message: str) -> ProblemError:
    """Return the problem of one input that is not as it has to be."""
    return ProblemError(INVALID_INPUT, message, errors=(FieldProblem(pointer, code, message),))

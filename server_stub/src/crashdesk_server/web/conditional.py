"""ETag and If-Match (RFC 9110): nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk_server.web import problems
from crashdesk_server.web.call import Call
from crashdesk_server.web.problems import ProblemError


def require_revision(call: Call, revision: int, current: Callable[[], object]) -> None:
    """Let the request go on only if it names the revision that the object has now.

    Args:
        call: the request with its If-Match header.
        revision: the object's present one.
        current: makes the object's wire form, for the one who has to see what changed.

    Raises:
        ProblemError: 428 without the header, 412 with the current object when it names another revision.
    """
    header = call.request.headers.get("If-Match")
    if header is None:
        raise ProblemError(problems.REVISION_REQUIRED, headers={"ETag": f'"{revision}"'})
    tags = {tag.strip() for tag in header.split(",")}
    if f'"{revision}"' not in tags and "*" not in tags:
        raise ProblemError(problems.REVISION_MISMATCH, current=current(), headers={"ETag": f'"{revision}"'})

"""Every request that this connector can make, as data: nothing else is ever sent.

Each acts on what is named by its ids and on nothing more.
"""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import GroupId, ReportId, UserId
from crashdesk.core.secret import Secret
from crashdesk.http.request import EVENTS, LINES, Effect, Request

API_PATH = "/api/v1"


def meta() -> Request:
    """Ask what the server is; needs no credential."""
    return Request("GET", "/meta", Effect.READ)


def sign_in(email: str, password: Secret) -> Request:
    """Begin a session."""
    return Request(
        "POST", "/session", Effect.SESSION, body=_json({"email": email, "password": password.reveal()})
    )


def session() -> Request:
    """Ask who is signed in."""
    return Request("GET", "/session", Effect.READ)


def sign_out() -> Request:
    """End the session."""
    return Request("DELETE", "/session", Effect.SESSION)


def set_up(token: Secret, email: str, password: Secret, name: str) -> Request:
    """Create the first admin."""
    body = {"token": token.reveal(), "email": email, "password": password.reveal(), "name": name}
    return Request("POST", "/setup", Effect.WRITE, body=_json(body))


def changes(since: str) -> Request:
    """Fetch part of the change feed; empty `since` begins it."""
    return Request("GET", "/changes", Effect.READ, query=(("since", since),) if since else ())


def events() -> Request:
    """Listen for hints."""
    return Request("GET", "/events", Effect.READ, accept=EVENTS)


def group(group_id: GroupId) -> Request:
    """Fetch one crash group."""
    return Request("GET", "/crash-groups/{id}", Effect.READ, {"id": group_id})


def patch_group(
    group_id: GroupId, fields: dict[str, object], *, revision: int, idempotency_key: str
) -> Request:
    """Change fields of one crash group."""
    return Request(
        "PATCH",
        "/crash-groups/{id}",
        Effect.WRITE,
        {"id": group_id},
        body=_json(fields),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def add_note(group_id: GroupId, text: str, *, idempotency_key: str) -> Request:
    """Append a note to one crash group."""
    return Request(
        "POST",
        "/crash-groups/{id}/notes",
        Effect.WRITE,
        {"id": group_id},
        body=_json({"text": text}),
        idempotency_key=idempotency_key,
    )


def delete_group(group_id: GroupId, *, revision: int, idempotency_key: str) -> Request:
    """Delete one crash group and its reports."""
    return Request(
        "DELETE",
        "/crash-groups/{id}",
        Effect.WRITE,
        {"id": group_id},
        revision=revision,
        idempotency_key=idempotency_key,
    )


def report(group_id: GroupId, report_id: ReportId) -> Request:
    """Fetch one kept report."""
    return Request(
        "GET", "/crash-groups/{id}/reports/{report_id}", Effect.READ, {"id": group_id, "report_id": report_id}
    )


def facets(group_id: GroupId) -> Request:
    """Fetch the distribution of a group's fields."""
    return Request("GET", "/crash-groups/{id}/facets", Effect.READ, {"id": group_id})


def histogram(group_id: GroupId, span: str) -> Request:
    """Fetch a group's reports over time; `span` is `day` or `fortnight`."""
    return Request(
        "GET", "/crash-groups/{id}/histogram", Effect.READ, {"id": group_id}, query=(("range", span),)
    )


def usage(days: int) -> Request:
    """Fetch usage over the last `days` days."""
    return Request("GET", "/usage", Effect.READ, query=(("days", str(days)),))


def user(user_id: UserId) -> Request:
    """Fetch one account."""
    return Request("GET", "/users/{id}", Effect.READ, {"id": user_id})


def approve_user(user_id: UserId, role: str, note: str, *, revision: int, idempotency_key: str) -> Request:
    """Let one person in."""
    return Request(
        "POST",
        "/users/{id}/approve",
        Effect.WRITE,
        {"id": user_id},
        body=_json({"role": role, "note": note}),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def reject_user(user_id: UserId, reason: str, *, revision: int, idempotency_key: str) -> Request:
    """Turn one person away."""
    return Request(
        "POST",
        "/users/{id}/reject",
        Effect.WRITE,
        {"id": user_id},
        body=_json({"reason": reason}),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def patch_user(user_id: UserId, fields: dict[str, object], *, revision: int, idempotency_key: str) -> Request:
    """Change fields of one account."""
    return Request(
        "PATCH",
        "/users/{id}",
        Effect.WRITE,
        {"id": user_id},
        body=_json(fields),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def delete_user(user_id: UserId, *, revision: int, idempotency_key: str) -> Request:
    """Delete one account."""
    return Request(
        "DELETE",
        "/users/{id}",
        Effect.WRITE,
        {"id": user_id},
        revision=revision,
        idempotency_key=idempotency_key,
    )


def end_sessions_of_user(user_id: UserId, *, idempotency_key: str) -> Request:
    """Sign one person out everywhere."""
    return Request(
        "DELETE", "/users/{id}/sessions", Effect.WRITE, {"id": user_id}, idempotency_key=idempotency_key
    )


MOST_QUERY = 1_000
"""Characters of a filter that the server takes when it is told of an export."""
AUDIT_ROWS = 2_000
"""As many entries as the server gives at once."""


def audit_after(seq: int) -> Request:
    """Fetch the entries of the audit log after `seq`."""
    query = (("after", str(seq)), ("limit", str(AUDIT_ROWS)))
    return Request("GET", "/audit", Effect.READ, query=query, accept=LINES)


def audit_hashes_after(seq: int) -> Request:
    """Fetch what the entries of the audit log after `seq` hash to."""
    query = (("after", str(seq)), ("limit", str(AUDIT_ROWS)), ("bodies", "false"))
    return Request("GET", "/audit", Effect.READ, query=query, accept=LINES)


def audit_entry(seq: int) -> Request:
    """Fetch one entry of the audit log."""
    return Request("GET", "/audit/{seq}", Effect.READ, {"seq": str(seq)})


def audit_checkpoint() -> Request:
    """Fetch the signed head of the audit log."""
    return Request("GET", "/audit/checkpoint", Effect.READ)


def tell_audit_export(query: str, count: int, form: str, *, idempotency_key: str) -> Request:
    """Have the server note an export of its audit log."""
    return Request(
        "POST",
        "/audit/exports",
        Effect.WRITE,
        body=_json({"query": query[:MOST_QUERY], "count": count, "format": form}),
        idempotency_key=idempotency_key,
    )


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)

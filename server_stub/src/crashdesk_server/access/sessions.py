"""Sessions: a random token in a cookie, of which only a hash is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from crashdesk_server.access import decoys
from crashdesk_server.access.permissions import as_role
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.rights import granted_in, rights_of
from crashdesk_server.access.users import UserRow, label_of, touch
from crashdesk_server.clock import DAY, HOUR, MINUTE
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import sessions, users
from crashdesk_server.storage.transaction import Snapshot, Transaction

COOKIE = "crashdesk_session"
IDLE = 12 * HOUR
"""A session ends when nothing has been asked with it for so long."""
ABSOLUTE = 14 * DAY
"""A session ends so long after signing in, whatever happens."""
SLIDE = MINUTE
"""Use is noted this often at most: reading does not write to the disk each time."""


def token_hash(token: str) -> bytes:
    """Return what is kept of a token; it has 256 random bits, so a fast hash is enough."""
    return sha256(token.encode()).digest()


def csrf_token(token: str) -> str:
    """Return the CSRF token that belongs to a session token; it does not lead back to it."""
    return sha256(b"csrf\0" + token.encode()).hexdigest()


def open_session(
    tx: Transaction, ids: Ids, user_id: str, address: str, user_agent: str = ""
) -> tuple[str, str]:
    """Begin a session and return its id and its token, which is known to nobody else from now on."""
    token = secrets.token_urlsafe(32)
    identifier = ids.new("ses")
    tx.execute(
        insert(sessions).values(
            id=identifier,
            token_hash=token_hash(token),
            user_id=user_id,
            address=address,
            created_at=tx.now,
            seen_at=tx.now,
            absolute_expires_at=tx.now + ABSOLUTE,
            user_agent=user_agent,
        )
    )
    tx.execute(update(users).where(users.c.id == user_id).values(last_sign_in_at=tx.now))
    touch(tx, [user_id])
    return identifier, token


def find_session(snapshot: Snapshot, token: str) -> tuple[Principal, bool] | None:
    """Return who a valid token belongs to, and whether its use should be noted."""
    statement = (
        select(sessions, users.c.email, users.c.name, users.c.role, users.c.enabled, users.c.grants)
        .outerjoin(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.token_hash == token_hash(token))
    )
    row = snapshot.execute(statement).first()
    if row is None or snapshot.now >= expiry_of(row):
        return None
    owner = row if row.email is not None else decoys.find_by_id(snapshot, row.user_id)
    if owner is None or row.enabled is False:
        return None
    role = as_role(row.role or "pending")
    principal = Principal(
        id=row.user_id,
        kind="user",
        label=label_of(owner.name, owner.email),
        user_id=row.user_id,
        email=owner.email,
        name=owner.name,
        role=role,
        permissions=rights_of(role, granted_in(row.grants or "[]")),
        credential=row.id,
        csrf_token=csrf_token(token),
        expires_at=expiry_of(row),
        absolute_expires_at=row.absolute_expires_at,
    )
    return principal, snapshot.now - row.seen_at >= SLIDE


def expiry_of(row: UserRow) -> int:
    """Return when the session of a row ends if it isn't used."""
    return min(row.seen_at + IDLE, row.absolute_expires_at)


def are_open(now: int) -> ColumnElement[bool]:
    """Return the condition that sessions haven't ended by time."""
    return (sessions.c.seen_at > now - IDLE) & (sessions.c.absolute_expires_at > now)


def note_use(tx: Transaction, session_id: str) -> None:
    """Let a session's idle time begin anew."""
    tx.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=tx.now))


def end_session(tx: Transaction, session_id: str) -> None:
    """End a session now."""
    _end(tx, sessions.c.id == session_id)


def end_sessions_of(tx: Transaction, user_id: str, but: str = "") -> int:
    """End all sessions of a person but one, and return how many would have gone on."""
    mine = (sessions.c.user_id == user_id) & (sessions.c.id != but)
    count = select(func.count()).select_from(sessions).where(mine, are_open(tx.now))
    found = int(tx.execute(count).scalar_one())
    _end(tx, mine)
    return found


def purge_sessions(tx: Transaction) -> None:
    """Remove sessions that have ended by time."""
    _end(tx, ~are_open(tx.now))


def _end(tx: Transaction, which: ColumnElement[bool]) -> None:
    gone = tx.execute(delete(sessions).where(which).returning(sessions.c.user_id)).scalars().all()
    touch(tx, gone)


def cookie_header(token: str, public_url: str) -> str:
    """Return the Set-Cookie that hands a token out; an empty token takes the cookie back."""
    parts = [f"{COOKIE}={token}", "HttpOnly", "SameSite=Strict", "Path=/"]
    parts += [f"Max-Age={ABSOLUTE // 1000}"] if token else ["Max-Age=0"]
    return "; ".join([*parts, "Secure"] if needs_secure(public_url) else parts)


def needs_secure(public_url: str) -> bool:
    """Return whether cookies must stay on TLS: everywhere but on plain http to this machine."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    return not (parts.scheme == "http" and (host in {"localhost", "::1"} or host.startswith("127.")))

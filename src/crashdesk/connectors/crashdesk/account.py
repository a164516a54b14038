"""Who one is on our server, how one proves it, and what one may do there."""

from __future__ import annotations

from crashdesk.connectors.crashdesk import wire
from crashdesk.connectors.crashdesk.capabilities import allowed, offered
from crashdesk.connectors.crashdesk.mapping import instant, instant_or_none
from crashdesk.core.ids import ServerId, UserId
from crashdesk.core.session import Credential, CredentialKind, ServerMeta, Session
from crashdesk.http.auth import Auth, BearerAuth, CookieAuth

KIND = "crashdesk"
"""What `GET /meta` of our server calls itself."""
COOKIE = "crashdesk_session"


def auth_of(credential: Credential, origin: str) -> Auth:
    """Return how `credential` is shown to the server at `origin`."""
    match credential.kind:
        case CredentialKind.API_KEY:
            return BearerAuth(credential.secret)
        case CredentialKind.COOKIE:
            return CookieAuth(COOKIE, credential.secret, credential.csrf_token, origin)


def server_meta(said: wire.Meta) -> ServerMeta:
    """Map what the server says of itself."""
    return ServerMeta(
        kind=said.kind,
        server_id=ServerId(said.server_id),
        name=said.name,
        version=said.version,
        capabilities=offered(frozenset(said.capabilities)),
        auth_methods=said.auth_methods,
        setup_required=said.setup_required,
        time=instant(said.time),
        registration=said.registration == "open",
    )


def session_of(said: wire.Session, capabilities: frozenset[str]) -> Session:
    """Map a session; of the server's `capabilities` it has those that its permissions allow."""
    permissions = frozenset(said.permissions)
    return Session(
        user_id=UserId(said.user.id),
        email=said.user.email,
        name=said.user.name,
        role=said.role,
        permissions=permissions,
        capabilities=allowed(capabilities, permissions),
        via=said.via,
        expires_at=instant_or_none(said.expires_at),
        absolute_expires_at=instant_or_none(said.absolute_expires_at),
    )

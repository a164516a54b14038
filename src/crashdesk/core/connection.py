"""The state of the connection and the freshness of what is on the screen."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import Instant


class Link(enum.StrEnum):
    """How this desk stands with its server."""

    CONNECTING = "connecting"
    ONLINE = "online"
    AWAITING = "awaiting"
    """Signed in as somebody who may see nothing: nobody has let them in, or all their rights are gone.
    The desk asks again by itself who this is, and nothing else."""
    OFFLINE = "offline"
    """No answer, or an unusable one; the desk tries again by itself."""
    SIGNED_OUT = "signed_out"
    """The session has ended; a person has to sign in."""
    STOPPED = "stopped"
    """Will not try by itself: another server answers, rights are missing, or the profile was closed."""


class ConnectionState(msgspec.Struct, frozen=True):
    """What the status bar shows.

    Attributes:
        since: when this state began.
        fresh_at: up to when the local store agrees with the server, None before the first sync.
        syncing: changes fetched so far in a running sync, None when none runs.
        retry_at: when the next attempt, or the next look, is due.
        problem: why it is not online.
        auditing: entries of the audit log that are here, and those that there are, while it is being read.
        audit_problem: why the audit log cannot be read at present, although everything else goes on.
    """

    link: Link
    since: Instant
    fresh_at: Instant | None = None
    syncing: int | None = None
    retry_at: Instant | None = None
    problem: CrashDeskError | None = None
    auditing: tuple[int, int] | None = None
    audit_problem: CrashDeskError | None = None

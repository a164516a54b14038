"""What the crash dialog shows."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.text import Text


class Phase(enum.StrEnum):
    """How far sending has come."""

    READING = "reading"
    SENDING = "sending"
    SENT = "sent"


class Target(msgspec.Struct, frozen=True):
    """A CrashDesk server that a report can be sent to."""

    name: str
    url: str


class CrashState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        report: the redacted report as it was made; the user may change it before it goes anywhere.
        targets: servers to choose from.
        target: the one chosen; nothing is sent without.
        problem: why sending failed.
    """

    report: str
    targets: tuple[Target, ...] = ()
    target: Target | None = None
    phase: Phase = Phase.READING
    problem: Text | None = None

    @property
    def may_send(self) -> bool:
        """Whether the report can be sent now."""
        return self.target is not None and self.phase is Phase.READING

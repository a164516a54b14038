"""Failed sign-ins in the audit log: the first at once, the rest of a quarter of an hour as one entry."""

from __future__ import annotations

import msgspec

from crashdesk_server.access.users import UserRow, target_of
from crashdesk_server.audit.record import Origin, Target, record
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web.address import sender_of
from crashdesk_server.web.throttle import WINDOW

_MOST = 1_000
"""The most series that are counted at a time; the oldest is written early."""


class _Series(msgspec.Struct):
    origin: Origin
    target: Target
    reason: str
    since: int
    more: int = 0


class Refusals:
    """Counts failed attempts by sender and account; used on the writer thread alone.

    What has been counted and not yet written is lost with the process, but for the first of each series.
    """

    def __init__(self) -> None:
        self._series: dict[tuple[str, str], _Series] = {}

    def note(self, tx: Transaction, origin: Origin, target: Target, reason: str) -> None:
        """Note one attempt that was refused."""
        place = (sender_of(origin.ip), target.id or target.label)
        series = self._series.get(place)
        if series is not None and tx.now - series.since < WINDOW:
            series.more += 1
            return
        if series is not None:
            self._close(tx, place)
        while len(self._series) >= _MOST:
            self._close(tx, next(iter(self._series)))
        record(tx, origin, "session.refused", target, after={"attempts": 1}, reason=reason, outcome="refused")
        self._series[place] = _Series(origin, target, reason, tx.now)

    def flush(self, tx: Transaction) -> None:
        """Write the series that are over."""
        for place, series in list(self._series.items()):
            if tx.now - series.since >= WINDOW:
                self._close(tx, place)

    def _close(self, tx: Transaction, place: tuple[str, str]) -> None:
        series = self._series.pop(place)
        if series.more:
            after = {"attempts": series.more, "since": to_rfc3339(series.since)}
            record(
                tx,
                series.origin,
                "session.refused",
                series.target,
                after=after,
                reason=series.reason,
                outcome="refused",
            )


def target_for(account: UserRow | None, email: str) -> Target:
    """Return whom an attempt is about. What is no address is left out: some type their password there."""
    if account is not None:
        return target_of(account)
    return Target("user", "", email.strip() if "@" in email else "")

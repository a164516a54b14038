"""Failed sign-ins in the audit log: the first at once, the rest of a quarter of an hour as one entry."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from crashdesk_server.access.users import UserRow, target_of
from crashdesk_server.audit.record import Origin, Target, record
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web.address import sender_of
from crashdesk_server.web.throttle import WINDOW

MOST = 100
"""Series at a time. What goes beyond is counted in one more, that names nobody: whoever has many addresses
must not be able to fill the log."""
_Place = tuple[str, str, str]
_REST: _Place = ("", "", "")


class _Series(msgspec.Struct):
    origin: Origin
    action: str
    target: Target
    reason: str
    since: int
    more: int = 0


class Refusals:
    """Counts failed attempts by kind, sender and account; used on the writer thread alone.

    So no more than `MOST` + 1 series, of two entries each, begin in a quarter of an hour, but for those that
    end early because the person succeeds. What has been counted and not yet written is lost if the process is
    killed, but for the first of each series.
    """

    def __init__(self) -> None:
        self._series: dict[_Place, _Series] = {}

    def note(
        self, tx: Transaction, origin: Origin, target: Target, reason: str, action: str = "session.refused"
    ) -> None:
        """Note one attempt that was refused."""
        self.flush(tx)
        place = (action, sender_of(origin.ip), target.id or target.label)
        if place not in self._series and len(self._series.keys() - {_REST}) >= MOST:
            place, action = _REST, "session.refused"
            origin, target = Origin("", "anonymous", ""), Target("user", "")
            reason = "more addresses or accounts than are told apart"
        if place in self._series:
            self._series[place].more += 1
            return
        series = self._series[place] = _Series(origin, action, target, reason, tx.now)
        _write(tx, series, {"attempts": 1})

    def settle(self, tx: Transaction, address: str, account_id: str) -> None:
        """Write what has been counted of a person who now succeeds at that address."""
        self._close(tx, ("session.refused", sender_of(address), account_id))

    def flush(self, tx: Transaction) -> None:
        """Write the series that are over."""
        for place, series in list(self._series.items()):
            if tx.now - series.since >= WINDOW:
                self._close(tx, place)

    def flush_all(self, tx: Transaction) -> None:
        """Write all series, over or not: the server ends."""
        for place in list(self._series):
            self._close(tx, place)

    def _close(self, tx: Transaction, place: _Place) -> None:
        series = self._series.pop(place, None)
        if series is not None and series.more:
            _write(tx, series, {"attempts": series.more, "since": to_rfc3339(series.since)})


def _write(tx: Transaction, series: _Series, after: Mapping[str, object]) -> None:
    record(
        tx,
        series.origin,
        series.action,
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

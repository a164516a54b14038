"""Writes pings and metrics: sums by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select, tuple_, update

from crashdesk_server.clock import DAY
from crashdesk_server.ingest.budget import Budget, FloodLimits
from crashdesk_server.ingest.wire import MetricsBody, PingBody
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.usage.tables import metric_day, usage_day


class Ping(msgspec.Struct, frozen=True):
    """A ping and when it came, in milliseconds since 1970."""

    body: PingBody
    received_at: int


class Measurement(msgspec.Struct, frozen=True):
    """A metrics post and when it came, in milliseconds since 1970."""

    body: MetricsBody
    received_at: int


class UsageRecorder:
    """Adds up within transactions, up to the limits of a day."""

    def __init__(self, limits: FloodLimits) -> None:
        self._limits = limits

    def record_pings(self, tx: Transaction, pings: Sequence[Ping], now: int) -> None:
        """Count an open for each ping; the latest one of a day describes the install."""
        budget = Budget(tx, self._limits, now)
        for ping in pings:
            self._record_ping(tx, ping, budget)
        budget.save()

    def record_metrics(self, tx: Transaction, measurements: Sequence[Measurement], now: int) -> None:
        """Add counters to their sums."""
        budget = Budget(tx, self._limits, now)
        sums: Counter[tuple[str | int, ...]] = Counter()
        for each in measurements:
            for counter in each.body.counters:
                day = each.received_at // DAY
                sums[day, each.body.version, each.body.os, counter.signal, counter.bucket] += counter.count
        for key, count in sums.items():
            self._add_metric(tx, key, count, budget)
        budget.save()

    def _record_ping(self, tx: Transaction, ping: Ping, budget: Budget) -> None:
        body = ping.body
        key = {
            "project_id": DEFAULT_PROJECT,
            "day": ping.received_at // DAY,
            "install_id": body.install_id,
        }
        described = {
            "version": body.version,
            "os": body.os,
            "arch": body.arch,
            "os_version": body.os_version,
            "surface": body.surface,
        }
        same = [usage_day.c[name] == value for name, value in key.items()]
        statement = update(usage_day).where(*same).values(opens=usage_day.c.opens + 1, **described)
        if not tx.execute(statement).rowcount and budget.take_install():
            tx.execute(insert(usage_day).values(opens=1, **key, **described))

    def _add_metric(self, tx: Transaction, key: tuple[str | int, ...], count: int, budget: Budget) -> None:
        names = ("project_id", "day", "version", "os", "signal", "bucket")
        values = dict(zip(names, (DEFAULT_PROJECT, *key), strict=True))
        same = tuple_(*(metric_day.c[name] for name in names)) == tuple_(*values.values())
        known = tx.execute(select(metric_day.c["count"]).where(same)).scalar_one_or_none()
        if known is not None:
            tx.execute(update(metric_day).where(same).values(count=known + count))
        elif budget.take_metric():
            tx.execute(insert(metric_day).values(count=count, **values))

"""Usage as an area of the server."""

from __future__ import annotations

from sqlalchemy import delete

from crashdesk_server.access.permissions import USAGE_READ
from crashdesk_server.area import Area, Context
from crashdesk_server.clock import DAY
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import regular
from crashdesk_server.usage.reading import KEPT_DAYS, DaysQuery, read_metrics, read_usage
from crashdesk_server.usage.tables import metric_day, usage_day
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.routing import Read, Route
from crashdesk_server.wire.usage import Metrics, Usage


def build(_context: Context) -> Area:
    """Return everything about usage."""
    return Area(
        routes=(
            Route(
                "GET",
                "/usage",
                Read(_usage),
                "Show installs and opens",
                permission=USAGE_READ,
                query=DaysQuery,
                response=Usage,
            ),
            Route(
                "GET",
                "/usage/metrics",
                Read(_metrics),
                "Show sums of metrics",
                permission=USAGE_READ,
                query=DaysQuery,
                response=Metrics,
            ),
        ),
        tasks=(regular("usage.forget", "maintenance", "Forgets old usage figures.", 3600, _forget),),
        capabilities=("usage.read",),
    )


def _usage(snapshot: Snapshot, call: Call) -> Reply:
    query: DaysQuery = call.query
    return Reply(read_usage(snapshot, call.principal, query.days))


def _metrics(snapshot: Snapshot, call: Call) -> Reply:
    query: DaysQuery = call.query
    return Reply(read_metrics(snapshot, call.principal, query.days))


def _forget(tx: Transaction) -> None:
    for table in (usage_day, metric_day):
        tx.execute(delete(table).where(table.c.day <= tx.now // DAY - KEPT_DAYS))

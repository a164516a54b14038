"""The public endpoints of senders: `/v1/report`, `/v1/ping`, `/v1/metrics`."""

from __future__ import annotations

from crashdesk_server.area import Area, Context
from crashdesk_server.crashes.recording import Recorder
from crashdesk_server.ingest import limiter
from crashdesk_server.ingest.arrival import Arrival, receive
from crashdesk_server.ingest.budget import FloodLimits
from crashdesk_server.ingest.endpoint import Endpoint
from crashdesk_server.ingest.intake import Intake
from crashdesk_server.ingest.limiter import Limiter
from crashdesk_server.ingest.wire import decode_metrics, decode_ping
from crashdesk_server.usage.recording import Measurement, Ping, UsageRecorder
from crashdesk_server.web.routing import Direct, Route


def build(context: Context, limits: FloodLimits | None = None) -> Area:
    """Return the three endpoints; `limits` are the usual ones unless given."""
    limits = limits or FloodLimits()
    clock, database = context.clock, context.database
    recorder = Recorder(context.ids, limits)
    usage = UsageRecorder(limits)
    reports = Intake[Arrival](database, lambda tx, items: recorder.record(tx, items, tx.now))
    pings = Intake[Ping](database, lambda tx, items: usage.record_pings(tx, items, tx.now))
    metrics = Intake[Measurement](database, lambda tx, items: usage.record_metrics(tx, items, tx.now))

    def limit(posts: int) -> Limiter | None:
        return Limiter(clock, posts) if context.settings.ingest_limit else None

    return Area(
        routes=(
            _route(
                "/v1/report",
                "Take a crash report",
                Endpoint(context, limit(limiter.REPORTS), reports, receive),
            ),
            _route(
                "/v1/ping",
                "Take a ping",
                Endpoint(
                    context, limit(limiter.PINGS), pings, lambda body, now: Ping(decode_ping(body), now)
                ),
            ),
            _route(
                "/v1/metrics",
                "Take counters",
                Endpoint(
                    context,
                    limit(limiter.METRICS),
                    metrics,
                    lambda body, now: Measurement(decode_metrics(body), now),
                ),
            ),
        ),
        capabilities=("ingest",),
    )


def _route(path: str, summary: str, endpoint: Endpoint) -> Route:
    return Route(
        "POST",
        path,
        Direct(endpoint.answer, effect="write"),
        summary,
        public=True,
        before_setup=True,
        under_api=False,
        status=202,
        media_type="text/plain",
        free_body=True,
        refusals=(400, 413, 429, 503),
    )

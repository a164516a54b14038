"""The change feed and the hints as an area of the server."""

from __future__ import annotations

from collections.abc import Mapping

from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.changes.events import Events
from crashdesk_server.changes.feed import ChangesQuery, Feed
from crashdesk_server.changes.purge import purge_tombstones
from crashdesk_server.storage.idempotency import purge_answers
from crashdesk_server.tasks.declaring import TaskSpec, regular
from crashdesk_server.web import problems
from crashdesk_server.web.routing import Direct, Read, Route
from crashdesk_server.wire.changes import Changes


def build(context: Context, loaders: Mapping[str, Loader]) -> Area:
    """Return the feed over the objects of all areas."""
    events = Events(context.database, context.stopping)
    return Area(
        routes=(
            Route(
                "GET",
                "/changes",
                Read(Feed(loaders).read),
                "What has changed",
                query=ChangesQuery,
                response=Changes,
                problems=(problems.RESYNC_REQUIRED,),
            ),
            Route(
                "GET",
                "/events",
                Direct(events.stream),
                "Hints that something has changed",
                keeps_session=True,
                media_type="text/event-stream",
                problems=(problems.TOO_MANY_REQUESTS,),
            ),
        ),
        tasks=_tasks(),
        capabilities=("changes", "events"),
    )


def _tasks() -> tuple[TaskSpec, ...]:
    return (
        regular(
            "changes.forget_tombstones",
            "maintenance",
            "Forgets what was deleted long ago.",
            3600,
            purge_tombstones,
        ),
        regular(
            "requests.forget_answers",
            "maintenance",
            "Forgets first answers whose idempotency keys are no longer repeated.",
            3600,
            purge_answers,
        ),
    )

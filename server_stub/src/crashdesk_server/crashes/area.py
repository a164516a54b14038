"""Crash groups as an area of the server."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete

from crashdesk_server.access.permissions import CRASHES_DELETE, CRASHES_READ, CRASHES_TRIAGE
from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.clock import DAY, HOUR
from crashdesk_server.crashes.editing import Editor
from crashdesk_server.crashes.handlers import GroupHandlers
from crashdesk_server.crashes.queries import GroupQuery, RangeQuery
from crashdesk_server.crashes.reading import DAYS, load_groups
from crashdesk_server.crashes.reports import load_reports
from crashdesk_server.crashes.tables import group_hour
from crashdesk_server.crashes.timeline import load_activity
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import regular
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.paging import PageQuery
from crashdesk_server.web.routing import Read, Route, Write
from crashdesk_server.wire import crash_groups as wire
from crashdesk_server.wire.page import BulkResults, Page

_GROUPS = "/crash-groups"
_GROUP = "/crash-groups/{id}"


def build(context: Context) -> Area:
    """Return everything about crash groups."""
    editor = Editor(context.ids)
    handlers = GroupHandlers(editor)
    return Area(
        routes=(*_reading(handlers), *_changing(handlers), *_adding(handlers)),
        loaders={
            "crash_group": Loader(CRASHES_READ, load_groups),
            "crash_report": Loader(CRASHES_READ, load_reports),
            "crash_activity": Loader(CRASHES_READ, load_activity),
        },
        tasks=(
            regular(
                "crashes.end_ignoring",
                "crashes",
                "Opens crash groups that were ignored until now.",
                15,
                editor.open_due,
            ),
            regular("crashes.forget_hours", "maintenance", "Forgets counts by hour.", 3600, _forget_hours),
        ),
        capabilities=("crash_groups.read", "crash_groups.triage", "crash_groups.delete"),
        farewells=(editor.unassign_all,),
    )


def _reading(handlers: GroupHandlers) -> tuple[Route, ...]:
    return (
        _get(_GROUPS, handlers.list, "List crash groups", Page[wire.CrashGroup], GroupQuery),
        _get(_GROUP, handlers.get, "Show a crash group", wire.CrashGroup),
        _get(f"{_GROUP}/reports", handlers.reports, "List kept samples", Page[wire.ReportSummary], PageQuery),
        _get(f"{_GROUP}/reports/{{report_id}}", handlers.report, "Show a sample", wire.Report),
        _get(f"{_GROUP}/activity", handlers.activity, "List the timeline", Page[wire.Activity], PageQuery),
        _get(f"{_GROUP}/facets", handlers.facets, "Show what reports have in common", wire.Facets),
        _get(f"{_GROUP}/histogram", handlers.histogram, "Show reports over time", wire.Histogram, RangeQuery),
    )


def _changing(handlers: GroupHandlers) -> tuple[Route, ...]:
    return (
        Route(
            "PATCH",
            _GROUP,
            Write(handlers.patch),
            "Change status, severity or assignee",
            permission=CRASHES_TRIAGE,
            body=wire.CrashGroupPatch,
            response=wire.CrashGroup,
            revised=True,
        ),
        Route(
            "DELETE",
            _GROUP,
            Write(handlers.delete),
            "Remove a group and its reports",
            permission=CRASHES_DELETE,
            response=wire.DeletedGroup,
            revised=True,
        ),
    )


def _adding(handlers: GroupHandlers) -> tuple[Route, ...]:
    return (
        Route(
            "POST",
            f"{_GROUP}/notes",
            Write(handlers.note),
            "Append a note",
            permission=CRASHES_TRIAGE,
            body=wire.NoteInput,
            response=wire.Activity,
            status=201,
        ),
        Route(
            "POST",
            f"{_GROUPS}/actions",
            Write(handlers.act),
            "Do one thing to several groups",
            permission=CRASHES_TRIAGE,
            body=wire.CrashGroupActions,
            response=BulkResults,
        ),
    )


def _get(
    path: str, run: Callable[[Snapshot, Call], Reply], summary: str, response: object, query: object = None
) -> Route:
    return Route("GET", path, Read(run), summary, permission=CRASHES_READ, query=query, response=response)


def _forget_hours(tx: Transaction) -> None:
    """Histograms and daily counts reach back `DAYS` days."""
    tx.execute(delete(group_hour).where(group_hour.c.hour < (tx.now - (DAYS + 1) * DAY) // HOUR))

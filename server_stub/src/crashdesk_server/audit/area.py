"""The audit log as an area of the server."""

from __future__ import annotations

from crashdesk_server.access.permissions import AUDIT_READ
from crashdesk_server.area import Area, Context
from crashdesk_server.audit.handlers import AuditHandlers
from crashdesk_server.audit.queries import AuditQuery
from crashdesk_server.audit.removing import purge_old
from crashdesk_server.audit.seen import forget_seen
from crashdesk_server.audit.signing import SigningKey
from crashdesk_server.tasks.declaring import TaskSpec, regular
from crashdesk_server.web.routing import Direct, Read, Route, Write
from crashdesk_server.wire import audit as wire


def build(context: Context) -> Area:
    """Return the routes and tasks of the audit log."""
    handlers = AuditHandlers(context, SigningKey(context.settings.data, context.settings.audit_key))
    return Area(
        routes=(*_reading(handlers), *_telling(handlers)),
        tasks=(
            regular(
                "audit.forget_readers",
                "maintenance",
                "Forgets which sessions have read what, once they have ended.",
                3600,
                forget_seen,
            ),
            *_retention(context),
        ),
        capabilities=("audit.read", "audit.checkpoint"),
    )


def _reading(handlers: AuditHandlers) -> tuple[Route, ...]:
    return (
        Route(
            "GET",
            "/audit",
            Direct(handlers.list),
            "Read the audit log",
            permission=AUDIT_READ,
            query=AuditQuery,
            response=wire.AuditPage,
        ),
        Route(
            "GET",
            "/audit/checkpoint",
            Read(handlers.checkpoint),
            "Sign the head of the audit log",
            permission=AUDIT_READ,
            response=wire.Checkpoint,
        ),
        Route(
            "GET",
            "/audit/{seq}",
            Read(handlers.show),
            "Show an entry of the audit log",
            permission=AUDIT_READ,
            response=wire.AuditLine,
        ),
    )


def _telling(handlers: AuditHandlers) -> tuple[Route, ...]:
    return (
        Route(
            "POST",
            "/audit/exports",
            Write(handlers.exported),
            "Note an export of the audit log",
            permission=AUDIT_READ,
            body=wire.AuditExport,
            status=204,
        ),
    )


def _retention(context: Context) -> tuple[TaskSpec, ...]:
    days = context.settings.audit_days
    if days is None:
        return ()
    meaning = f"Removes what entries of the audit log say after {days} days."
    return (regular("audit.purge", "maintenance", meaning, 60, lambda tx: purge_old(tx, days)),)

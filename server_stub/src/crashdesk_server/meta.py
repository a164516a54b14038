"""What the server says of itself to anyone."""

from __future__ import annotations

from importlib.metadata import version

from crashdesk_server.access.setup import Setup
from crashdesk_server.area import Area, Context
from crashdesk_server.changes import purge
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage import idempotency
from crashdesk_server.storage.head import read_head
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.paging import MAX_LIMIT
from crashdesk_server.web.routing import BODY_LIMIT, Direct, Route
from crashdesk_server.wire import session as wire

API_VERSION = "1"
REPORTS_PER_GROUP = 50
REPORT_BYTES = 96 * 1024
BULK_ITEMS = 1000
NOTE_LENGTH = 10_000


class MetaPage:
    """Answers `GET /meta`."""

    def __init__(self, context: Context, setup: Setup, capabilities: tuple[str, ...]) -> None:
        self._context = context
        self._setup = setup
        self._capabilities = capabilities

    async def show(self, _call: Call) -> Reply:
        """Say who this server is and what it can do."""
        now = await self._context.database.read(lambda snapshot: read_head(snapshot.connection))
        return Reply(
            wire.Meta(
                kind="crashdesk",
                server_id=now.server_id,
                name=self._context.settings.name,
                version=version("crashdesk-server"),
                api_version=API_VERSION,
                capabilities=self._capabilities,
                auth_methods=("session", "api_key"),
                setup_required=not await self._setup.is_done(),
                registration=self._context.settings.registration,
                retention=wire.Retention(
                    purge.KEPT_DAYS,
                    idempotency.KEPT_DAYS,
                    REPORTS_PER_GROUP,
                    self._context.settings.keep_deliveries,
                    self._context.settings.audit_days,
                ),
                limits=wire.Limits(MAX_LIMIT, BULK_ITEMS, BODY_LIMIT, REPORT_BYTES, NOTE_LENGTH),
                time=to_rfc3339(self._context.clock.now()),
            )
        )


def build(context: Context, setup: Setup, capabilities: tuple[str, ...]) -> Area:
    """Return the route of `/meta`; `capabilities` are those of all areas."""
    page = MetaPage(context, setup, capabilities)
    route = Route(
        "GET",
        "/meta",
        Direct(page.show),
        "About this server",
        public=True,
        before_setup=True,
        response=wire.Meta,
    )
    return Area(routes=(route,))

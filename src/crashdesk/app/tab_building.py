"""What the tabs of a desk are built from."""

from __future__ import annotations

from crashdesk.app.desk import Desk
from crashdesk.app.parts import Parts
from crashdesk.core.session import Session
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.kit.translate import render


def tab_context(desk: Desk, session: Session, parts: Parts) -> TabContext:
    """Return what a tab gets of a desk."""
    return TabContext(
        tables=desk.store.tables,
        jobs=parts.jobs,
        settings=parts.settings,
        clock=parts.clock,
        session=session,
        window=parts.window,
        connection=lambda: desk.state,
        watch_connection=desk.connection.watch,
        translate=render,
        services=desk.services,
        notices=parts.notices,
        server_name=desk.profile.name,
    )

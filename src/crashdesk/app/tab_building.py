"""Builds the tabs of a desk."""

from __future__ import annotations

from crashdesk.app.desk import Desk
from crashdesk.app.parts import Parts
from crashdesk.core.session import Session
from crashdesk.ui.kit.tab_spec import Tab, TabContext, TabSpec
from crashdesk.ui.kit.translate import render


def build_tab(spec: TabSpec, desk: Desk, session: Session, parts: Parts) -> Tab:
    """Build a tab over what the desk has."""
    return spec.build(
        TabContext(
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
        )
    )

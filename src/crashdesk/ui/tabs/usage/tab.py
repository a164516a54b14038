"""The usage tab."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget

from crashdesk.core.actions import AVAILABLE, ActionSpec, Availability, Effect
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.usage import UsageFigures
from crashdesk.ui.kit.tab_spec import TabContext, TabSpec
from crashdesk.ui.tabs.usage.presenter import UsagePresenter
from crashdesk.ui.tabs.usage.view import UsageWidget

REFRESH = ActionId("usage.refresh")
_SCOPE = "usage"


class UsageTab:
    """Wires view and presenter."""

    def __init__(self, context: TabContext) -> None:
        self._jobs = context.jobs
        self._view = UsageWidget(context.clock.now)
        figures = cast("UsageFigures", context.services["usage"])
        self._presenter = UsagePresenter(self._view, context.tables, figures, context.jobs, _SCOPE)
        self._view.measure_chosen.connect(self._presenter.choose_measure)
        self._unwatch = context.watch_connection(self._presenter.on_connection)
        self._presenter.refresh()

    @property
    def widget(self) -> QWidget:
        """The widget to show."""
        return self._view

    def availability(self, action: ActionId) -> Availability:
        """Refreshing is possible at any time; offline it says so by itself."""
        return AVAILABLE

    def trigger(self, action: ActionId) -> None:
        """Carry out an action."""
        if action == REFRESH:
            self._presenter.refresh(force=True)

    async def close(self) -> None:
        """Stop listening and fetching."""
        self._unwatch()
        self._presenter.close()
        await self._jobs.close_scope(_SCOPE)


SPEC = TabSpec(
    key="usage",
    title=QT_TRANSLATE_NOOP("Usage", "Usage"),
    icon="usage",
    order=20,
    needs=frozenset({"usage.read"}),
    actions=(
        ActionSpec(
            id=REFRESH,
            text=QT_TRANSLATE_NOOP("Usage", "Fetch the figures anew"),
            capability="usage.read",
            effect=Effect.DIRECT,
            icon="refresh",
        ),
    ),
    build=UsageTab,
)

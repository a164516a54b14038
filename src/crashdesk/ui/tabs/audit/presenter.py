"""Which source is shown, and which actions make sense for it. Free of Qt."""

from __future__ import annotations

from typing import Protocol

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.session import Session
from crashdesk.core.setting import Settings
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.tabs.audit.actions import EXPORT, NEEDS_ENTRY, OF_THE_LOG, SWITCH
from crashdesk.ui.tabs.audit.state import AuditState, EntriesState, Source, first_state, switched

_SOURCE_KEY = "audit.source"
_NO_ENTRY = QT_TRANSLATE_NOOP("Audit", "Choose an entry first.")
_NOTHING_SHOWN = QT_TRANSLATE_NOOP("Audit", "There is nothing in the list to export.")
_ONLY_LOG = QT_TRANSLATE_NOOP("Audit", "This is about the server's log; the list shows what this desk did.")


class AuditTabView(Protocol):
    """What the presenter needs of the widgets."""

    def show_state(self, state: AuditState) -> None:
        """Show `state`."""
        ...


class AuditPresenter:
    """Holds which source is shown."""

    def __init__(self, view: AuditTabView, session: Session, settings: Settings) -> None:
        self._view = view
        self._settings = settings
        self.state = first_state(session, settings.layout(_SOURCE_KEY))

    def start(self) -> None:
        """Show the source of last time."""
        self._view.show_state(self.state)

    def choose(self, source: str) -> None:
        """Show a source."""
        self.state = switched(self.state, Source(source))
        self._settings.remember(_SOURCE_KEY, self.state.source.value)
        self._view.show_state(self.state)

    def switch(self) -> None:
        """Show the other source."""
        self.choose(Source.SERVER if self.state.source is Source.DESK else Source.DESK)

    def availability(self, action: ActionId, shown: EntriesState) -> Availability:
        """Tell whether an action makes sense for the list that is shown."""
        if action in OF_THE_LOG and self.state.source is Source.DESK:
            return Availability(enabled=False, reason=_ONLY_LOG)
        if action == SWITCH and self.state.why_desk_only is not None:
            return Availability(enabled=False, reason=self.state.why_desk_only)
        if action in NEEDS_ENTRY and not shown.targets:
            return Availability(enabled=False, reason=_NO_ENTRY)
        if action == EXPORT and not shown.count.value:
            return Availability(enabled=False, reason=_NOTHING_SHOWN)
        return AVAILABLE

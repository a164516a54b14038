"""The audit log of the server, verified on arrival, and the journal of this desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.audit import Verification, entry_id
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.audit import AuditReview
from crashdesk.ui.kit.action_menu import open_menu
from crashdesk.ui.kit.tab_spec import TabContext, TabSpec
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.detail.state import FILTERS_LIKE, filter_like
from crashdesk.ui.tabs.audit.export.presenter import ExportPresenter
from crashdesk.ui.tabs.audit.lists import EntryList, journal_list, log_list
from crashdesk.ui.tabs.audit.presenter import AuditPresenter
from crashdesk.ui.tabs.audit.state import Source
from crashdesk.ui.tabs.audit.verification.presenter import VerificationPresenter
from crashdesk.ui.tabs.audit.view import AuditView

_LOG_MENU = (actions.READING[:1], actions.FILTERS, actions.COPIES, actions.EXPORTS)
_JOURNAL_MENU = (actions.READING[:1], actions.COPIES, actions.EXPORTS)
_EXPORT_LOG = QT_TRANSLATE_NOOP("Audit", "Export the audit log")
_EXPORT_JOURNAL = QT_TRANSLATE_NOOP("Audit", "Export what this desk did")
_NOT_SAID = QT_TRANSLATE_NOOP("Audit", "This entry does not say that.")
_COPIES = frozenset(spec.id for spec in actions.COPIES)
_CHECKS = frozenset(spec.id for spec in actions.CHECKS)


class AuditTab:
    """The living tab: both lists, the strip about the server's log, and what can be done with them."""

    def __init__(self, context: TabContext) -> None:
        self._context = context
        self._window = context.window
        can_read = actions.AUDIT_READ in context.session.capabilities
        self.journal = journal_list(context)
        self.log = log_list(context, self._verification) if can_read else None
        log = self.log.widget if self.log else None
        self.view = AuditView(log, self.journal.widget, context.window.availability)
        self.presenter = AuditPresenter(self.view, context.session, context.settings)
        review = cast("AuditReview", context.services["audit"])
        self.verification = (
            VerificationPresenter(self.view, context, review, self._on_news) if self.log else None
        )
        self.exports = ExportPresenter(self.view, context, review)
        for entries in self._lists:
            self._connect(entries)
        self.view.source_chosen.connect(self._on_source)
        self.view.triggered.connect(self._window.carry_out)
        self.presenter.start()
        if self.verification:
            self.verification.start()

    @property
    def _lists(self) -> tuple[EntryList, ...]:
        return (self.journal,) if self.log is None else (self.log, self.journal)

    def _connect(self, entries: EntryList) -> None:
        pane = entries.detail
        pane.triggered.connect(self._window.carry_out)
        pane.copy_requested.connect(self.view.copy)
        entries.widget.menu_requested.connect(self._on_menu)
        entries.presenter.watch(lambda _state: self.view.show_availability())
        entries.presenter.start()

    @property
    def widget(self) -> QWidget:
        """The widget to show."""
        return self.view

    @property
    def current(self) -> EntryList:
        """The list that is shown."""
        is_log = self.presenter.state.source is Source.SERVER
        return self.log if is_log and self.log is not None else self.journal

    def availability(self, action: ActionId) -> Availability:
        """Tell whether an action makes sense for what is shown."""
        entries = self.current
        allowed = self.presenter.availability(action, entries.presenter.state)
        if not allowed.enabled:
            return allowed
        if action in _CHECKS and self.verification is not None:
            return self.verification.availability(action)
        if action in FILTERS_LIKE and not filter_like(entries.widget.current_entry, action):
            return Availability(enabled=False, reason=_NOT_SAID)
        return allowed

    def trigger(self, action: ActionId) -> None:
        """Carry out an action."""
        entries = self.current
        if entries.widget.carry_out(action):
            return
        doings: dict[ActionId, Callable[[], None]] = {
            actions.SWITCH: self._switch,
            actions.EXPLAIN: self._explain,
            actions.SHOW_BREAK: self._show_break,
            actions.EXPORT: self._export,
        }
        if action in doings:
            doings[action]()
        elif action in _COPIES:
            entries.copy(action, self.view.copy)
        elif action in FILTERS_LIKE:
            entries.widget.filter_by(filter_like(entries.widget.current_entry, action))
        elif self.verification is not None:
            self.verification.trigger(action)

    async def close(self) -> None:
        """Stop all work and give the rows back."""
        await self.view.stop_asking()
        if self.verification is not None:
            await self.verification.close()
        await self.exports.close()
        for entries in self._lists:
            await entries.close()

    def _verification(self) -> Verification:
        return self.verification.verification if self.verification else Verification()

    def _on_news(self) -> None:
        """The standing of the open entry may have changed."""
        if self.log is not None:
            self.log.details.refresh()

    def _on_source(self, source: str) -> None:
        self.presenter.choose(source)
        self._source_changed()

    def _switch(self) -> None:
        self.presenter.switch()
        self._source_changed()

    def _source_changed(self) -> None:
        self.view.show_availability()
        self._window.actions_changed()

    def _on_menu(self, at: QPoint) -> None:
        sections = _LOG_MENU if self.current is self.log else _JOURNAL_MENU
        open_menu(self.view, at, sections, self._window.availability, self._window.carry_out)

    def _export(self) -> None:
        entries = self.current
        query, is_log = entries.presenter.query, entries is self.log
        if query is not None:
            title = _EXPORT_LOG if is_log else _EXPORT_JOURNAL
            kind = "audit" if is_log else "journal"
            self.exports.begin(title, kind, entries.presenter.state, query)

    def _explain(self) -> None:
        self.view.explain(self._verification().finding)

    def _show_break(self) -> None:
        """Make the entry where the log breaks the current one, in the whole log."""
        finding = self._verification().finding
        if finding is not None and self.log is not None:
            near = (finding.seq, finding.seq - 1, finding.seq + 1)
            self.log.presenter.show(tuple(entry_id(seq) for seq in near if seq > 0))


SPEC = TabSpec(
    key="audit",
    title=QT_TRANSLATE_NOOP("Audit", "Audit log"),
    icon="audit",
    order=50,
    needs=frozenset(),
    actions=actions.AUDIT_ACTIONS,
    build=AuditTab,
)
"""What the registry reads."""

"""The audit tab: which source, how the log stands, and the list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.audit import Finding
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import confirm
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.segments import Segments
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.audit.actions import EXPORT
from crashdesk.ui.tabs.audit.entries_view import EntriesWidget
from crashdesk.ui.tabs.audit.export.dialog import ExportDialog
from crashdesk.ui.tabs.audit.export.state import Asked, Wish
from crashdesk.ui.tabs.audit.state import AuditState, Source
from crashdesk.ui.tabs.audit.verification.dialog import MeaningDialog
from crashdesk.ui.tabs.audit.verification.explanations import explanation_of
from crashdesk.ui.tabs.audit.verification.state import Strip, alarm_words
from crashdesk.ui.tabs.audit.verification.strip import VerificationStrip

_SERVER = QT_TRANSLATE_NOOP("Audit", "Server's log")
_DESK = QT_TRANSLATE_NOOP("Audit", "This desk")
_EXPORT = QT_TRANSLATE_NOOP("Audit", "Export")


class AuditView(QWidget):
    """Shows an `AuditState`.

    Signals:
        source_chosen: with the key of the other source.
        triggered: the id of an action whose button was used.
    """

    source_chosen = Signal(str)
    triggered = Signal(str)

    def __init__(
        self,
        log: EntriesWidget | None,
        journal: EntriesWidget,
        availability: Callable[[ActionId], Availability],
    ) -> None:
        super().__init__()
        self.log = log
        self.journal = journal
        self._asking: set[asyncio.Task[None]] = set()
        self.sources = Segments(((Source.SERVER, _SERVER), (Source.DESK, _DESK)))
        self.why = PlainLabel(kind="muted", wrap=True)
        self.export = QPushButton(without_mnemonic(render(_EXPORT)))
        self.export.setObjectName("compact")
        follow_icon(self.export, "export")
        self._availability = availability
        self.strip = VerificationStrip(availability)
        self._lists = QStackedWidget()
        for part in (log, journal):
            if part is not None:
                self._lists.addWidget(part)
        self._lay_out()
        self.sources.chosen.connect(self.source_chosen)
        self.strip.triggered.connect(self.triggered)
        self.export.clicked.connect(lambda: self.triggered.emit(EXPORT))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 8, 10, 4)
        top.setSpacing(10)
        top.addWidget(self.sources)
        top.addWidget(self.why, 1)
        top.addStretch()
        top.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.strip)
        column.addWidget(self._lists, 1)

    @property
    def current(self) -> EntriesWidget:
        """The list that is shown."""
        shown = self._lists.currentWidget()
        assert isinstance(shown, EntriesWidget)
        return shown

    # What the presenters ask for

    def show_state(self, state: AuditState) -> None:
        """Show one source, and why there is no other where that is so."""
        only_desk = state.why_desk_only is not None
        self.sources.setVisible(not only_desk)
        self.why.setVisible(only_desk)
        if state.why_desk_only is not None:
            self.why.set_text(render(state.why_desk_only))
        self.sources.choose(state.source)
        self.strip.setVisible(state.source is Source.SERVER)
        shown = self.log if state.source is Source.SERVER and self.log is not None else self.journal
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self._lists.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        if had_focus and not self.sources.isAncestorOf(self.window().focusWidget() or self.window()):
            shown.go_to_rows()

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now; the others say why not."""
        allowed = self._availability(EXPORT)
        self.export.setEnabled(allowed.enabled)
        set_plain_tooltip(self.export, render(allowed.reason) if allowed.reason else "")
        self.strip.show_availability()

    def show_strip(self, strip: Strip) -> None:
        """Show how the log stands."""
        self.strip.show_strip(strip)

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def ask(self, question: Question, then: Callable[[], None]) -> None:
        """Ask, and go on with `then` if the answer is yes."""

        async def decide() -> None:
            if await confirm(self, question):
                then()

        task = asyncio.ensure_future(decide())
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def ask_export(self, asked: Asked, decide: Callable[[Wish], None]) -> None:
        """Ask in which form entries are exported, and where to."""
        ExportDialog(self, asked, decide).open()

    def open_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    async def stop_asking(self) -> None:
        """Close what is being asked."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    def explain(self, finding: Finding | None) -> MeaningDialog:
        """Say what the verification, or a break, means."""
        alarm = alarm_words(finding) if finding is not None else None
        dialog = MeaningDialog(self, explanation_of(finding), alarm)
        dialog.open()
        return dialog

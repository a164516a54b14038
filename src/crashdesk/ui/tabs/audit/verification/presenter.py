"""Keeps the strip up to date and carries out what it offers. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.audit import Finding, Verification
from crashdesk.core.connection import ConnectionState
from crashdesk.core.ids import ActionId, ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Progress
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.audit.actions import ACKNOWLEDGE, COMPARE, COPY_HEAD, SHOW_BREAK
from crashdesk.ui.tabs.audit.verification.state import (
    CheckState,
    Strip,
    alarm_words,
    code_of,
    strip_of,
    with_connection,
)

SCOPE = "audit.verification"
_LOOKING = QT_TRANSLATE_NOOP("Audit", "Looking up how the log stands")
_COMPARING = QT_TRANSLATE_NOOP("Audit", "Comparing the audit log with the server")
_ACKNOWLEDGING = QT_TRANSLATE_NOOP("Audit", "Noting that the break was seen")
_SEEN = QT_TRANSLATE_NOOP("Audit", "Seen: {what}")
_COMPARED = QT_TRANSLATE_NOOP("Audit", "Compared {count} entries with the server: nothing has changed")
_NO_BREAK = QT_TRANSLATE_NOOP("Audit", "The log does not break anywhere.")
_NO_HEAD = QT_TRANSLATE_NOOP("Audit", "Nothing of the log is verified yet.")
_RUNNING = QT_TRANSLATE_NOOP("Audit", "The log is being compared already.")
_QUESTION = Question(
    QT_TRANSLATE_NOOP("Audit", "Put this alarm aside?"),
    QT_TRANSLATE_NOOP(
        "Audit",
        "The journal of this desk notes that you have seen it, and the log is verified from here on. "
        "The same break gives no alarm again; any other one does.",
    ),
    QT_TRANSLATE_NOOP("Audit", "I have seen this"),
)


class Log(Protocol):
    """What is known of the server's log; `services.audit` fulfils it."""

    async def verification(self) -> Verification:
        """Return what is known about the log's integrity."""
        ...

    async def findings(self) -> tuple[Finding, ...]:
        """Return every break that nobody has acknowledged yet, the first place first."""
        ...

    async def acknowledge(self, finding: Finding, sentence: Text) -> None:
        """A person has read of a break."""
        ...

    async def check_everything(self, on_entries: Callable[[int, int], None]) -> None:
        """Compare every entry with what the server shows now; `on_entries` hears how far it is."""
        ...


class StripView(Protocol):
    """What the presenter needs of the widgets."""

    def show_strip(self, strip: Strip) -> None:
        """Show how the log stands."""
        ...

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        ...

    def ask(self, question: Question, then: Callable[[], None]) -> None:
        """Ask, and go on with `then` if the answer is yes."""
        ...


class VerificationPresenter:
    """Holds what is known about the log."""

    def __init__(
        self,
        view: StripView,
        context: TabContext,
        log: Log,
        on_news: Callable[[], None],
    ) -> None:
        self._view = view
        self._context = context
        self._log = log
        self._on_news = on_news
        self._watching = (
            context.tables.subscribe(self._on_store_changed),
            context.watch_connection(self._on_connection),
        )
        self.state = with_connection(CheckState(), context.connection(), context.clock.now())

    def start(self) -> None:
        """Show what is known."""
        self._view.show_strip(strip_of(self.state, self._context.translate))
        self._look_up()

    async def close(self) -> None:
        """Stop everything."""
        for unwatch in self._watching:
            unwatch()
        await self._context.jobs.close_scope(SCOPE)

    @property
    def verification(self) -> Verification:
        """What is known about the log's integrity."""
        return self.state.verification

    def availability(self, action: ActionId) -> Availability:
        """Tell whether an action makes sense now."""
        reason: Text | None = None
        if action in {SHOW_BREAK, ACKNOWLEDGE} and self.verification.finding is None:
            reason = _NO_BREAK
        elif action == COPY_HEAD and not self.verification.head_hash:
            reason = _NO_HEAD
        elif action == COMPARE and self.state.comparing is not None:
            reason = _RUNNING
        return Availability(enabled=False, reason=reason) if reason else AVAILABLE

    def trigger(self, action: ActionId) -> None:
        """Carry out what needs neither list nor dialog."""
        if not self.availability(action).enabled:
            return
        if action == COMPARE:
            self._context.jobs.start(_COMPARING, self._compare_all, scope=SCOPE, exclusive=f"{SCOPE}.compare")
        elif action == COPY_HEAD:
            self._view.copy(code_of(self.verification.head_hash))
        elif action == ACKNOWLEDGE and self.verification.finding is not None:
            finding = self.verification.finding
            self._view.ask(_QUESTION, lambda: self._acknowledge(finding))

    async def _compare_all(self, progress: Progress) -> None:
        def tell(done: int, total: int) -> None:
            progress.report(done, total)
            self._set(msgspec.structs.replace(self.state, comparing=(done, total)))

        tell(0, max(1, self.verification.verified_to))
        try:
            await self._log.check_everything(tell)
        finally:
            self._set(msgspec.structs.replace(self.state, comparing=None))
        await self._read()
        if self.verification.finding is None:
            count = f"{self.verification.verified_to:,}"
            self._context.window.toast(_COMPARED(count=count))

    def _acknowledge(self, finding: Finding) -> None:
        async def note(_progress: Progress) -> None:
            await self._log.acknowledge(finding, _SEEN(what=str(alarm_words(finding))))
            await self._read()

        self._context.jobs.start(_ACKNOWLEDGING, note, scope=SCOPE)

    def _look_up(self) -> None:
        async def read(_progress: Progress) -> None:
            await self._read()

        self._context.jobs.start(_LOOKING, read, scope=SCOPE, exclusive=f"{SCOPE}.read", quiet=True)

    async def _read(self) -> None:
        verification = await self._log.verification()
        others = len(await self._log.findings()) - 1 if verification.finding else 0
        is_news = verification != self.state.verification
        self._set(
            msgspec.structs.replace(
                self.state, verification=verification, others=max(0, others), now=self._context.clock.now()
            )
        )
        if is_news:
            self._on_news()

    def _on_store_changed(self, types: frozenset[ObjectType], _ids: frozenset[ObjectId] | None) -> None:
        if ObjectType.AUDIT_ENTRY in types:
            self._look_up()

    def _on_connection(self, connection: ConnectionState) -> None:
        self._set(with_connection(self.state, connection, self._context.clock.now()))

    def _set(self, state: CheckState) -> None:
        if state == self.state:
            return
        self.state = state
        self._view.show_strip(strip_of(state, self._context.translate))
        self._context.window.actions_changed()

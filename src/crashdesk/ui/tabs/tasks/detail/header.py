"""The top of the details: what it is, how it stands, who overrides it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.durations import write_duration
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.tasks import Task
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.badge import BadgeLabel
from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.forms import Notice
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.words import (
    SWITCHED_OFF,
    Subject,
    banner_words,
    pause_words,
    state_badge,
    warrant_words,
)

_BUTTONS = {
    actions.EDIT: QT_TRANSLATE_NOOP("TaskDetail", "Edit"),
    actions.PAUSE: QT_TRANSLATE_NOOP("TaskDetail", "Pause"),
    actions.RESUME: QT_TRANSLATE_NOOP("TaskDetail", "Resume"),
    actions.CLEAR: QT_TRANSLATE_NOOP("TaskDetail", "Clear all"),
}
"""Shorter words than the actions' own: the pane is narrow."""
_QUEUE = QT_TRANSLATE_NOOP("TaskDetail", "queue {name}")
_EVERY = QT_TRANSLATE_NOOP("TaskDetail", "every {span}")
_COUNTS = QT_TRANSLATE_NOOP("TaskDetail", "{waiting} waiting · {running} running · {failed} failed")
_LAST_ERROR = QT_TRANSLATE_NOOP("TaskDetail", "Its last run failed: {error}")
_PAUSED = QT_TRANSLATE_NOOP("TaskDetail", "{banner} {meaning}")
_TITLE_CHARACTERS = 200


class DetailHeader(QWidget):
    """Badges, name, meaning, warnings and buttons of one task or queue.

    Signals:
        triggered: the id of the action whose button was used.
    """

    triggered = Signal(str)

    def __init__(self, specs: Sequence[ActionSpec], availability: Callable[[ActionId], Availability]) -> None:
        super().__init__()
        self._availability = availability
        self._specs = {spec.id: spec for spec in specs}
        self._subject: Subject | None = None
        self._badges = [BadgeLabel() for _ in range(4)]
        self._name = WrappedText(kind="title")
        self._meaning = PlainLabel(kind="muted", wrap=True)
        self._counts = PlainLabel(wrap=True)
        self.paused = Notice()
        self.failed = Notice()
        self.warrant = PlainLabel(wrap=True)
        self.buttons = {action: self._make_button(self._specs[action]) for action in _BUTTONS}
        badges, buttons = FlowLayout(spacing=6), FlowLayout(spacing=4)
        for badge in self._badges:
            badges.addWidget(badge)
        for button in self.buttons.values():
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addLayout(badges)
        for part in (self._name, self._meaning, self._counts, self.paused, self.failed):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.warrant)

    def show_subject(self, subject: Subject, now: Instant, *, queue_paused: bool) -> None:
        """Show a task or queue."""
        self._subject = subject
        self._name.set_text(subject.name[:_TITLE_CHARACTERS])
        self._meaning.set_text(subject.meaning)
        self._meaning.setVisible(bool(subject.meaning))
        load = subject.workload
        counts = _COUNTS(waiting=load.waiting, running=load.running, failed=load.failed)
        self._counts.set_text(render(counts))
        self._show_badges(subject, queue_paused=queue_paused)
        paused = _PAUSED(
            banner=render(banner_words(subject, render)),
            meaning=render(pause_words(subject, render, counts=False)),
        )
        self.paused.say("danger", paused if subject.effective.paused else None)
        error = subject.last_error if isinstance(subject, Task) else ""
        self.failed.say("warning", _LAST_ERROR(error=error[:_TITLE_CHARACTERS]) if error else None)
        self.show_time(now)
        self.show_availability()

    def show_time(self, now: Instant) -> None:
        """Bring what is left of a lease up to date."""
        if self._subject is not None:
            self.warrant.set_text(render(warrant_words(self._subject, now, render)))

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now; the others say why not."""
        is_paused = self._subject is not None and self._subject.effective.paused
        self.buttons[actions.PAUSE].setVisible(not is_paused)
        self.buttons[actions.RESUME].setVisible(is_paused)
        for action, button in self.buttons.items():
            available = self._availability(action)
            button.setEnabled(available.enabled)
            spec = self._specs[action]
            hint = f"{render(spec.text)}  ({spec.keys[0]})"
            set_plain_tooltip(button, render(available.reason) if available.reason else hint)

    def _show_badges(self, subject: Subject, *, queue_paused: bool) -> None:
        state = state_badge(subject, queue_paused=queue_paused)
        shown = [(render(state.text), state.tone)]
        if isinstance(subject, Task):
            shown.append((render(_QUEUE(name=subject.queue)), Tone.NEUTRAL))
            if subject.every_ms is not None:
                shown.append((render(_EVERY(span=write_duration(subject.every_ms))), Tone.NEUTRAL))
            off = sum(not each.enabled for each in subject.middleware)
            if off:
                shown.append((render(SWITCHED_OFF(off)), Tone.WARNING))
        for badge, (text, tone) in zip(self._badges, [*shown, *[("", Tone.MUTED)] * 4], strict=False):
            badge.show_badge(text, tone)

    def _make_button(self, spec: ActionSpec) -> QToolButton:
        button = QToolButton()
        button.setObjectName("outlined")
        button.setText(without_mnemonic(render(_BUTTONS[spec.id])))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(render(spec.text))
        follow_icon(button, spec.icon)
        button.clicked.connect(lambda: self.triggered.emit(spec.id))
        return button

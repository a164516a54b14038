"""Notes and activity of a group in one timeline, latest first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crashdesk.core.crash_reports import ActivityEntry
from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.amounts import absolute, relative
from crashdesk.ui.kit.forms import set_kind
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.crash_groups.detail.activity_words import NOTE_PENDING, sentence_of

_PORTION = 100
"""Entries shown at once; each costs a few widgets."""
_NAME_CHARACTERS = 24
_EMPTY = QT_TRANSLATE_NOOP("CrashDetail", "Nobody has written or decided anything yet.")
_ADD = QT_TRANSLATE_NOOP("CrashDetail", "Add a note")
_MORE = QT_TRANSLATE_NOOP("CrashDetail", "Show {n} older entries")


class Timeline(QWidget):
    """What people and rules did, and what people wrote.

    Signals:
        note_requested: somebody wants to write a note.
    """

    note_requested = Signal()

    def __init__(self, now: Callable[[], Instant], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._entries: tuple[ActivityEntry, ...] | None = None
        self._limit = _PORTION
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._add = QPushButton(render(_ADD))
        self._add.clicked.connect(self.note_requested)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 0)
        top.addWidget(self._add)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)

    def show_entries(self, entries: tuple[ActivityEntry, ...]) -> None:
        """Show a group's timeline; the same one again costs nothing."""
        if entries != self._entries:
            self._entries = entries
            self._limit = _PORTION
            self._build()

    def text(self) -> str:
        """Return the notes that are shown, one below the other."""
        return "\n".join(entry.note for entry in (self._entries or ())[: self._limit] if entry.note)

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 6, 12, 10)
        column.setSpacing(10)
        entries = self._entries or ()
        for entry in entries[: self._limit]:
            column.addWidget(_EntryView(entry, self._now()))
        if not entries:
            column.addWidget(PlainLabel(render(_EMPTY), kind="muted", wrap=True))
        if len(entries) > self._limit:
            more = QPushButton(render(_MORE(n=len(entries) - self._limit)))
            set_kind(more, "link")
            more.clicked.connect(self._on_more)
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._scroll.setWidget(page)

    def _on_more(self) -> None:
        self._limit += 10 * _PORTION
        self._build()


class _EntryView(QFrame):
    """One entry: who and when above, the note beneath; a note stands on a card."""

    def __init__(self, entry: ActivityEntry, now: Instant) -> None:
        super().__init__()
        is_note = bool(entry.note)
        if is_note:
            self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(*((10, 8, 10, 8) if is_note else (2, 0, 2, 0)))
        column.setSpacing(4)
        column.addLayout(_head_of(entry, now))
        if is_note:
            column.addWidget(WrappedText(entry.note))


def _head_of(entry: ActivityEntry, now: Instant) -> QVBoxLayout:
    """Who and what, which wrap, and when, which always stays in sight."""
    top = Qt.AlignmentFlag.AlignTop
    by_person = entry.actor.kind in {"user", "api_key"}
    sentence = PlainLabel(render(sentence_of(entry, render)), kind="muted" if by_person else "", wrap=True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    sentence.setSizePolicy(policy)
    line = QHBoxLayout()
    line.setSpacing(6)
    head = QVBoxLayout()
    head.setSpacing(1)
    head.addLayout(line)
    if by_person or entry.note:
        line.addWidget(PlainLabel(visible_line(entry.actor.label, _NAME_CHARACTERS), kind="heading"), 0, top)
    if by_person and not entry.note:
        line.addStretch(1)
        head.addWidget(sentence)
    else:
        line.addWidget(sentence, 1)
    line.addWidget(_when_of(entry, now), 0, top)
    return head


def _when_of(entry: ActivityEntry, now: Instant) -> PlainLabel:
    when = render(NOTE_PENDING) if entry.pending else render(relative(entry.at, now))
    label = PlainLabel(when, kind="warning" if entry.pending else "muted")
    set_plain_tooltip(label, absolute(entry.at))
    return label

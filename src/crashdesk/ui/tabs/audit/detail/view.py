"""The detail pane: a sentence, facts, what changed, the place in the chain; or the raw JSON of it all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.actions import ActionSpec
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.badge import BadgeLabel
from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.forms import Notice, name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.segments import Segments
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.audit.detail.difference_view import DifferenceView
from crashdesk.ui.tabs.audit.detail.facts import Facts
from crashdesk.ui.tabs.audit.detail.raw import RawView
from crashdesk.ui.tabs.audit.detail.state import EntryDetail

_NOTHING = QT_TRANSLATE_NOOP("Audit", "No entry is open")
_NOTHING_MORE = QT_TRANSLATE_NOOP("Audit", "Choose one in the list; j and k go through it.")
_WORDS = QT_TRANSLATE_NOOP("Audit", "Entry")
_RAW = QT_TRANSLATE_NOOP("Audit", "Raw JSON")
_CHANGED = QT_TRANSLATE_NOOP("Audit", "What changed")
_CHAIN = QT_TRANSLATE_NOOP("Audit", "Place in the log")
_COPY = QT_TRANSLATE_NOOP("Audit", "Copy")
_BADGES = 3


class DetailPane(QWidget):
    """Shows an `EntryDetail`.

    Signals:
        triggered: the id of an action whose button was used.
        filter_wanted: the text to filter by.
        copy_requested: text for the clipboard.
    """

    triggered = Signal(str)
    filter_wanted = Signal(str)
    copy_requested = Signal(str)

    def __init__(self, copies: tuple[ActionSpec, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copies = copies
        self._badges = [BadgeLabel() for _ in range(_BADGES)]
        self.heading = WrappedText(kind="title")
        self._note = Notice()
        self.facts, self.chain = Facts(), Facts()
        self.changes = DifferenceView()
        self._titles: list[PlainLabel] = []
        self.raw = RawView()
        self.sides = Segments((("words", _WORDS), ("raw", _RAW)))
        self._scroll = self._make_words()
        self._turning = QStackedWidget()
        self._turning.addWidget(self._scroll)
        self._turning.addWidget(self.raw)
        self._empty = EmptyState()
        self._empty.show_state("audit", _NOTHING, _NOTHING_MORE)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._make_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setFocusProxy(self._scroll)
        self._connect()

    def _connect(self) -> None:
        self.sides.chosen.connect(self._turn)
        self.facts.filter_wanted.connect(self.filter_wanted)
        self.chain.filter_wanted.connect(self.filter_wanted)
        self.raw.copy_requested.connect(self.copy_requested)

    def show_detail(self, detail: EntryDetail | None) -> None:
        """Show an entry, or that none is open."""
        self._pages.setCurrentIndex(0 if detail is None else 1)
        if detail is None:
            return
        self.heading.set_text(detail.heading)
        self._show_badges(detail)
        self._note.say(*(detail.note or ("info", None)))
        self.facts.show_facts(detail.facts)
        self.changes.show_rows(detail.rows)
        self.chain.show_facts(detail.chain)
        for part, title in zip((detail.rows, detail.chain), self._titles, strict=True):
            title.setVisible(bool(part))
        self.raw.show_detail(detail)

    def turn_over(self) -> None:
        """Show the raw JSON, or the words again."""
        self.sides.choose("words" if self.shows_raw else "raw")
        self._turn()

    @property
    def shows_raw(self) -> bool:
        """Whether the raw JSON is shown."""
        return self.sides.current == "raw"

    def _turn(self) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self._turning.setCurrentIndex(int(self.shows_raw))
        self.setFocusProxy(self.raw if self.shows_raw else self._scroll)
        if had_focus and not self.sides.isAncestorOf(self.window().focusWidget() or self.window()):
            self.setFocus()

    def _show_badges(self, detail: EntryDetail) -> None:
        shown = [(render(badge.text), badge.tone) for badge in detail.badges]
        for badge, (text, tone) in zip(self._badges, [*shown, *[("", Tone.MUTED)] * _BADGES], strict=False):
            badge.show_badge(text, tone)

    def _make_page(self) -> QWidget:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 4)
        bar.addWidget(self.sides)
        bar.addStretch(1)
        bar.addWidget(self._make_copy_menu())
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._turning, 1)
        return page

    def _make_words(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 4, 12, 14)
        column.setSpacing(8)
        badges = FlowLayout(spacing=6)
        for badge in self._badges:
            badges.addWidget(badge)
        column.addLayout(badges)
        column.addWidget(self.heading)
        column.addWidget(self._note)
        column.addWidget(self.facts)
        for title, part in ((_CHANGED, self.changes), (_CHAIN, self.chain)):
            column.addWidget(self._title(title))
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setWidget(page)
        return scroll

    def _title(self, title: Text) -> PlainLabel:
        label = PlainLabel(render(title), kind="heading")
        label.setContentsMargins(0, 8, 0, 0)
        self._titles.append(label)
        return label

    def _make_copy_menu(self) -> QToolButton:
        button = QToolButton()
        follow_icon(button, "copy")
        name_icon_only(button, render(_COPY))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for spec in self._copies:
            entry = QAction(without_mnemonic(render(spec.text)), menu)
            entry.triggered.connect(self._trigger(spec))
            menu.addAction(entry)
        button.setMenu(menu)
        return button

    def _trigger(self, spec: ActionSpec) -> Callable[[], None]:
        return lambda: self.triggered.emit(spec.id)

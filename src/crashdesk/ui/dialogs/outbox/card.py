"""One change of the outbox as a card: what it does, how it stands, what met what, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.dialogs.outbox.comparing import Comparison
from crashdesk.ui.dialogs.outbox.state import Offer, OutboxItem, Standing
from crashdesk.ui.kit.amounts import absolute, relative
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.translate import render

_OFFERS = {
    Offer.UNDO: QT_TRANSLATE_NOOP("Outbox", "Undo"),
    Offer.SEND_MINE: QT_TRANSLATE_NOOP("Outbox", "Send mine anyway"),
    Offer.DISCARD: QT_TRANSLATE_NOOP("Outbox", "Discard"),
}
_SPOKEN_OFFER = QT_TRANSLATE_NOOP("Outbox", "{offer}: {sentence}")
_MADE = QT_TRANSLATE_NOOP("Outbox", "made {when}")
_BASE = QT_TRANSLATE_NOOP("Outbox", "When you decided")
_THEIRS = QT_TRANSLATE_NOOP("Outbox", "On the server now")
_MINE = QT_TRANSLATE_NOOP("Outbox", "Yours")
_KINDS = {Standing.CONFLICT: "warning", Standing.UNKNOWN: "warning", Standing.REFUSED: "danger"}
_SENTENCE_CHARACTERS = 300


class ItemCard(QFrame):
    """Shows an `OutboxItem`, and later states of it in place.

    Signals:
        decided: with the `Offer` whose button was used.
    """

    decided = Signal(object)

    def __init__(self, item: OutboxItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._sentence = visible_line(render(item.sentence), _SENTENCE_CHARACTERS)
        self._standing = PlainLabel(wrap=True)
        self._made = PlainLabel(kind="muted")
        self._reason = PlainLabel(kind="danger", wrap=True)
        self._note = _selectable()
        self._comparison = ComparisonView()
        self._falls_back = PlainLabel(kind="muted", wrap=True)
        self.buttons = {offer: self._make_button(offer) for offer in Offer}
        set_plain_tooltip(self._made, absolute(item.made_at))
        self._lay_out()

    def show_item(self, item: OutboxItem, now: Instant, *, busy: bool) -> None:
        """Show the present state of the item."""
        standing = render(item.standing_words)
        self._standing.set_text(standing)
        self._standing.set_kind(_KINDS.get(item.standing, "muted"))
        self._made.set_text(render(_MADE(when=render(relative(item.made_at, now)))))
        said = "" if item.reason is None else render(item.reason)
        for label, words in (
            (self._reason, said),
            (self._note, item.note),
            (self._falls_back, "" if item.falls_back is None else render(item.falls_back)),
        ):
            label.set_text(words)
            label.setVisible(bool(words))
        self._comparison.show_comparisons(item.comparisons)
        for offer, button in self.buttons.items():
            button.setVisible(offer in item.offers)
            button.setEnabled(not busy)
        self.setAccessibleName(f"{self._sentence}, {standing}. {said}".strip())

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(self._standing, 1)
        line.addWidget(self._made, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(PlainLabel(self._sentence, kind="heading", wrap=True))
        words.addLayout(line)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addLayout(words, 1)
        head.addWidget(self.buttons[Offer.UNDO], 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._falls_back, 1)
        foot.addWidget(self.buttons[Offer.SEND_MINE])
        foot.addWidget(self.buttons[Offer.DISCARD])
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 11)
        column.setSpacing(9)
        column.addLayout(head)
        for part in (self._reason, self._note, self._comparison):
            column.addWidget(part)
        column.addLayout(foot)

    def _make_button(self, offer: Offer) -> QPushButton:
        button = QPushButton(without_mnemonic(render(_OFFERS[offer])))
        button.setAutoDefault(False)
        button.setAccessibleName(render(_SPOKEN_OFFER(offer=render(_OFFERS[offer]), sentence=self._sentence)))
        button.clicked.connect(lambda: self.decided.emit(offer))
        button.hide()
        return button


class ComparisonView(QWidget):
    """Base, theirs and mine of each field, side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Comparison, ...] = ()
        self._rows: list[tuple[PlainLabel, ...]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(3)
        for column, title in enumerate((_BASE, _THEIRS, _MINE), start=1):
            self._grid.addWidget(PlainLabel(render(title), kind="caps"), 0, column)
            self._grid.setColumnStretch(column, 1)
        self.hide()

    def show_comparisons(self, comparisons: tuple[Comparison, ...]) -> None:
        """Show three values of each field; without a field hide all."""
        self.setVisible(bool(comparisons))
        while len(self._rows) < len(comparisons):
            self._add_row()
        for number, row in enumerate(self._rows):
            for label in row:
                label.setVisible(number < len(comparisons))
        for row, found in zip(self._rows, comparisons, strict=False):
            for label, said in zip(row, (found.field, found.base, found.theirs, found.mine), strict=True):
                label.set_text(visible_line(render(said), _SENTENCE_CHARACTERS))
        self._shown = comparisons

    def values(self) -> tuple[str, ...]:
        """Base, theirs and mine of every field as they are shown."""
        return tuple(label.text() for row in self._rows[: len(self._shown)] for label in row[1:])

    def _add_row(self) -> None:
        row = (PlainLabel(kind="heading"), _selectable(), _selectable(), _selectable())
        self._rows.append(row)
        for column, label in enumerate(row):
            self._grid.addWidget(label, len(self._rows), column, Qt.AlignmentFlag.AlignTop)


def _selectable() -> PlainLabel:
    label = PlainLabel(wrap=True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label

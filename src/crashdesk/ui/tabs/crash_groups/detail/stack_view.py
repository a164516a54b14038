"""A stack trace with the program's own frames apart from the others."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QWidget

from crashdesk.core.stack import Fold, LineKind, StackLine, fold_foreign, read_stack
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.plain import PlainTextView
from crashdesk.ui.kit.theme import tokens_of
from crashdesk.ui.kit.translate import render

_FOLDED = QT_TRANSLATE_NOOP("CrashDetail", "⋯ {n} frame(s) of libraries")
_MAX_LINES = 4_999
"""What the plain view shows at most; beyond it says how much is left out."""


class StackView(PlainTextView):
    """Read-only text; own frames stand out, runs of library frames can be folded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[StackLine, ...] = ()
        self._highlighter = _FrameInk(self.document())
        self._recolour()

    def show_stack(self, text: str, *, own_only: bool) -> None:
        """Show a trace, with the frames of libraries folded if `own_only`."""
        lines = read_stack(text)
        # A trace without any frame of its own would fold to nothing worth reading.
        foldable = own_only and any(line.own and line.kind is LineKind.FRAME for line in lines)
        shown = tuple(map(_as_line, fold_foreign(lines))) if foldable else lines
        if shown == self._lines:
            return
        self._lines = shown
        self._highlighter.lines = shown[:_MAX_LINES]
        self.set_text("\n".join(line.text for line in shown))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_highlighter"):
            self._recolour()

    def _recolour(self) -> None:
        tokens = tokens_of(self.palette())
        self._highlighter.set_colours(tokens.text, tokens.muted, tokens.danger)


def _as_line(item: StackLine | Fold) -> StackLine:
    if isinstance(item, StackLine):
        return item
    return StackLine("    " + render(_FOLDED(n=item.frames)), LineKind.DETAIL, own=False)


class _FrameInk(QSyntaxHighlighter):
    """Colours each line by what it is."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.lines: tuple[StackLine, ...] = ()
        self._own = QTextCharFormat()
        self._foreign = QTextCharFormat()
        self._heading = QTextCharFormat()

    def set_colours(self, own: str, foreign: str, heading: str) -> None:
        self._own.setForeground(QColor(own))
        self._own.setFontWeight(QFont.Weight.DemiBold)
        self._foreign.setForeground(QColor(foreign))
        self._heading.setForeground(QColor(heading))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        number = self.currentBlock().blockNumber()
        if number >= len(self.lines):
            return
        line = self.lines[number]
        if not line.own:
            self.setFormat(0, len(text), self._foreign)
        elif line.kind is LineKind.FRAME:
            self.setFormat(0, len(text), self._own)
        elif line.kind is LineKind.HEADING:
            self.setFormat(0, len(text), self._heading)

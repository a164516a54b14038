"""The only ways to show text of others: always as plain text, with what it hides made visible.

Qt guesses whether a label or tooltip is HTML. Text of a crash report that looks like it would then load
styles, hide parts and show links, so nothing here leaves that to guessing.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QWidget

from crashdesk.core.visible_text import visible_line, visible_text
from crashdesk.ui.kit.theme import monospace

_LABEL_CHARACTERS = 2_000
"""More than a label can show; keeps layout quick whatever arrives."""
_TOOLTIP_CHARACTERS = 600
_TOOLTIP_LINES = 12
_BUTTON_CHARACTERS = 26
_DESCRIBED = "describedByTooltip"
"""Property of a widget: the description that came with its tooltip."""


class PlainLabel(QLabel):
    """A label that never reads its text as markup."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, kind: str = "", wrap: bool = False
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if kind:
            self.set_kind(kind)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show `text`, whoever wrote it."""
        self.setText(visible_text(text, line_characters=_LABEL_CHARACTERS))

    def set_kind(self, kind: str) -> None:
        """Dress it: `muted`, `title`, `heading`, `caps`, `accent`, `danger`, `warning`, `success`, `key`."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().polish(self)


class ElidedLabel(QWidget):
    """One line of text that ends in an ellipsis where it does not fit; the whole of it is in the tooltip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """The whole text as shown where there is room."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show `text`, whoever wrote it."""
        self._text = visible_line(text, _LABEL_CHARACTERS)
        self.setAccessibleName(self._text)
        self._set_tooltip()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The width of the whole text."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a few letters."""
        metrics = self.fontMetrics()
        return QSize(min(self.sizeHint().width(), metrics.averageCharWidth() * 4), metrics.height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what fits."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self._text, self._mode, self.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextSingleLine
        self.style().drawItemText(
            painter, self.rect(), int(flags), self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the whole text where it no longer fits."""
        super().resizeEvent(event)
        self._set_tooltip()

    def _set_tooltip(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self._text) <= self.width()
        set_plain_tooltip(self, "" if fits else self._text)


class PlainTextView(QPlainTextEdit):
    """Read-only monospace text of others: stacks, bodies, reports."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(monospace())
        # Read-only editors take no caret by default; with it the text can be read and copied by keyboard.
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)

    def set_text(self, text: str) -> None:
        """Show `text`, whoever wrote it."""
        self.setPlainText(visible_text(text))


def plain_tooltip(text: str) -> str:
    """Return `text` for a tooltip or `ToolTipRole`, so that it shows as it stands and wraps."""
    if not text:
        return ""
    escaped = html.escape(_shown(text))
    return f"<qt><div style='white-space: pre-wrap'>{escaped}</div></qt>"


def set_plain_tooltip(widget: QWidget, text: str) -> None:
    """Give `widget` a tooltip that shows `text` as it stands, whoever wrote it."""
    # A screen reader reads the tooltip, markup included, wherever there is no description.
    if widget.accessibleDescription() in {"", widget.property(_DESCRIBED)}:
        described = _shown(text)
        widget.setAccessibleDescription(described)
        widget.setProperty(_DESCRIBED, described)
    widget.setToolTip(plain_tooltip(text))


def _shown(text: str) -> str:
    one_line = "\n" not in text
    return visible_text(
        visible_line(text, _TOOLTIP_CHARACTERS) if one_line else text,
        line_characters=_TOOLTIP_CHARACTERS,
        lines=_TOOLTIP_LINES,
    )


def without_mnemonic(text: str) -> str:
    """Return `text` for a button, menu or tab, where a single ampersand would underline a letter."""
    return visible_line(text, _TOOLTIP_CHARACTERS).replace("&", "&&")


def button_text(text: str, characters: int = _BUTTON_CHARACTERS) -> str:
    """Return a name for a button that must not grow with it; the whole name belongs in the tooltip."""
    shown = visible_line(text, _TOOLTIP_CHARACTERS)
    return without_mnemonic(shown if len(shown) <= characters else shown[: characters - 1].rstrip() + "…")

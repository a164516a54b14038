"""Text of others that wraps anywhere, so that a word without an end cannot make its place wider."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from crashdesk.core.visible_text import visible_text

_NAME_CHARACTERS = 200
"""What a screen reader says of it at once; the rest can be read line by line."""
_LINE_CHARACTERS, _LINES = 2_000, 200
"""More than one reads in a pane; keeps layout quick whatever arrives."""


class WrappedText(QPlainTextEdit):
    """As high as its text needs it to be; it can be selected and copied by mouse and by keyboard."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, kind: str = "") -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self.setObjectName("wrappedText")
        if kind:
            self.setProperty("kind", kind)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    def text(self) -> str:
        """The text as it is shown."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show `text`, whoever wrote it."""
        shown = visible_text(text, line_characters=_LINE_CHARACTERS, lines=_LINES)
        if shown != self.toPlainText():
            self.setPlainText(shown)
            self.setAccessibleName(shown[:_NAME_CHARACTERS])
            self._measure_anew()

    # Qt's

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all lines."""
        if width not in self._heights:
            self.ensurePolished()
            self._heights[width] = self._lines(width) * self.fontMetrics().lineSpacing() + 2
        return self._heights[width]

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as it has to be at its present width."""
        return QSize(200, self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A few letters wide."""
        self.ensurePolished()
        return QSize(4 * self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for another height at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "_heights"):
            self._measure_anew()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave scrolling to what it lies in: here nothing is ever out of sight."""
        event.ignore()

    def _measure_anew(self) -> None:
        self._heights.clear()
        self.updateGeometry()

    def _lines(self, width: int) -> int:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        return sum(self._lines_of(line, width, option) for line in self.toPlainText().split("\n"))

    def _lines_of(self, paragraph: str, width: int, option: QTextOption) -> int:
        layout = QTextLayout(paragraph, self.font())
        layout.setTextOption(option)
        layout.beginLayout()
        lines = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            lines += 1
        layout.endLayout()
        return max(1, lines)

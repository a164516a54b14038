"""The JSON of an entry: pretty-printed, or exactly as it is stored."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.plain import PlainLabel, PlainTextView, without_mnemonic
from crashdesk.ui.kit.segments import Segments
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.audit.detail.state import EntryDetail

_PRETTY = QT_TRANSLATE_NOOP("Audit", "Pretty-printed")
_STORED = QT_TRANSLATE_NOOP("Audit", "As stored")
_COPY = QT_TRANSLATE_NOOP("Audit", "Copy")
_NONE = QT_TRANSLATE_NOOP("Audit", "There is no JSON: what this entry said is not here.")
_NAME = QT_TRANSLATE_NOOP("Audit", "Raw JSON")
_EXACT = QT_TRANSLATE_NOOP("Audit", "These are the very bytes that the hash is made of.")


class RawView(QWidget):
    """Shows the JSON; the choice of form outlives the entry.

    Signals:
        copy_requested: the text to copy.
    """

    copy_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: EntryDetail | None = None
        self.forms = Segments((("pretty", _PRETTY), ("stored", _STORED)))
        self.text = PlainTextView()
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setAccessibleName(render(_NAME))
        self._none = PlainLabel(render(_NONE), kind="muted", wrap=True)
        self._exact = PlainLabel(render(_EXACT), kind="muted", wrap=True)
        self.copy = QPushButton(without_mnemonic(render(_COPY)))
        bar = QHBoxLayout()
        bar.addWidget(self.forms)
        bar.addStretch(1)
        bar.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 10)
        column.setSpacing(6)
        column.addLayout(bar)
        column.addWidget(self._exact)
        column.addWidget(self._none)
        column.addWidget(self.text, 1)
        self.setFocusProxy(self.text)
        self.forms.chosen.connect(self._show)
        self.copy.clicked.connect(self._on_copy)

    def show_detail(self, detail: EntryDetail) -> None:
        """Show the JSON of an entry."""
        self._detail = detail
        self._show()

    def _shown(self) -> str:
        detail = self._detail
        if detail is None:
            return ""
        return detail.stored if self.forms.current == "stored" else detail.pretty

    def _show(self) -> None:
        text = self._shown()
        self.text.set_text(text)
        self.text.setVisible(bool(text))
        self._none.setVisible(not text)
        self._exact.setVisible(bool(text) and self.forms.current == "stored")
        self.copy.setEnabled(bool(text))

    def _on_copy(self) -> None:
        self.copy_requested.emit(self._shown())

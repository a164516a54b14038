"""Asks in which form entries are exported, and where to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from crashdesk.core.tables import CountKind
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.audit import ExportForm
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.decision_dialog import DecisionDialog
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.kit.options import Options
from crashdesk.ui.kit.plain import without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.audit.export.state import Asked, Errors, Wish, wish_of, with_ending

_VERB = QT_TRANSLATE_NOOP("Audit", "Export")
_ALL = QT_TRANSLATE_NOOP("Audit", "All {count} entries of the list")
_SOME = QT_TRANSLATE_NOOP("Audit", "{count} entries: {reading}")
_FORMAT = QT_TRANSLATE_NOOP("Audit", "Format")
_JSONL = QT_TRANSLATE_NOOP("Audit", "JSONL: every entry as it was hashed, for others to verify")
_CSV = QT_TRANSLATE_NOOP("Audit", "CSV: a table for spreadsheets, with formulas made harmless")
_FILE = QT_TRANSLATE_NOOP("Audit", "File")
_HINT = QT_TRANSLATE_NOOP("Audit", "The file is not encrypted. It may hold names and addresses of people.")
_CHOOSE = QT_TRANSLATE_NOOP("Audit", "Choose…")
_AS = QT_TRANSLATE_NOOP("Audit", "Export as")
_WIDTH = 560
_FORMS = (ExportForm.JSONL, ExportForm.CSV)


class ExportDialog(DecisionDialog):
    """Opened with `open()`; hands a `Wish` to `decide`, who asks about a file that exists already."""

    def __init__(self, parent: QWidget, asked: Asked, decide: Callable[[Wish], None]) -> None:
        super().__init__(parent, asked.title, _VERB, _about(asked), decide, _WIDTH)
        self.options = Options(_FORMAT)
        for words in (_JSONL, _CSV):
            self.options.add(words)
        self.form.add_widget(self.options)
        self.path = QLineEdit(str(asked.folder / f"{asked.name}.{ExportForm.JSONL.value}"))
        self.path.setCursorPosition(len(self.path.text()))
        self.browse = QPushButton(without_mnemonic(render(_CHOOSE)))
        self.browse.setAutoDefault(False)
        self.form.add("path", Field(_FILE, self._path_row(), _HINT))
        self.options.choose(0)
        self.options.chosen.connect(self._on_format)
        self.path.textEdited.connect(self.recheck)
        self.browse.clicked.connect(self._on_browse)

    def change(self) -> Wish | Errors:
        """Return what was decided, or what is wrong with it."""
        return wish_of(self._form, self.path.text())

    @property
    def _form(self) -> ExportForm:
        return _FORMS[self.options.number]

    def _path_row(self) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        place.setFocusProxy(self.path)
        return place

    def _on_format(self) -> None:
        self.path.setText(with_ending(self.path.text(), self._form))
        self.recheck()

    def _on_browse(self) -> None:
        """Let the system's own dialog choose. Whether to replace a file is asked once, later."""
        dialog = QFileDialog(self, render(_AS), self.path.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(self._form.value)
        dialog.selectFile(Path(self.path.text()).name)
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, path: str) -> None:
        self.path.setText(path)
        self.recheck()


def _about(asked: Asked) -> str:
    count = grouped(asked.count.value) + ("+" if asked.count.kind is CountKind.CAPPED else "")
    return render(_SOME(count=count, reading=asked.reading) if asked.reading else _ALL(count=count))

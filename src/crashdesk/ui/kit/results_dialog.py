"""What became of each row, when an action on several was not wholly carried out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.services.outcomes import ItemOutcome, ItemResult
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.forms import Notice
from crashdesk.ui.kit.plain import plain_tooltip
from crashdesk.ui.kit.translate import render

_ROW_HEIGHT = 26
_OUTCOMES: dict[ItemOutcome, Text] = {
    ItemOutcome.QUEUED: QT_TRANSLATE_NOOP("Results", "done, will be sent"),
    ItemOutcome.DONE: QT_TRANSLATE_NOOP("Results", "done"),
    ItemOutcome.UNCHANGED: QT_TRANSLATE_NOOP("Results", "already so"),
    ItemOutcome.REFUSED: QT_TRANSLATE_NOOP("Results", "not done"),
}
_SUMMARY = QT_TRANSLATE_NOOP(
    "Results", "{failed} of {all} could not be done. They stay ticked, so that you can try again."
)


class ResultsDialog(QDialog):
    """A list with an outcome for each, what failed first; `what` is the title of the column of names.

    Signals:
        read: it was closed.
    """

    read = Signal()

    def __init__(self, parent: QWidget, what: Text, results: tuple[ItemResult, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(render(QT_TRANSLATE_NOOP("Results", "Not everything was done")))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 380)
        failed = sum(result.outcome is ItemOutcome.REFUSED for result in results)
        notice = Notice()
        notice.say("warning", _SUMMARY(failed=grouped(failed), all=grouped(len(results))))
        self.list = _results_list(what, results)
        close = QPushButton(render(QT_TRANSLATE_NOOP("Results", "Close")))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addWidget(notice)
        column.addWidget(self.list)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.finished.connect(self.read)


def _results_list(what: Text, results: tuple[ItemResult, ...]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setHeaderLabels([render(what), render(QT_TRANSLATE_NOOP("Results", "Result"))])
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setStretchLastSection(False)
    tree.header().resizeSection(1, 340)
    for result in sorted(results, key=lambda result: result.outcome is not ItemOutcome.REFUSED):
        words = render(result.text or _OUTCOMES[result.outcome])
        item = QTreeWidgetItem([visible_line(result.title or result.id, 200), visible_line(words, 200)])
        item.setSizeHint(0, QSize(0, _ROW_HEIGHT))
        item.setToolTip(1, plain_tooltip(words))
        tree.addTopLevelItem(item)
    return tree

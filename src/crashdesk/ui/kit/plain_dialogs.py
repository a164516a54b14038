"""Questions and messages that never block the event loop and never read their text as markup."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.forms import set_kind
from crashdesk.ui.kit.plain import PlainLabel, PlainTextView, without_mnemonic
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.translate import render

_CANCEL = QT_TRANSLATE_NOOP("Dialogs", "Cancel")
_CLOSE = QT_TRANSLATE_NOOP("Dialogs", "Close")

_WIDTH = 460


class FittedDialog(QDialog):
    """A dialog of one width that is always as high as its wrapped texts need it to be."""

    def __init__(self, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._width = width

    def event(self, event: QEvent) -> bool:
        """Fit whenever something inside asks for another size."""
        if event.type() == QEvent.Type.Show:
            # Qt puts a dialog over the middle of its parent while it handles this, by the size it has then.
            self._fit()
        done = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Polish}:
            self._fit()
        return done

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wraps = layout.hasHeightForWidth()
            height = layout.totalHeightForWidth(self._width) if wraps else layout.totalSizeHint().height()
            self.setFixedSize(self._width, height)


async def confirm(parent: QWidget, question: Question) -> bool:
    """Ask, and wait without blocking; False when the answer is no or the dialog was closed."""
    dialog, column, buttons = _frame(parent, question.title, question.consequence)
    no, yes = (
        QPushButton(without_mnemonic(render(_CANCEL))),
        QPushButton(without_mnemonic(render(question.action))),
    )
    set_kind(yes, "danger" if question.final else "main")
    no.clicked.connect(dialog.reject)
    yes.clicked.connect(dialog.accept)
    buttons.addWidget(no)
    buttons.addWidget(yes)
    (no if question.final else yes).setDefault(True)
    (no if question.final else yes).setFocus()
    column.addLayout(buttons)
    return await answered(dialog) == QDialog.DialogCode.Accepted


async def tell(parent: QWidget, title: Text, text: Text, details: str = "") -> None:
    """Say something that needs its own window, with technical details that can be copied."""
    dialog, column, buttons = _frame(parent, title, text)
    if details:
        view = PlainTextView()
        view.set_text(details)
        view.setFixedHeight(140)
        column.addWidget(view)
    close = QPushButton(without_mnemonic(render(_CLOSE)))
    close.clicked.connect(dialog.accept)
    close.setDefault(True)
    close.setFocus()
    buttons.addWidget(close)
    column.addLayout(buttons)
    await answered(dialog)


async def answered(dialog: QDialog) -> int:
    """Open a dialog and wait for its result without blocking the loop; cancelled, it closes."""
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not done.done():
            done.set_result(result)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        return await done
    finally:
        dialog.hide()
        dialog.deleteLater()


def _frame(parent: QWidget, title: Text, text: Text) -> tuple[QDialog, QVBoxLayout, QHBoxLayout]:
    dialog = FittedDialog(parent, _WIDTH)
    dialog.setWindowTitle(render(title))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 18)
    column.setSpacing(12)
    heading = PlainLabel(render(title), kind="heading", wrap=True)
    sentence = PlainLabel(render(text), wrap=True)
    sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(heading)
    column.addWidget(sentence)
    buttons = QHBoxLayout()
    buttons.setSpacing(8)
    buttons.addStretch(1)
    return dialog, column, buttons

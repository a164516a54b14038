"""The dialog of one's own rights. It reads what this desk remembers and so works without the server."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.account import Permission
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.my_rights.state import rights_of
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.small_table import SmallRow, SmallTable
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("Rights", "What I may do")
_WHAT = QT_TRANSLATE_NOOP(
    "Rights", "Rights come with the role that an admin gave you; some can be given to one person besides."
)
_BY_KEY = QT_TRANSLATE_NOOP(
    "Rights", "This desk is signed in with an API key, which may have fewer rights than you."
)
_HEADINGS = (
    QT_TRANSLATE_NOOP("Rights", "What it allows"),
    QT_TRANSLATE_NOOP("Rights", "You"),
    QT_TRANSLATE_NOOP("Rights", "Comes with the role"),
    QT_TRANSLATE_NOOP("Rights", "Name"),
)
_CLOSE = QT_TRANSLATE_NOOP("Rights", "Close")


class RightsDialog(QDialog):
    """A line for every right that the server knows."""

    def __init__(self, parent: QWidget, session: Session, known: tuple[Permission, ...]) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(render(TITLE))
        self.resize(860, 400)
        self.table = SmallTable(_HEADINGS, TITLE)
        self.table.set_rows(
            [
                SmallRow(
                    right.name,
                    (
                        render(right.meaning),
                        render(right.held),
                        ", ".join(map(render, right.roles)),
                        right.name,
                    ),
                    strong=right.is_held,
                )
                for right in rights_of(session, known)
            ]
        )
        close = QPushButton(without_mnemonic(render(_CLOSE)))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(render(TITLE), kind="title"))
        column.addWidget(PlainLabel(render(_WHAT), kind="muted", wrap=True))
        if session.is_by_key:
            column.addWidget(PlainLabel(render(_BY_KEY), kind="muted", wrap=True))
        column.addWidget(self.table, 1)
        column.addLayout(buttons)

"""The About dialog."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.about.notices import COMPONENTS, as_text, version_of
from crashdesk.ui.kit.forms import set_kind
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("About", "About CrashDesk")
VERSION = QT_TRANSLATE_NOOP("About", "Version {version}, Python {python}")
WHAT = QT_TRANSLATE_NOOP(
    "About",
    "A desktop console for the people who look after small self-hosted servers. Free software under the "
    "Apache License 2.0, without any warranty. It sends nothing to anybody but the servers you name.",
)
MADE_OF = QT_TRANSLATE_NOOP("About", "Made with")
COPY = QT_TRANSLATE_NOOP("About", "Copy versions")
CLOSE = QT_TRANSLATE_NOOP("About", "Close")

_WIDTH = 560
_ICON = 44


class AboutDialog(FittedDialog):
    """Says what this is, which version, and what it is made of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, _WIDTH)
        self.setWindowTitle(render(TITLE))
        icon = IconLabel(_ICON)
        icon.show_icon("crashdesk", "accent")
        version = VERSION(version=version_of("crashdesk"), python=platform.python_version())
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(PlainLabel("CrashDesk", kind="title"))
        names.addWidget(PlainLabel(render(version), kind="muted"))
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(icon)
        head.addLayout(names, 1)
        copy = QPushButton(without_mnemonic(render(COPY)))
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(as_text()))
        close = QPushButton(without_mnemonic(render(CLOSE)))
        set_kind(close, "main")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(PlainLabel(render(WHAT), wrap=True))
        column.addWidget(PlainLabel(render(MADE_OF), kind="caps"))
        column.addLayout(_components())
        column.addSpacing(4)
        column.addLayout(buttons)
        close.setFocus(Qt.FocusReason.OtherFocusReason)


def _components() -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(5)
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(2, 1)
    for row, component in enumerate(COMPONENTS):
        grid.addWidget(PlainLabel(component.name), row, 0)
        grid.addWidget(PlainLabel(version_of(component.distribution), kind="muted"), row, 1)
        grid.addWidget(PlainLabel(component.licence, kind="muted"), row, 2)
    return grid

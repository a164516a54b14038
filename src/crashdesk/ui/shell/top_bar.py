"""The top of the window: profile, tabs, main menu, account."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.account_menu import AccountMenu
from crashdesk.ui.shell.profile_stripe import ProfileStripe
from crashdesk.ui.shell.profile_switcher import ProfileSwitcher
from crashdesk.ui.shell.tab_row import TabRow

_MENU = QT_TRANSLATE_NOOP("Shell", "Main menu")


class TopBar(QWidget):
    """Lays out the parts; the window wires them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stripe = ProfileStripe()
        self.profiles = ProfileSwitcher()
        self.tabs = TabRow()
        self.account = AccountMenu()
        self.menu_button = QToolButton()
        self.menu_button.setMenu(QMenu(self.menu_button))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        follow_icon(self.menu_button, "more")
        name_icon_only(self.menu_button, render(_MENU))
        bar = QWidget()
        bar.setObjectName("topBar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self.profiles)
        row.addSpacing(10)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.account)
        row.addWidget(self.menu_button)
        bar.setFixedHeight(40)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stripe)
        column.addWidget(bar)

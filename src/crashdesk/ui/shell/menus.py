"""Menus made of commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from crashdesk.ui.kit.icons import icon
from crashdesk.ui.kit.plain import plain_tooltip, without_mnemonic
from crashdesk.ui.kit.theme import tokens_of
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.actions import SECTIONS
from crashdesk.ui.shell.commands import Command


def fill_menu(menu: QMenu, commands: Sequence[Command]) -> None:
    """Append commands; those that cannot be used now are disabled and say why in their tooltip."""
    menu.setToolTipsVisible(True)
    tokens = tokens_of(menu.palette())
    for command in commands:
        if command.id in SECTIONS:
            menu.addSeparator()
        action = QAction(without_mnemonic(command.title), menu)
        if command.icon:
            action.setIcon(icon(command.icon, tokens.text, tokens.outline))
        if command.keys:
            # The shortcut itself lives in the window; here it is only shown.
            action.setShortcut(QKeySequence(command.keys[0]))
            action.setShortcutVisibleInContextMenu(True)
        availability = command.availability()
        action.setEnabled(availability.enabled)
        reason = render(availability.reason) if availability.reason is not None else ""
        action.setToolTip(plain_tooltip(reason))
        action.triggered.connect(command.run)
        menu.addAction(action)

"""A context menu made of actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.ids import ActionId
from crashdesk.ui.kit.icons import icon
from crashdesk.ui.kit.plain import plain_tooltip, without_mnemonic
from crashdesk.ui.kit.theme import tokens_of
from crashdesk.ui.kit.translate import render


def open_menu(
    parent: QWidget,
    at: QPoint,
    sections: Sequence[Sequence[ActionSpec]],
    availability: Callable[[ActionId], Availability],
    trigger: Callable[[ActionId], None],
) -> QMenu:
    """Open the menu, with a line between its sections, and do not wait; what cannot be done says why."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    tokens = tokens_of(parent.palette())
    for section in sections:
        menu.addSeparator()
        for spec in section:
            action = menu.addAction(without_mnemonic(render(spec.text)))
            if spec.icon:
                action.setIcon(icon(spec.icon, tokens.text, tokens.outline))
            if spec.keys:
                # Shown only: the key map makes the shortcut.
                action.setShortcut(QKeySequence(spec.keys[0]))
                action.setShortcutVisibleInContextMenu(True)
            allowed = availability(spec.id)
            action.setEnabled(allowed.enabled)
            if allowed.reason is not None:
                action.setToolTip(plain_tooltip(render(allowed.reason)))
            action.triggered.connect(lambda _checked=False, action_id=spec.id: trigger(action_id))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu

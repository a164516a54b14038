"""The list of actions with their keys, and the way to change them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.preferences.state import PreferencesState
from crashdesk.ui.kit.forms import Notice
from crashdesk.ui.kit.native_keys import native
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render

ACTION = QT_TRANSLATE_NOOP("Preferences", "Action")
KEYS = QT_TRANSLATE_NOOP("Preferences", "Keys")
NEW_KEY = QT_TRANSLATE_NOOP("Preferences", "New key:")
SET = QT_TRANSLATE_NOOP("Preferences", "Use it")
NO_KEY = QT_TRANSLATE_NOOP("Preferences", "No key")
DEFAULT = QT_TRANSLATE_NOOP("Preferences", "Default")
CHANGED = QT_TRANSLATE_NOOP("Preferences", "{keys}  (changed)")

_ID = Qt.ItemDataRole.UserRole


class KeysPage(QWidget):
    """Shows all bindings; what to change is chosen in the list.

    Signals:
        rebound: with the `ActionId` and the tuple of its keys.
        reset: with the `ActionId` that is to have its default again.
    """

    rebound = Signal(str, object)
    reset = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.list = QTreeWidget()
        self.list.setHeaderLabels([render(ACTION), render(KEYS)])
        self.list.setObjectName("keyList")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setStretchLastSection(False)
        self.list.header().resizeSection(1, 190)
        self.key = QKeySequenceEdit()
        self.key.setMaximumSequenceLength(1)
        self.key.setClearButtonEnabled(True)
        self.key.setAccessibleName(render(NEW_KEY))
        self.use = QPushButton(without_mnemonic(render(SET)))
        self.none = QPushButton(without_mnemonic(render(NO_KEY)))
        self.default = QPushButton(without_mnemonic(render(DEFAULT)))
        self.conflicts = Notice()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel(render(NEW_KEY)))
        row.addWidget(self.key, 1)
        for button in (self.use, self.none, self.default):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.list, 1)
        column.addWidget(self.conflicts)
        column.addLayout(row)
        self.list.currentItemChanged.connect(self._on_current)
        self.key.keySequenceChanged.connect(self._on_current)
        self.use.clicked.connect(self._on_use)
        self.none.clicked.connect(lambda: self.rebound.emit(self._current(), ()))
        self.default.clicked.connect(lambda: self.reset.emit(self._current()))

    def show_state(self, state: PreferencesState) -> None:
        """Show the bindings."""
        current = self._current()
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for binding in state.bindings:
            said = "  ".join(native(keys) for keys in binding.keys)
            shown = render(CHANGED(keys=said)) if binding.is_changed else said
            item = QTreeWidgetItem([render(binding.title), shown])
            item.setData(0, _ID, binding.action)
            self.list.addTopLevelItem(item)
            if binding.action == current:
                self.list.setCurrentItem(item)
        first = self.list.topLevelItem(0)
        if self.list.currentItem() is None and first is not None:
            self.list.setCurrentItem(first)
        del blocker
        self.conflicts.say("warning", state.conflicts[0] if state.conflicts else None)
        self._on_current()

    def choose(self, action: ActionId) -> None:
        """Go to an action."""
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None and item.data(0, _ID) == action:
                self.list.setCurrentItem(item)

    def _current(self) -> ActionId:
        item = self.list.currentItem()
        return ActionId(item.data(0, _ID)) if item else ActionId("")

    def _on_current(self) -> None:
        has_action = bool(self._current())
        self.use.setEnabled(has_action and not self.key.keySequence().isEmpty())
        self.none.setEnabled(has_action)
        self.default.setEnabled(has_action)

    def _on_use(self) -> None:
        keys = self.key.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        self.key.clear()
        self.rebound.emit(self._current(), (keys,))

"""The preferences, made from the declared settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.ids import ActionId
from crashdesk.core.setting import Setting, Settings
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.preferences.keys_page import KeysPage
from crashdesk.ui.dialogs.preferences.presenter import PreferencesPresenter
from crashdesk.ui.dialogs.preferences.state import CHOICES, PreferencesState, Value
from crashdesk.ui.kit.forms import Field, Form, Notice, set_kind
from crashdesk.ui.kit.keymap import KeyMap
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("Preferences", "Preferences")
GENERAL = QT_TRANSLATE_NOOP("Preferences", "General")
KEYS = QT_TRANSLATE_NOOP("Preferences", "Keys")
CLOSE = QT_TRANSLATE_NOOP("Preferences", "Close")

_NARROW = 220
"""Width of editors for short values."""


class PreferencesDialog(QDialog):
    """Settings on one page, keys on the other; each change holds at once.

    Signals:
        changed: with the key of the setting that has another value, `keymap` for bindings.
    """

    changed = Signal(str)

    def __init__(
        self, settings: Settings, declared: Sequence[Setting[Any]], key_map: KeyMap, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(render(TITLE))
        self.resize(620, 560)
        self._declared = declared
        self.editors: dict[str, QWidget] = {}
        self.presenter = PreferencesPresenter(settings, declared, key_map, self)
        self.keys = KeysPage()
        self.keys.rebound.connect(self._on_rebound)
        self.keys.reset.connect(self._on_reset)
        self.notice = Notice()
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.addTab(self._general(), without_mnemonic(render(GENERAL)))
        self.pages.addTab(self.keys, without_mnemonic(render(KEYS)))
        close = QPushButton(without_mnemonic(render(CLOSE)))
        set_kind(close, "main")
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(render(TITLE), kind="title"))
        column.addWidget(self.pages, 1)
        column.addWidget(self.notice)
        column.addLayout(buttons)
        self.presenter.begin()

    def show_state(self, state: PreferencesState) -> None:
        """Show this state."""
        for key, value in state.values.items():
            _show_value(self.editors[key], value)
        self.keys.show_state(state)
        self.notice.say("danger", state.trouble)

    def tell_changed(self, key: str) -> None:
        """A setting holds anew."""
        self.changed.emit(key)

    def _general(self) -> QWidget:
        form = Form()
        for setting in self._declared:
            editor = self._editor(setting)
            self.editors[setting.key] = editor
            form.add(setting.key, Field(setting.title, editor, setting.help))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(form)
        column.addStretch(1)
        return page

    def _editor(self, setting: Setting[Any]) -> QWidget:
        def put(value: Value) -> None:
            self.presenter.put(setting, value)

        if isinstance(setting.default, bool):
            tick = QCheckBox(without_mnemonic(render(setting.title)))
            tick.toggled.connect(put)
            return tick
        if isinstance(setting.default, int):
            number = QSpinBox()
            number.setRange(setting.minimum, setting.maximum)
            number.setGroupSeparatorShown(True)
            number.setKeyboardTracking(False)
            number.setMaximumWidth(_NARROW)
            # The style sheet's padding does not reach the editor within.
            number.lineEdit().setTextMargins(6, 0, 0, 0)
            number.valueChanged.connect(put)
            return number
        if setting.choices:
            choice = QComboBox()
            choice.setMaximumWidth(_NARROW)
            for value in setting.choices:
                choice.addItem(render(CHOICES[value]) if value in CHOICES else value, value)
            choice.currentIndexChanged.connect(lambda: put(choice.currentData()))
            return choice
        text = QLineEdit()
        text.editingFinished.connect(lambda: put(text.text()))
        return text

    def _on_rebound(self, action: str, keys: tuple[str, ...]) -> None:
        self.presenter.rebind(ActionId(action), keys)

    def _on_reset(self, action: str) -> None:
        self.presenter.reset(ActionId(action))


def _show_value(editor: QWidget, value: Value) -> None:
    blocker = QSignalBlocker(editor)
    if isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QSpinBox):
        editor.setValue(int(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(value))
    elif isinstance(editor, QLineEdit):
        editor.setText(str(value))
    del blocker

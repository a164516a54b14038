"""The profiles dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.ids import ProfileId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.dialogs.profiles.editor import ProfileEditor
from crashdesk.ui.dialogs.profiles.presenter import ProfilesPresenter
from crashdesk.ui.dialogs.profiles.service import ProfileKeeper
from crashdesk.ui.dialogs.profiles.state import ProfilesState, removal_words
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.profile_marks import colour_icon
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("Profiles", "Profiles")
NEW = QT_TRANSLATE_NOOP("Profiles", "New profile")
ADD = QT_TRANSLATE_NOOP("Profiles", "Add")
REMOVE = QT_TRANSLATE_NOOP("Profiles", "Remove…")
REMOVE_FOR_GOOD = QT_TRANSLATE_NOOP("Profiles", "Remove for good")
KEEP = QT_TRANSLATE_NOOP("Profiles", "Keep it")
SAVE = QT_TRANSLATE_NOOP("Profiles", "Save")
OPEN = QT_TRANSLATE_NOOP("Profiles", "Open")
CLOSE = QT_TRANSLATE_NOOP("Profiles", "Close")

_ID = Qt.ItemDataRole.UserRole
Start = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]


class ProfilesDialog(QDialog):
    """A list of profiles beside the form of one.

    Signals:
        open_requested: with the `ProfileId` of a saved profile to switch to.
    """

    open_requested = Signal(str)

    def __init__(
        self, keeper: ProfileKeeper, start: Start, parent: QWidget, current: ProfileId | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(render(TITLE))
        self.resize(780, 640)
        self._start = start
        self._task: asyncio.Task[Any] | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(render(TITLE))
        self.list.setFixedWidth(210)
        self.editor = ProfileEditor()
        self.notice = Notice()
        self.add = _button(ADD)
        self.remove = _button(REMOVE)
        self.remove_for_good = _button(REMOVE_FOR_GOOD, "danger")
        self.keep = _button(KEEP)
        self.save = _button(SAVE, "main")
        self.save.setDefault(True)
        self.open_profile = _button(OPEN)
        self.close_button = _button(CLOSE)
        self._lay_out()
        self.presenter = ProfilesPresenter(keeper, self)
        self._wire()
        self.presenter.begin(current)
        self.editor.name.setFocus()

    def show_state(self, state: ProfilesState) -> None:
        """Show this state."""
        self._show_list(state)
        self.editor.show_state(state)
        draft, losses = state.draft, state.losses
        is_saved = draft is not None and bool(draft.id)
        asking = losses is not None and draft is not None
        if losses is not None and draft is not None:
            sentence, parts = removal_words(draft, losses)
            self.notice.say("danger", sentence(losses=", ".join(render(part) for part in parts)))
        else:
            self.notice.say("warning", state.trouble)
        for button, shown in (
            (self.remove_for_good, asking),
            (self.keep, asking),
            (self.save, not asking),
            (self.open_profile, not asking),
            (self.close_button, not asking),
        ):
            button.setVisible(shown)
        self.remove.setEnabled(is_saved and not asking and not state.busy)
        self.save.setEnabled(state.is_changed and not state.busy)
        self.open_profile.setEnabled(is_saved and not state.is_changed and not state.busy)
        self.remove_for_good.setEnabled(not state.busy)

    def _show_list(self, state: ProfilesState) -> None:
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for profile in state.profiles:
            item = QListWidgetItem(colour_icon(profile.colour), visible_line(profile.name, 100))
            item.setData(_ID, profile.id)
            self.list.addItem(item)
            if state.draft is not None and profile.id == state.draft.id:
                self.list.setCurrentItem(item)
        if state.draft is not None and not state.draft.id:
            self.list.addItem(QListWidgetItem(colour_icon(state.draft.colour), render(NEW)))
            self.list.setCurrentRow(self.list.count() - 1)
        del blocker

    def _lay_out(self) -> None:
        under_list = QHBoxLayout()
        under_list.addWidget(self.add)
        under_list.addWidget(self.remove)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        left.addLayout(under_list)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.keep, self.remove_for_good, self.close_button, self.open_profile, self.save):
            buttons.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.editor, 1)
        right.addWidget(self.notice)
        right.addLayout(buttons)
        both = QHBoxLayout()
        both.setSpacing(22)
        both.addLayout(left)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(PlainLabel(render(TITLE), kind="title"))
        column.addLayout(both, 1)

    def _wire(self) -> None:
        self.list.currentItemChanged.connect(self._on_chosen)
        self.editor.edited.connect(self.presenter.change)
        self.add.clicked.connect(self._on_add)
        self.save.clicked.connect(self.presenter.save)
        self.keep.clicked.connect(self.presenter.keep)
        self.remove.clicked.connect(lambda: self._begin(self.presenter.ask_to_remove()))
        self.remove_for_good.clicked.connect(lambda: self._begin(self.presenter.remove()))
        self.open_profile.clicked.connect(self._on_open)
        self.close_button.clicked.connect(self.accept)

    def _on_add(self) -> None:
        self.presenter.add()
        self.editor.name.setFocus()

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        chosen = item.data(_ID) if item is not None else None
        if chosen is not None:
            self.presenter.choose(ProfileId(chosen))

    def _on_open(self) -> None:
        draft = self.presenter.state.draft
        if draft is not None:
            self.accept()
            self.open_requested.emit(draft.id)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._task = self._start(work)


def _button(text: Text, kind: str = "") -> QPushButton:
    button = QPushButton(without_mnemonic(render(text)))
    button.setAutoDefault(False)
    if kind:
        set_kind(button, kind)
    return button

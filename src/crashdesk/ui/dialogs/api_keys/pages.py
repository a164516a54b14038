"""The pages of the dialog of API keys: the list, and making a key."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.ids import Instant
from crashdesk.core.people import Role
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.api_keys.columns import HEADINGS, cells
from crashdesk.ui.dialogs.api_keys.state import LONGEST_NAME, ROLES, KeysState
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.forms import Field, Form, Notice, set_kind
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.small_table import SmallRow, SmallTable
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("ApiKeys", "My API keys")
_WHAT = QT_TRANSLATE_NOOP(
    "ApiKeys",
    "A key lets a script, or a desk of somebody who only looks, act as you without your password. It has "
    "your rights or fewer, until you revoke it.",
)
_NEW = QT_TRANSLATE_NOOP("ApiKeys", "New key…")
_REVOKE = QT_TRANSLATE_NOOP("ApiKeys", "Revoke…")
_LOADING = QT_TRANSLATE_NOOP("ApiKeys", "Asking the server")
_LOADING_MORE = QT_TRANSLATE_NOOP("ApiKeys", "Keys are not kept on this computer.")
_FAILED = QT_TRANSLATE_NOOP("ApiKeys", "Your keys could not be fetched")
_AGAIN = QT_TRANSLATE_NOOP("ApiKeys", "Try again")
_NONE = QT_TRANSLATE_NOOP("ApiKeys", "You have no keys")
_NONE_MORE = QT_TRANSLATE_NOOP("ApiKeys", "Make one for a script, a report or a desk that only looks.")
_READ_ONLY = QT_TRANSLATE_NOOP("ApiKeys", "This profile is read-only.")
_CHOOSE = QT_TRANSLATE_NOOP("ApiKeys", "Choose a key first.")
_NAME = QT_TRANSLATE_NOOP("ApiKeys", "What it is for")
_NAME_HINT = QT_TRANSLATE_NOOP("ApiKeys", "Such as “nightly export”. You find and revoke it by this name.")
_ROLE = QT_TRANSLATE_NOOP("ApiKeys", "What it may do")
_ROLE_HINT = QT_TRANSLATE_NOOP(
    "ApiKeys", "Give it no more than it needs. It never has more rights than you, also when yours change."
)
_MINE = QT_TRANSLATE_NOOP("ApiKeys", "The same as you, whatever that is")


class ListPage(QWidget):
    """One's own keys. The buttons that make and revoke them stand with those of the dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.table = SmallTable(HEADINGS, TITLE)
        self.empty = EmptyState()
        self.new = QPushButton(without_mnemonic(render(_NEW)))
        self.revoke = QPushButton(without_mnemonic(render(_REVOKE)))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.table)
        set_kind(self.revoke, "danger")
        for button in (self.new, self.revoke):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(PlainLabel(render(_WHAT), kind="muted", wrap=True))
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)

    def show_state(self, state: KeysState, now: Instant) -> None:
        """Show this state."""
        rows = [SmallRow(key.id, tuple(map(render, cells(key, now)))) for key in state.keys or ()]
        self.table.set_rows(rows)
        if rows and not self.table.current:
            self.table.choose(0)
        self._pages.setCurrentWidget(self.table if rows else self.empty)
        if state.keys is not None:
            self.empty.show_state("key", _NONE, _NONE_MORE)
        elif state.trouble is None:
            self.empty.show_loading(_LOADING, _LOADING_MORE)
        else:
            self.empty.show_state("offline", _FAILED, state.trouble, _AGAIN)
        trouble = state.trouble if state.keys is not None else None
        self.notice.say("warning" if trouble else "success", trouble or state.said)
        self.show_buttons(state)

    def show_buttons(self, state: KeysState) -> None:
        """Allow what can be done with the chosen key."""
        usable = state.keys is not None and not state.busy and not state.read_only
        self.new.setEnabled(usable)
        self.revoke.setEnabled(usable and bool(self.table.current))
        reason = render(_READ_ONLY) if state.read_only else ""
        set_plain_tooltip(self.new, reason)
        set_plain_tooltip(self.revoke, reason or ("" if self.table.current else render(_CHOOSE)))


class NewPage(QWidget):
    """The name and role of a new key."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.role = QLineEdit(), QComboBox()
        self.name.setMaxLength(LONGEST_NAME)
        self.notice = Notice()
        self.form = Form()
        self.form.add("name", Field(_NAME, self.name, _NAME_HINT))
        self.form.add("role", Field(_ROLE, self.role, _ROLE_HINT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addWidget(self.form)
        column.addStretch(1)

    def offer_roles(self, roles: tuple[Role, ...]) -> None:
        """Offer these roles, the weakest first and chosen, and one's own rights as they are."""
        self.name.clear()
        self.role.clear()
        for role in roles:
            self.role.addItem(render(ROLES[role]), role)
        self.role.addItem(render(_MINE), None)

    def chosen_role(self) -> Role | None:
        """The role that is chosen, None for one's own rights."""
        chosen = self.role.currentData()
        return None if chosen is None else Role(chosen)

    def show_state(self, state: KeysState) -> None:
        """Show this state."""
        self.notice.say("warning", state.trouble)
        self.setEnabled(not state.busy)
        self.form.show_errors(state.errors, focus=True)

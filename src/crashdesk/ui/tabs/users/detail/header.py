"""The top of the details: who it is, whom they could be taken for, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.similar_names import Similar
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import User, UserState
from crashdesk.ui.kit.badge import BadgeLabel
from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.forms import Notice
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.words import UNSENT, likeness_sentence, role_words, state_badge

_BUTTONS = {
    actions.APPROVE: QT_TRANSLATE_NOOP("UserDetail", "Approve"),
    actions.REJECT: QT_TRANSLATE_NOOP("UserDetail", "Reject"),
    actions.CHANGE_ROLE: QT_TRANSLATE_NOOP("UserDetail", "Role"),
    actions.GRANT: QT_TRANSLATE_NOOP("UserDetail", "Rights"),
    actions.RENAME: QT_TRANSLATE_NOOP("UserDetail", "Rename"),
    actions.ENABLE: QT_TRANSLATE_NOOP("UserDetail", "Enable"),
    actions.DISABLE: QT_TRANSLATE_NOOP("UserDetail", "Disable"),
    actions.SIGN_OUT: QT_TRANSLATE_NOOP("UserDetail", "Sign out"),
    actions.DELETE: QT_TRANSLATE_NOOP("UserDetail", "Delete"),
}
"""Shorter words than the actions' own: the pane is narrow."""
_LET_IN = {
    actions.CHANGE_ROLE,
    actions.GRANT,
    actions.RENAME,
    actions.SIGN_OUT,
    actions.DELETE,
}
_SHOWN = {
    UserState.PENDING: {actions.APPROVE, actions.REJECT, actions.RENAME, actions.DELETE},
    UserState.REJECTED: {actions.APPROVE, actions.RENAME, actions.DELETE},
    UserState.ACTIVE: _LET_IN | {actions.DISABLE},
    UserState.DISABLED: _LET_IN - {actions.SIGN_OUT} | {actions.ENABLE},
}
"""Buttons that can make sense; guards may still disable them, which says why."""
_GUARDED = (actions.CHANGE_ROLE, actions.DISABLE, actions.DELETE)
_SEVERAL = QT_TRANSLATE_NOOP("UserDetail", "{words} {n}")
_LINES = QT_TRANSLATE_NOOP("UserDetail", "{lines}")
_TITLE_CHARACTERS = 200


class DetailHeader(QWidget):
    """Badges, name, address, warnings and buttons of one account.

    Signals:
        triggered: the id of the action whose button was used.
    """

    triggered = Signal(str)

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        availability: Callable[[ActionId], Availability],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._availability = availability
        self._specs = {spec.id: spec for spec in specs}
        self._badges = [BadgeLabel() for _ in range(3)]
        self._name = WrappedText(kind="title")
        self._address = ElidedLabel()
        self._address.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._likenesses = Notice()
        self._guard = PlainLabel(kind="muted", wrap=True)
        self._buttons = {action: self._make_button(self._specs[action]) for action in _BUTTONS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        badges = FlowLayout(spacing=6)
        for badge in self._badges:
            badges.addWidget(badge)
        buttons = FlowLayout(spacing=4)
        for button in self._buttons.values():
            buttons.addWidget(button)
        column.addLayout(badges)
        column.addWidget(self._name)
        column.addWidget(self._address)
        column.addWidget(self._likenesses)
        column.addLayout(buttons)
        column.addWidget(self._guard)

    def show_user(self, user: User, similar: tuple[Similar, ...]) -> None:
        """Show an account, whom it could be taken for, and which buttons make sense for it."""
        self._name.set_text(user.label[:_TITLE_CHARACTERS])
        self._address.set_text(user.email)
        self._address.setVisible(bool(user.name))
        state = state_badge(user)
        shown = [(render(state.text), state.tone)]
        if user.state in {UserState.ACTIVE, UserState.DISABLED}:
            shown.append((render(role_words(user.role)), Tone.ACCENT))
        if user.pending:
            shown.append((render(UNSENT), Tone.ACCENT))
        for badge, (text, tone) in zip(self._badges, [*shown, *[("", Tone.MUTED)] * 3], strict=False):
            badge.show_badge(text, tone)
        self._show_likenesses(similar)
        for action, button in self._buttons.items():
            button.setVisible(action in _SHOWN[user.state])
        self.show_availability()

    def show_targets(self, count: int) -> None:
        """Say on the buttons of decisions how many these would be about."""
        for action, words in _BUTTONS.items():
            if action in {actions.APPROVE, actions.REJECT}:
                several = render(_SEVERAL(words=render(words), n=count))
                self._buttons[action].setText(several if count > 1 else render(words))

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now; the others say why not."""
        for action, button in self._buttons.items():
            available = self._availability(action)
            button.setEnabled(available.enabled)
            keys = self._specs[action].keys
            title = render(self._specs[action].text)
            hint = f"{title}  ({keys[0]})" if keys else title
            set_plain_tooltip(button, render(available.reason) if available.reason else hint)
        reasons = {
            render(found.reason)
            for action in _GUARDED
            if not self._buttons[action].isHidden() and (found := self._availability(action)).reason
        }
        # One sentence above all greyed buttons explains more than three tooltips do.
        self._guard.set_text(" ".join(sorted(reasons)))
        self._guard.setVisible(bool(reasons))

    def _show_likenesses(self, similar: tuple[Similar, ...]) -> None:
        sentences = [render(likeness_sentence(each, render)) for each in similar]
        self._likenesses.say("warning", _LINES(lines="\n".join(sentences)) if sentences else None)

    def _make_button(self, spec: ActionSpec) -> QToolButton:
        button = QToolButton()
        button.setObjectName("outlined")
        button.setText(without_mnemonic(render(_BUTTONS[spec.id])))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(render(spec.text))
        follow_icon(button, spec.icon)
        button.clicked.connect(lambda: self.triggered.emit(spec.id))
        return button

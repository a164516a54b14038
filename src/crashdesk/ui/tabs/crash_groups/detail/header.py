"""The top of the detail pane: what the group is, how it stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.crash_groups import CrashGroup, Status
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.amounts import absolute, grouped, relative
from crashdesk.ui.kit.badge import BadgeLabel
from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.theme import monospace
from crashdesk.ui.kit.translate import render
from crashdesk.ui.kit.wrapped_text import WrappedText
from crashdesk.ui.tabs.crash_groups import actions
from crashdesk.ui.tabs.crash_groups.columns import SEVERITY_LEVELS, status_badge, title_of

_REPORTS = QT_TRANSLATE_NOOP("CrashDetail", "Reports")
_REPORTS_SHOWN = QT_TRANSLATE_NOOP("CrashDetail", "{total}, {day} in 24 h")
_FIRST = QT_TRANSLATE_NOOP("CrashDetail", "First seen")
_LAST = QT_TRANSLATE_NOOP("CrashDetail", "Last seen")
_SEEN_IN = QT_TRANSLATE_NOOP("CrashDetail", "{when} in {version}")
_ASSIGNEE = QT_TRANSLATE_NOOP("CrashDetail", "Assignee")
_NOBODY = QT_TRANSLATE_NOOP("CrashDetail", "nobody")
_PLATFORMS = QT_TRANSLATE_NOOP("CrashDetail", "Platforms")
_REGRESSED = QT_TRANSLATE_NOOP("CrashDetail", "regressed in {version}")
_UNSENT = QT_TRANSLATE_NOOP("CrashDetail", "unsent changes")
_DEVELOPMENT = QT_TRANSLATE_NOOP("CrashDetail", "dev build")
_COPY = QT_TRANSLATE_NOOP("CrashDetail", "Copy")
_TITLE_CHARACTERS = 400
_BADGE_CHARACTERS = 32

_BUTTONS = {
    actions.RESOLVE: QT_TRANSLATE_NOOP("CrashDetail", "Resolve"),
    actions.REOPEN: QT_TRANSLATE_NOOP("CrashDetail", "Reopen"),
    actions.IGNORE: QT_TRANSLATE_NOOP("CrashDetail", "Ignore"),
    actions.ASSIGN: QT_TRANSLATE_NOOP("CrashDetail", "Assign"),
    actions.SEVERITY: QT_TRANSLATE_NOOP("CrashDetail", "Severity"),
    actions.NOTE: QT_TRANSLATE_NOOP("CrashDetail", "Note"),
}
"""Shorter words than the actions' own: the pane is narrow."""
_COPIES = (actions.COPY_TEXT, actions.COPY_MARKDOWN, actions.COPY_JSON)
_HIDDEN_BY_STATUS = {
    Status.OPEN: {actions.REOPEN},
    Status.RESOLVED: {actions.RESOLVE, actions.IGNORE},
    Status.IGNORED: {actions.IGNORE},
}


class DetailHeader(QWidget):
    """Title, badges, facts and buttons of one group.

    Signals:
        triggered: the id of the action whose button was used.
    """

    triggered = Signal(str)

    def __init__(
        self,
        specs: tuple[ActionSpec, ...],
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._availability = availability
        self._now = now
        self._specs = {spec.id: spec for spec in specs}
        self._badges = [BadgeLabel() for _ in range(5)]
        self._exit = ElidedLabel()
        self._exit.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._title = WrappedText(kind="title")
        self._frame = ElidedLabel(mode=Qt.TextElideMode.ElideLeft)
        self._frame.setFont(monospace())
        self._facts = {name: ElidedLabel() for name in ("reports", "first", "last", "assignee", "platforms")}
        self._buttons = {action: self._make_button(self._specs[action]) for action in _BUTTONS}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(7)
        column.addLayout(self._make_badge_row())
        column.addWidget(self._title)
        column.addWidget(self._frame)
        column.addLayout(self._make_facts())
        column.addLayout(self._make_button_row())

    def show_group(self, group: CrashGroup) -> None:
        """Show a group and which buttons make sense for it."""
        title = title_of(group)
        self._title.set_text(title if len(title) <= _TITLE_CHARACTERS else title[:_TITLE_CHARACTERS] + "…")
        self._frame.set_text(group.top_frame)
        self._frame.setVisible(bool(group.top_frame))
        self._show_badges(group)
        self._show_facts(group)
        for action, button in self._buttons.items():
            button.setVisible(action not in _HIDDEN_BY_STATUS[group.status])
        self.show_availability()

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now; the others say why not."""
        for action, button in self._buttons.items():
            available = self._availability(action)
            button.setEnabled(available.enabled)
            keys = self._specs[action].keys
            reason = render(available.reason) if available.reason else (keys[0] if keys else "")
            set_plain_tooltip(button, reason)

    def _show_badges(self, group: CrashGroup) -> None:
        status, level = status_badge(group), SEVERITY_LEVELS[group.severity]
        shown: list[tuple[str, Tone]] = [(render(status.text), status.tone), (render(level.text), level.tone)]
        if group.regressed_in and group.status is Status.OPEN:
            shown.append(
                (
                    visible_line(render(_REGRESSED(version=group.regressed_in)), _BADGE_CHARACTERS),
                    Tone.WARNING,
                )
            )
        if group.development:
            shown.append((render(_DEVELOPMENT), Tone.MUTED))
        if group.pending:
            shown.append((render(_UNSENT), Tone.ACCENT))
        for badge, (text, tone) in zip(self._badges, [*shown, *[("", Tone.MUTED)] * 5], strict=False):
            badge.show_badge(text, tone)
        self._exit.set_text(render(status.remark) if status.remark else "")
        self._exit.setVisible(status.remark is not None)

    def _show_facts(self, group: CrashGroup) -> None:
        now = self._now()
        first, last = relative(group.first_seen, now), relative(group.last_seen, now)
        total, day = grouped(group.count), grouped(group.last_day)
        shown: dict[str, Text | str] = {
            "reports": _REPORTS_SHOWN(total=total, day=day),
            "first": _SEEN_IN(when=render(first), version=group.first_version),
            "last": _SEEN_IN(when=render(last), version=group.last_version),
            "assignee": group.assignee.label if group.assignee else _NOBODY,
            "platforms": ", ".join(group.platforms),
        }
        for name, words in shown.items():
            self._facts[name].set_text(render(words) if isinstance(words, Text) else words)
        set_plain_tooltip(self._facts["first"], absolute(group.first_seen))
        set_plain_tooltip(self._facts["last"], absolute(group.last_seen))

    def _make_badge_row(self) -> FlowLayout:
        row = FlowLayout(spacing=6)
        row.addWidget(self._badges[0])
        row.addWidget(self._exit)
        for badge in self._badges[1:]:
            row.addWidget(badge)
        return row

    def _make_facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(2)
        titles = (_REPORTS, _FIRST, _LAST, _ASSIGNEE, _PLATFORMS)
        for place, (title, label) in enumerate(zip(titles, self._facts.values(), strict=True)):
            row, column = divmod(place, 3)
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(PlainLabel(render(title), kind="caps"))
            cell.addWidget(label)
            grid.addLayout(cell, row, column, 1, 2 if title is _PLATFORMS else 1)
            grid.setColumnStretch(column, 1)
        return grid

    def _make_button_row(self) -> QHBoxLayout:
        buttons = FlowLayout(spacing=4)
        for button in self._buttons.values():
            buttons.addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addLayout(buttons, 1)
        row.addWidget(self._make_copy_menu(), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_button(self, spec: ActionSpec) -> QToolButton:
        button = QToolButton()
        button.setObjectName("outlined")
        button.setText(without_mnemonic(render(_BUTTONS[spec.id])))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(render(spec.text))
        follow_icon(button, spec.icon)
        button.clicked.connect(lambda: self.triggered.emit(spec.id))
        return button

    def _make_copy_menu(self) -> QToolButton:
        button = QToolButton()
        follow_icon(button, "copy")
        name_icon_only(button, render(_COPY))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for action in _COPIES:
            entry = QAction(without_mnemonic(render(self._specs[action].text)), menu)
            entry.triggered.connect(lambda _checked=False, action=action: self.triggered.emit(action))
            menu.addAction(entry)
        button.setMenu(menu)
        return button

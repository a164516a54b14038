"""What can be done with accounts."""

from __future__ import annotations

from crashdesk.core.actions import ActionSpec, Danger, Effect
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.user_rules import Deed

MANAGE = "users.manage"
"""The capability that everything needs that is more than looking."""

NEXT = ActionId("users.next")
PREVIOUS = ActionId("users.previous")
OPEN = ActionId("users.open")
BACK = ActionId("users.back")
FILTER = ActionId("users.filter")
TICK = ActionId("users.tick")
TICK_RANGE = ActionId("users.tick_range")
TICK_ALL = ActionId("users.tick_all")
COLUMNS = ActionId("users.columns")
SHOW_PENDING = ActionId("users.show_pending")
SHOW_ALL = ActionId("users.show_all")
APPROVE = ActionId("users.approve")
APPROVE_VIEWER = ActionId("users.approve_viewer")
APPROVE_OPERATOR = ActionId("users.approve_operator")
APPROVE_ADMIN = ActionId("users.approve_admin")
REJECT = ActionId("users.reject")
REPEAT = ActionId("users.repeat")
CHANGE_ROLE = ActionId("users.change_role")
GRANT = ActionId("users.grant")
DISABLE = ActionId("users.disable")
ENABLE = ActionId("users.enable")
SIGN_OUT = ActionId("users.sign_out")
RENAME = ActionId("users.rename")
DELETE = ActionId("users.delete")
COPY_ADDRESS = ActionId("users.copy_address")
COPY_ROWS = ActionId("users.copy_rows")


def _local(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(id=action, text=text, keys=keys, effect=Effect.LOCAL, icon=icon)


def _decision(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(action, text, keys, MANAGE, Effect.QUEUED, Danger.UNDOABLE, icon)


def _direct(
    action: ActionId, text: Text, icon: str, *keys: str, danger: Danger = Danger.UNDOABLE
) -> ActionSpec:
    return ActionSpec(action, text, keys, MANAGE, Effect.DIRECT, danger, icon)


DECISIONS: tuple[ActionSpec, ...] = (
    _decision(APPROVE, QT_TRANSLATE_NOOP("Users", "Approve"), "check", "A"),
    _decision(APPROVE_VIEWER, QT_TRANSLATE_NOOP("Users", "Approve as viewer"), "check", "V"),
    _decision(APPROVE_OPERATOR, QT_TRANSLATE_NOOP("Users", "Approve as operator"), "check", "O"),
    _decision(APPROVE_ADMIN, QT_TRANSLATE_NOOP("Users", "Approve as admin"), "check", "Shift+A"),
    _decision(REJECT, QT_TRANSLATE_NOOP("Users", "Reject"), "ignore", "R"),
    _decision(REPEAT, QT_TRANSLATE_NOOP("Users", "Do the last thing again"), "refresh", "."),
)
EDITS: tuple[ActionSpec, ...] = (
    _direct(CHANGE_ROLE, QT_TRANSLATE_NOOP("Users", "Change the role"), "user", "S"),
    _direct(GRANT, QT_TRANSLATE_NOOP("Users", "Grant or revoke rights"), "key", "G"),
    _direct(RENAME, QT_TRANSLATE_NOOP("Users", "Rename"), "edit", "F2"),
    _direct(DISABLE, QT_TRANSLATE_NOOP("Users", "Disable"), "lock", "D"),
    _direct(ENABLE, QT_TRANSLATE_NOOP("Users", "Enable"), "reopen", "E"),
    _direct(
        SIGN_OUT,
        QT_TRANSLATE_NOOP("Users", "Sign out everywhere"),
        "sign-out",
        "Shift+D",
        danger=Danger.FINAL,
    ),
)
DELETION = _direct(
    DELETE, QT_TRANSLATE_NOOP("Users", "Delete the account"), "delete", "Del", danger=Danger.FINAL
)
COPIES: tuple[ActionSpec, ...] = (
    _local(COPY_ADDRESS, QT_TRANSLATE_NOOP("Users", "Copy the address"), "copy", "Ctrl+C"),
    _local(COPY_ROWS, QT_TRANSLATE_NOOP("Users", "Copy rows for a spreadsheet"), "copy"),
)
MOVES: tuple[ActionSpec, ...] = (
    _local(SHOW_PENDING, QT_TRANSLATE_NOOP("Users", "Show pending users"), "clock", "P"),
    _local(SHOW_ALL, QT_TRANSLATE_NOOP("Users", "Show all users"), "users", "L"),
    _local(NEXT, QT_TRANSLATE_NOOP("Users", "Next person"), "chevron-down", "J"),
    _local(PREVIOUS, QT_TRANSLATE_NOOP("Users", "Previous person"), "chevron-up", "K"),
    _local(OPEN, QT_TRANSLATE_NOOP("Users", "Go to the details"), "chevron-right", "Return"),
    _local(BACK, QT_TRANSLATE_NOOP("Users", "Back to the list"), "chevron-left", "U"),
    _local(FILTER, QT_TRANSLATE_NOOP("Users", "Filter users"), "filter", "/"),
    _local(TICK, QT_TRANSLATE_NOOP("Users", "Tick or untick"), "check", "X"),
    _local(TICK_RANGE, QT_TRANSLATE_NOOP("Users", "Tick up to here"), "check", "Shift+X"),
    _local(TICK_ALL, QT_TRANSLATE_NOOP("Users", "Tick all, or none"), "check"),
    _local(COLUMNS, QT_TRANSLATE_NOOP("Users", "Choose columns"), "columns"),
)
USER_ACTIONS: tuple[ActionSpec, ...] = (*DECISIONS, *EDITS, DELETION, *COPIES, *MOVES)
"""For menus, palette, shortcuts and the key map, what is used most first."""
MENU = (DECISIONS, EDITS, COPIES, (DELETION,))
"""The sections of the context menu."""

DEEDS: dict[ActionId, Deed] = {
    APPROVE: Deed.APPROVE,
    APPROVE_VIEWER: Deed.APPROVE,
    APPROVE_OPERATOR: Deed.APPROVE,
    APPROVE_ADMIN: Deed.APPROVE,
    REJECT: Deed.REJECT,
    CHANGE_ROLE: Deed.CHANGE_ROLE,
    GRANT: Deed.GRANT,
    DISABLE: Deed.DISABLE,
    ENABLE: Deed.ENABLE,
    SIGN_OUT: Deed.SIGN_OUT,
    RENAME: Deed.RENAME,
    DELETE: Deed.DELETE,
}
"""What each action does to an account; `core/user_rules.py` says when it cannot be done."""
NEEDS_SOMEBODY = frozenset(DEEDS) | {OPEN, REPEAT, COPY_ADDRESS, COPY_ROWS}
ONE_BY_ONE = frozenset(spec.id for spec in (*EDITS, DELETION))
"""Actions on one person at a time: a slip must not reach further than one sees."""

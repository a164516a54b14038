"""What can be done with crash groups."""

from __future__ import annotations

from crashdesk.core.actions import ActionSpec, Danger, Effect
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

TRIAGE = "crash_groups.triage"
"""The capability that decisions need."""
DELETE_CAPABILITY = "crash_groups.delete"

NEXT = ActionId("crash_groups.next")
PREVIOUS = ActionId("crash_groups.previous")
TICK = ActionId("crash_groups.tick")
TICK_RANGE = ActionId("crash_groups.tick_range")
TICK_ALL = ActionId("crash_groups.tick_all")
OPEN = ActionId("crash_groups.open")
BACK = ActionId("crash_groups.back")
FILTER = ActionId("crash_groups.filter")
RESOLVE = ActionId("crash_groups.resolve")
IGNORE = ActionId("crash_groups.ignore")
REOPEN = ActionId("crash_groups.reopen")
SEVERITY = ActionId("crash_groups.severity")
ASSIGN = ActionId("crash_groups.assign")
ASSIGN_ME = ActionId("crash_groups.assign_me")
NOTE = ActionId("crash_groups.note")
REPEAT = ActionId("crash_groups.repeat")
DELETE = ActionId("crash_groups.delete")
COPY_TEXT = ActionId("crash_groups.copy_text")
COPY_MARKDOWN = ActionId("crash_groups.copy_markdown")
COPY_JSON = ActionId("crash_groups.copy_json")
COPY_ROWS = ActionId("crash_groups.copy_rows")
COLUMNS = ActionId("crash_groups.columns")


def _local(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(id=action, text=text, keys=keys, effect=Effect.LOCAL, icon=icon)


def _triage(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(
        id=action,
        text=text,
        keys=keys,
        capability=TRIAGE,
        effect=Effect.QUEUED,
        danger=Danger.UNDOABLE,
        icon=icon,
    )


MOVES: tuple[ActionSpec, ...] = (
    _local(NEXT, QT_TRANSLATE_NOOP("CrashGroups", "Next group"), "chevron-down", "J"),
    _local(PREVIOUS, QT_TRANSLATE_NOOP("CrashGroups", "Previous group"), "chevron-up", "K"),
    _local(OPEN, QT_TRANSLATE_NOOP("CrashGroups", "Go to the details"), "chevron-right", "Return"),
    _local(BACK, QT_TRANSLATE_NOOP("CrashGroups", "Back to the list"), "chevron-left", "U"),
    _local(FILTER, QT_TRANSLATE_NOOP("CrashGroups", "Filter groups"), "filter", "/"),
    _local(TICK, QT_TRANSLATE_NOOP("CrashGroups", "Tick or untick"), "check", "X"),
    _local(TICK_RANGE, QT_TRANSLATE_NOOP("CrashGroups", "Tick up to here"), "check", "Shift+X"),
    _local(TICK_ALL, QT_TRANSLATE_NOOP("CrashGroups", "Tick all, or none"), "check"),
    _local(COLUMNS, QT_TRANSLATE_NOOP("CrashGroups", "Choose columns"), "columns"),
)
DECISIONS: tuple[ActionSpec, ...] = (
    _triage(RESOLVE, QT_TRANSLATE_NOOP("CrashGroups", "Resolve"), "resolve", "E"),
    _triage(IGNORE, QT_TRANSLATE_NOOP("CrashGroups", "Ignore"), "ignore", "M"),
    _triage(REOPEN, QT_TRANSLATE_NOOP("CrashGroups", "Reopen"), "reopen", "O"),
    _triage(SEVERITY, QT_TRANSLATE_NOOP("CrashGroups", "Set severity"), "severity", "S"),
    _triage(ASSIGN, QT_TRANSLATE_NOOP("CrashGroups", "Assign"), "assign", "A"),
    _triage(ASSIGN_ME, QT_TRANSLATE_NOOP("CrashGroups", "Assign to me"), "user", "Shift+A"),
    _triage(NOTE, QT_TRANSLATE_NOOP("CrashGroups", "Add a note"), "note", "N"),
    _triage(REPEAT, QT_TRANSLATE_NOOP("CrashGroups", "Do the last thing again"), "refresh", "."),
)
COPIES: tuple[ActionSpec, ...] = (
    _local(COPY_TEXT, QT_TRANSLATE_NOOP("CrashGroups", "Copy as text"), "copy", "Ctrl+C"),
    _local(COPY_MARKDOWN, QT_TRANSLATE_NOOP("CrashGroups", "Copy as Markdown"), "copy", "Ctrl+Shift+C"),
    _local(COPY_JSON, QT_TRANSLATE_NOOP("CrashGroups", "Copy as JSON"), "copy"),
    _local(COPY_ROWS, QT_TRANSLATE_NOOP("CrashGroups", "Copy rows for a spreadsheet"), "copy"),
)
DELETION = ActionSpec(
    id=DELETE,
    text=QT_TRANSLATE_NOOP("CrashGroups", "Delete with all reports"),
    keys=("Del",),
    capability=DELETE_CAPABILITY,
    effect=Effect.DIRECT,
    danger=Danger.FINAL,
    icon="delete",
)
CRASH_GROUP_ACTIONS: tuple[ActionSpec, ...] = (*DECISIONS, DELETION, *COPIES, *MOVES)
"""For menus, palette, shortcuts and the key map, what is used most first."""

MENU = (DECISIONS, COPIES, (DELETION,))
"""The sections of the context menu."""

NEEDS_GROUP = frozenset(spec.id for spec in (*DECISIONS, DELETION, *COPIES)) | {OPEN}
"""Actions that make sense only with a current or a ticked group."""

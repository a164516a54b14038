"""What can be done about background work."""

from __future__ import annotations

from crashdesk.core.actions import ActionSpec, Danger, Effect
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

OVERRIDE_RIGHT = "tasks.override"
"""The capability that everything needs that is more than looking."""

NEXT = ActionId("tasks.next")
PREVIOUS = ActionId("tasks.previous")
OPEN = ActionId("tasks.open")
BACK = ActionId("tasks.back")
FILTER = ActionId("tasks.filter")
COLUMNS = ActionId("tasks.columns")
SHOW_TASKS = ActionId("tasks.show_tasks")
SHOW_QUEUES = ActionId("tasks.show_queues")
SHOW_VALUES = ActionId("tasks.show_values")
SHOW_MIDDLEWARE = ActionId("tasks.show_middleware")
SHOW_RUNS = ActionId("tasks.show_runs")
EDIT = ActionId("tasks.edit")
CLEAR = ActionId("tasks.clear")
PAUSE = ActionId("tasks.pause")
RESUME = ActionId("tasks.resume")
ALL_ON = ActionId("tasks.all_on")
RETRY = ActionId("tasks.retry")
RETRY_FAILED = ActionId("tasks.retry_failed")
CANCEL = ActionId("tasks.cancel")
STOP = ActionId("tasks.stop_retrying")


def _local(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(id=action, text=text, keys=keys, effect=Effect.LOCAL, icon=icon)


def _direct(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(action, text, keys, OVERRIDE_RIGHT, Effect.DIRECT, Danger.UNDOABLE, icon)


TUNING: tuple[ActionSpec, ...] = (
    _direct(EDIT, QT_TRANSLATE_NOOP("Tasks", "Edit the override"), "edit", "E"),
    _direct(PAUSE, QT_TRANSLATE_NOOP("Tasks", "Pause"), "pause", "P"),
    _direct(RESUME, QT_TRANSLATE_NOOP("Tasks", "Resume"), "resume", "R"),
    _direct(CLEAR, QT_TRANSLATE_NOOP("Tasks", "Clear the whole override"), "undo", "Shift+E"),
    _direct(ALL_ON, QT_TRANSLATE_NOOP("Tasks", "Switch all middleware on"), "check", "Shift+M"),
)
RUNS: tuple[ActionSpec, ...] = (
    _direct(RETRY, QT_TRANSLATE_NOOP("Tasks", "Retry this run"), "refresh", "T"),
    _direct(RETRY_FAILED, QT_TRANSLATE_NOOP("Tasks", "Retry all that failed"), "refresh", "Shift+T"),
    _direct(CANCEL, QT_TRANSLATE_NOOP("Tasks", "Cancel this run"), "ignore", "Shift+C"),
    _local(STOP, QT_TRANSLATE_NOOP("Tasks", "Stop retrying"), "close"),
)
MOVES: tuple[ActionSpec, ...] = (
    _local(SHOW_TASKS, QT_TRANSLATE_NOOP("Tasks", "Show tasks"), "tasks", "L"),
    _local(SHOW_QUEUES, QT_TRANSLATE_NOOP("Tasks", "Show queues"), "outbox", "Q"),
    _local(SHOW_VALUES, QT_TRANSLATE_NOOP("Tasks", "Show values"), "settings", "V"),
    _local(SHOW_MIDDLEWARE, QT_TRANSLATE_NOOP("Tasks", "Show middleware"), "columns", "M"),
    _local(SHOW_RUNS, QT_TRANSLATE_NOOP("Tasks", "Show recent runs"), "clock", "H"),
    _local(NEXT, QT_TRANSLATE_NOOP("Tasks", "Next row"), "chevron-down", "J"),
    _local(PREVIOUS, QT_TRANSLATE_NOOP("Tasks", "Previous row"), "chevron-up", "K"),
    _local(OPEN, QT_TRANSLATE_NOOP("Tasks", "Go to the details"), "chevron-right", "Return"),
    _local(BACK, QT_TRANSLATE_NOOP("Tasks", "Back to the list"), "chevron-left", "U"),
    _local(FILTER, QT_TRANSLATE_NOOP("Tasks", "Filter tasks or queues"), "filter", "/"),
    _local(COLUMNS, QT_TRANSLATE_NOOP("Tasks", "Choose columns"), "columns"),
)
TASK_ACTIONS: tuple[ActionSpec, ...] = (*TUNING, *RUNS, *MOVES)
"""For menus, palette, shortcuts and the key map, what is used most first."""
MENU = (TUNING, RUNS[1:2], MOVES[2:5])
"""The sections of the context menu."""

NEEDS_SUBJECT = frozenset(spec.id for spec in (*TUNING, *RUNS[:3], *MOVES[2:5]))

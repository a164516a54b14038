"""What can be done with the audit log and the journal of this desk."""

from __future__ import annotations

from crashdesk.core.actions import ActionSpec, Effect
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

AUDIT_READ = "audit.read"
"""The capability to read the server's log."""

NEXT = ActionId("audit.next")
PREVIOUS = ActionId("audit.previous")
OPEN = ActionId("audit.open")
BACK = ActionId("audit.back")
RAW = ActionId("audit.raw")
FILTER = ActionId("audit.filter")
TICK = ActionId("audit.tick")
TICK_RANGE = ActionId("audit.tick_range")
TICK_ALL = ActionId("audit.tick_all")
COLUMNS = ActionId("audit.columns")
SWITCH = ActionId("audit.switch")
COPY_TEXT = ActionId("audit.copy_text")
COPY_MARKDOWN = ActionId("audit.copy_markdown")
COPY_JSON = ActionId("audit.copy_json")
COPY_ROWS = ActionId("audit.copy_rows")
COPY_HEAD = ActionId("audit.copy_head")
BY_ACTOR = ActionId("audit.by_actor")
BY_ACTION = ActionId("audit.by_action")
BY_TARGET = ActionId("audit.by_target")
BY_REQUEST = ActionId("audit.by_request")
COMPARE = ActionId("audit.compare")
SHOW_BREAK = ActionId("audit.show_break")
EXPLAIN = ActionId("audit.explain")
ACKNOWLEDGE = ActionId("audit.acknowledge")
EXPORT = ActionId("audit.export")


def _local(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(id=action, text=text, keys=keys, effect=Effect.LOCAL, icon=icon)


READING: tuple[ActionSpec, ...] = (
    _local(RAW, QT_TRANSLATE_NOOP("Audit", "Show the raw JSON, or the words again"), "eye", "R"),
    _local(SWITCH, QT_TRANSLATE_NOOP("Audit", "Switch between server's log and this desk"), "audit", "V"),
)
FILTERS: tuple[ActionSpec, ...] = (
    _local(BY_ACTOR, QT_TRANSLATE_NOOP("Audit", "Show what the same person did"), "user", "A"),
    _local(BY_ACTION, QT_TRANSLATE_NOOP("Audit", "Show the same action"), "filter"),
    _local(BY_TARGET, QT_TRANSLATE_NOOP("Audit", "Show all about the same thing"), "filter", "T"),
    _local(BY_REQUEST, QT_TRANSLATE_NOOP("Audit", "Show all of the same request"), "filter"),
)
COPIES: tuple[ActionSpec, ...] = (
    _local(COPY_TEXT, QT_TRANSLATE_NOOP("Audit", "Copy as text"), "copy", "Ctrl+C"),
    _local(COPY_MARKDOWN, QT_TRANSLATE_NOOP("Audit", "Copy as Markdown"), "copy", "Ctrl+Shift+C"),
    _local(COPY_JSON, QT_TRANSLATE_NOOP("Audit", "Copy as JSON"), "copy"),
    _local(COPY_ROWS, QT_TRANSLATE_NOOP("Audit", "Copy rows for a spreadsheet"), "copy"),
)
CHECKS: tuple[ActionSpec, ...] = (
    ActionSpec(
        id=COMPARE,
        text=QT_TRANSLATE_NOOP("Audit", "Compare everything with the server"),
        capability=AUDIT_READ,
        effect=Effect.DIRECT,
        icon="refresh",
    ),
    _local(COPY_HEAD, QT_TRANSLATE_NOOP("Audit", "Copy the code of the log's head"), "copy"),
    _local(SHOW_BREAK, QT_TRANSLATE_NOOP("Audit", "Show the entry where the log breaks"), "warning"),
    _local(EXPLAIN, QT_TRANSLATE_NOOP("Audit", "Explain what the verification means"), "info"),
    _local(ACKNOWLEDGE, QT_TRANSLATE_NOOP("Audit", "I have seen that the log breaks"), "check"),
)
EXPORTS: tuple[ActionSpec, ...] = (
    _local(EXPORT, QT_TRANSLATE_NOOP("Audit", "Export what is shown"), "export", "Ctrl+E"),
)
MOVES: tuple[ActionSpec, ...] = (
    _local(NEXT, QT_TRANSLATE_NOOP("Audit", "Next entry"), "chevron-down", "J"),
    _local(PREVIOUS, QT_TRANSLATE_NOOP("Audit", "Previous entry"), "chevron-up", "K"),
    _local(OPEN, QT_TRANSLATE_NOOP("Audit", "Go to the details"), "chevron-right", "Return"),
    _local(BACK, QT_TRANSLATE_NOOP("Audit", "Back to the list"), "chevron-left", "U"),
    _local(FILTER, QT_TRANSLATE_NOOP("Audit", "Filter entries"), "filter", "/"),
    _local(TICK, QT_TRANSLATE_NOOP("Audit", "Tick or untick"), "check", "X"),
    _local(TICK_RANGE, QT_TRANSLATE_NOOP("Audit", "Tick up to here"), "check", "Shift+X"),
    _local(TICK_ALL, QT_TRANSLATE_NOOP("Audit", "Tick all, or none"), "check"),
    _local(COLUMNS, QT_TRANSLATE_NOOP("Audit", "Choose columns"), "columns"),
)
AUDIT_ACTIONS: tuple[ActionSpec, ...] = (*READING, *FILTERS, *COPIES, *EXPORTS, *CHECKS, *MOVES)
"""For menus, palette, shortcuts and the key map, what is used most first."""

NEEDS_ENTRY = frozenset(spec.id for spec in (*FILTERS, *COPIES)) | {RAW, OPEN}
"""Actions that make sense only with a current or a ticked entry."""
OF_THE_LOG = frozenset(spec.id for spec in (*FILTERS, *CHECKS))
"""Actions that the journal of this desk does not know."""

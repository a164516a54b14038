"""What can be done with webhooks and deliveries."""

from __future__ import annotations

from crashdesk.core.actions import ActionSpec, Danger, Effect
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

READ = "webhooks.read"
MANAGE = "webhooks.manage"
REPLAY = "webhooks.replay"

NEXT = ActionId("webhooks.next")
PREVIOUS = ActionId("webhooks.previous")
OPEN = ActionId("webhooks.open")
BACK = ActionId("webhooks.back")
FILTER = ActionId("webhooks.filter")
COLUMNS = ActionId("webhooks.columns")
SHOW_WEBHOOKS = ActionId("webhooks.show_webhooks")
SHOW_DELIVERIES = ActionId("webhooks.show_deliveries")
VIEW_DELIVERIES = ActionId("webhooks.view_deliveries")
ENABLE = ActionId("webhooks.enable")
DISABLE = ActionId("webhooks.disable")
TEST = ActionId("webhooks.test")
DELETE = ActionId("webhooks.delete")
NEW = ActionId("webhooks.new")
EDIT = ActionId("webhooks.edit")
ROTATE = ActionId("webhooks.rotate")
COPY_ADDRESS = ActionId("webhooks.copy_address")
RESEND = ActionId("webhooks.resend")
COPY_BODY = ActionId("webhooks.copy_body")
COPY_CURL = ActionId("webhooks.copy_curl")


def _local(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(id=action, text=text, keys=keys, effect=Effect.LOCAL, icon=icon)


def _direct(
    action: ActionId,
    text: Text,
    icon: str,
    *keys: str,
    capability: str = MANAGE,
    danger: Danger = Danger.UNDOABLE,
) -> ActionSpec:
    return ActionSpec(action, text, keys, capability, Effect.DIRECT, danger, icon)


OF_WEBHOOKS: tuple[ActionSpec, ...] = (
    _local(VIEW_DELIVERIES, QT_TRANSLATE_NOOP("Webhooks", "View deliveries"), "outbox", "D"),
    _direct(EDIT, QT_TRANSLATE_NOOP("Webhooks", "Edit"), "edit", "F2"),
    _direct(TEST, QT_TRANSLATE_NOOP("Webhooks", "Send a test event"), "webhook", "T"),
    _direct(ENABLE, QT_TRANSLATE_NOOP("Webhooks", "Enable"), "reopen", "E"),
    _direct(DISABLE, QT_TRANSLATE_NOOP("Webhooks", "Disable"), "lock", "Shift+D"),
    _direct(
        ROTATE,
        QT_TRANSLATE_NOOP("Webhooks", "Make another secret"),
        "key",
        "Shift+R",
        danger=Danger.FINAL,
    ),
    _local(COPY_ADDRESS, QT_TRANSLATE_NOOP("Webhooks", "Copy the address"), "copy", "Ctrl+C"),
)
CREATION = _direct(NEW, QT_TRANSLATE_NOOP("Webhooks", "New webhook"), "add", "N")
DELETION = _direct(
    DELETE, QT_TRANSLATE_NOOP("Webhooks", "Delete the webhook"), "delete", "Del", danger=Danger.FINAL
)
OF_DELIVERIES: tuple[ActionSpec, ...] = (
    _direct(
        RESEND,
        QT_TRANSLATE_NOOP("Webhooks", "Resend"),
        "refresh",
        "R",
        capability=REPLAY,
        danger=Danger.FINAL,
    ),
    _local(COPY_BODY, QT_TRANSLATE_NOOP("Webhooks", "Copy the body"), "copy"),
    _local(COPY_CURL, QT_TRANSLATE_NOOP("Webhooks", "Copy as cURL"), "copy", "Shift+C"),
)
MOVES: tuple[ActionSpec, ...] = (
    _local(SHOW_WEBHOOKS, QT_TRANSLATE_NOOP("Webhooks", "Show webhooks"), "webhook", "W"),
    _local(SHOW_DELIVERIES, QT_TRANSLATE_NOOP("Webhooks", "Show deliveries"), "outbox", "L"),
    _local(NEXT, QT_TRANSLATE_NOOP("Webhooks", "Next row"), "chevron-down", "J"),
    _local(PREVIOUS, QT_TRANSLATE_NOOP("Webhooks", "Previous row"), "chevron-up", "K"),
    _local(OPEN, QT_TRANSLATE_NOOP("Webhooks", "Go to the details"), "chevron-right", "Return"),
    _local(BACK, QT_TRANSLATE_NOOP("Webhooks", "Back to the list"), "chevron-left", "U"),
    _local(FILTER, QT_TRANSLATE_NOOP("Webhooks", "Filter this list"), "filter", "/"),
    _local(COLUMNS, QT_TRANSLATE_NOOP("Webhooks", "Choose columns"), "columns"),
)
WEBHOOK_ACTIONS: tuple[ActionSpec, ...] = (CREATION, *OF_WEBHOOKS, DELETION, *OF_DELIVERIES, *MOVES)
"""For menus, palette, shortcuts and the key map."""
WEBHOOK_MENU = (OF_WEBHOOKS, (CREATION,), (DELETION,))
DELIVERY_MENU = (OF_DELIVERIES,)
"""The sections of the context menus."""
NEED_WEBHOOK = frozenset(spec.id for spec in (*OF_WEBHOOKS, DELETION))
NEED_DELIVERY = frozenset(spec.id for spec in OF_DELIVERIES)

"""The columns of one's own API keys."""

from __future__ import annotations

from crashdesk.core.account import ApiKey
from crashdesk.core.ids import Instant
from crashdesk.core.people import Role
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import local, relative

HEADINGS: tuple[Text, ...] = (
    QT_TRANSLATE_NOOP("ApiKeys", "Name"),
    QT_TRANSLATE_NOOP("ApiKeys", "Begins with"),
    QT_TRANSLATE_NOOP("ApiKeys", "Rights"),
    QT_TRANSLATE_NOOP("ApiKeys", "Made"),
    QT_TRANSLATE_NOOP("ApiKeys", "Last used"),
)
_SHORT = {
    Role.VIEWER.value: QT_TRANSLATE_NOOP("ApiKeys", "Viewer"),
    Role.OPERATOR.value: QT_TRANSLATE_NOOP("ApiKeys", "Operator"),
    Role.ADMIN.value: QT_TRANSLATE_NOOP("ApiKeys", "Admin"),
}
_MINE = QT_TRANSLATE_NOOP("ApiKeys", "As you")
_NEVER = QT_TRANSLATE_NOOP("ApiKeys", "Never")
_USED = QT_TRANSLATE_NOOP("ApiKeys", "{when}, from {address}")
_VALUE = QT_TRANSLATE_NOOP("ApiKeys", "{value}")


def cells(key: ApiKey, now: Instant) -> tuple[Text, ...]:
    """Return what stands in a key's row."""
    return (
        _VALUE(value=key.name),
        _VALUE(value=f"{key.prefix}…"),
        _MINE if key.role is None else _SHORT.get(key.role) or _VALUE(value=key.role),
        _VALUE(value=local(key.created_at).strftime("%Y-%m-%d %H:%M")),
        _last_use(key, now),
    )


def _last_use(key: ApiKey, now: Instant) -> Text:
    if key.last_used_at is None:
        return _NEVER
    when = relative(key.last_used_at, now)
    return _USED(when=str(when), address=key.last_used_from) if key.last_used_from else when

"""Reading and completing the filter of crash groups. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.ids import Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.ast import FieldKind, Node
from crashdesk.core.query.complete import Completions, complete
from crashdesk.core.query.crash_group_fields import CRASH_GROUP_FIELDS
from crashdesk.core.query.describe import describe
from crashdesk.core.query.parser import parse
from crashdesk.core.store_ports import Tables
from crashdesk.core.text import Text

_FIELDS = {field.name: field for field in CRASH_GROUP_FIELDS}
_FROM_STORE = frozenset({FieldKind.TEXT, FieldKind.VERSION})
_VALUES = 20
"""Values of the store that are proposed at most."""


def read_filter(text: str, now: Instant, render: Callable[[Text], str]) -> tuple[Node, str]:
    """Return what `text` means and a sentence that says so, empty without one. Raises `QueryError`."""
    where = parse(text, CRASH_GROUP_FIELDS, now)
    return where, describe(where, CRASH_GROUP_FIELDS, render) if text.strip() else ""


async def completions_for(tables: Tables, text: str, cursor: int) -> Completions:
    """Propose what can be typed at `cursor`, with values that occur in the store."""
    first = complete(text, cursor, CRASH_GROUP_FIELDS, lambda _field, _prefix: ())
    field = _FIELDS.get(first.field)
    if field is None:
        return first
    if field.kind is FieldKind.PERSON:
        values = tuple(person.label for person in await tables.people())
    elif field.kind in _FROM_STORE:
        values = await tables.values_of(ObjectType.CRASH_GROUP, field.column, first.prefix, _VALUES)
    else:
        return first
    return complete(text, cursor, CRASH_GROUP_FIELDS, lambda _field, _prefix: values)

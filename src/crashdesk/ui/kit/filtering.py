"""Reading and completing what is typed into a filter bar. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.ast import Field, FieldKind, Node
from crashdesk.core.query.complete import Completions, complete
from crashdesk.core.query.describe import describe
from crashdesk.core.query.parser import parse
from crashdesk.core.store_ports import Tables
from crashdesk.core.text import Text

_FROM_STORE = frozenset({FieldKind.TEXT, FieldKind.VERSION})
_VALUES = 20
"""Values of the store that are proposed at most."""


class Filtering(msgspec.Struct, frozen=True):
    """The filter of the rows of one type, by the qualifiers `fields`.

    Attributes:
        labels: the column with those whom a PERSON field can name; empty for the people there are.
    """

    type: ObjectType
    fields: Sequence[Field]
    labels: str = ""

    def read(self, text: str, now: Instant, render: Callable[[Text], str]) -> tuple[Node, str]:
        """Return what `text` means and a sentence that says so, empty without one. Raises `QueryError`."""
        where = parse(text, self.fields, now)
        return where, describe(where, self.fields, render) if text.strip() else ""

    async def completions(self, tables: Tables, text: str, cursor: int) -> Completions:
        """Propose what can be typed at `cursor`, with values that occur in the store."""
        first = complete(text, cursor, self.fields, lambda _field, _prefix: ())
        field = next((field for field in self.fields if field.name == first.field), None)
        if field is None:
            return first
        if field.kind is FieldKind.PERSON and self.labels:
            values = await tables.values_of(self.type, self.labels, first.prefix, _VALUES)
        elif field.kind is FieldKind.PERSON:
            values = tuple(person.label for person in await tables.people())
        elif field.kind in _FROM_STORE:
            values = await tables.values_of(self.type, field.column, first.prefix, _VALUES)
        else:
            return first
        return complete(text, cursor, self.fields, lambda _field, _prefix: values)

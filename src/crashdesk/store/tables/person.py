"""How people lie in the store."""

from __future__ import annotations

from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person
from crashdesk.store.tables.spec import TableSpec, text_column

PERSON_TABLE = TableSpec(
    type=ObjectType.PERSON,
    struct=Person,
    columns=(text_column("label", lambda person: person.label, indexed=True),),
)

"""A mirrored type as data: what of its objects is extracted for filters, order and search."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.ast import Field
from crashdesk.store.driver import SqlValue
from crashdesk.store.folding import fold

Extract = Callable[[Any], SqlValue]

_ENCODER = msgspec.json.Encoder()


class Column(msgspec.Struct, frozen=True):
    """A value extracted from every object.

    Attributes:
        sql_type: type and constraint. A column that can be NULL sorts its NULLs last.
        extract: from the domain object; text for people is stored folded.
        shown: the text as the object has it, for completion; None when there is nothing to complete.
        order_by: the column by which this one sorts, empty for itself.
        indexed: whether the order by this column has an index (each costs inserts about a tenth).
    """

    name: str
    sql_type: str
    extract: Extract
    shown: Callable[[Any], str | None] | None = None
    order_by: str = ""
    indexed: bool = False


class Form(msgspec.Struct, frozen=True):
    """How objects are written down where that is not the JSON of their domain type.

    Attributes:
        struct: what the JSON of a body decodes to.
        read: from that to the domain.
        write: from the domain to the body.
    """

    struct: type[Any]
    read: Callable[[Any], Any]
    write: Callable[[Any], str]


class TableSpec(msgspec.Struct, frozen=True):
    """One mirrored type.

    Attributes:
        struct: the domain type of the objects.
        searched: text columns in which free text is looked for, in one full-text index.
        fields: the qualifiers of its filter.
        flags: for each value of each FLAG field the SQL condition it stands for, on the alias `g`.
        parent: the type whose objects own these, by their column `group_id`; None for none.
        revision: reads the revision, by which an older state is known; None when there is none.
        order: by what the later of two states of an object is known, the latest greatest; None when what came
            last counts.
            capability: what one needs to see these objects; when it is lost they go. Empty for nothing.
        also_needs: what one needs beyond that to see some of the rows: the SQL condition on their columns, by
            capability.
        kept: whether rows outlive a resync that no longer names them.
        form: how bodies are written; None for the JSON of `struct`.
    """

    type: ObjectType
    struct: type[Any]
    columns: tuple[Column, ...]
    searched: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    flags: Mapping[str, Mapping[str, str]] = {}
    parent: ObjectType | None = None
    revision: Callable[[Any], int] | None = None
    order: Callable[[Any], tuple[int, ...]] | None = None
    capability: str = ""
    also_needs: Mapping[str, str] = {}
    kept: bool = False
    form: Form | None = None

    @property
    def name(self) -> str:
        """The table of extracted columns."""
        return self.type.value

    def column(self, name: str) -> Column:
        """Return a column. Raises `KeyError` for one that does not exist."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def write(self, found: Any) -> str:
        """Return the body of an object."""
        return self.form.write(found) if self.form else _ENCODER.encode(found).decode()

    def reader(self) -> Callable[[str | bytes], Any]:
        """Return what makes an object of its body. Raises `msgspec.DecodeError` then."""
        decoder = msgspec.json.Decoder(self.form.struct if self.form else self.struct)
        read = self.form.read if self.form else None
        return decoder.decode if read is None else lambda body: read(decoder.decode(body))

    def list_reader(self) -> Callable[[str], tuple[Any, ...]]:
        """Return what makes objects of a JSON list of their bodies."""
        decoder = msgspec.json.Decoder(tuple[self.form.struct if self.form else self.struct, ...])  # pyright: ignore[reportArgumentType] - made of a value
        read = self.form.read if self.form else None
        return decoder.decode if read is None else lambda text: tuple(map(read, decoder.decode(text)))

    def search_text(self, alias: str) -> str:
        """Return the SQL expression of the searchable text."""
        return " || char(10) || ".join(f"{alias}.{name}" for name in self.searched)


def text_column(
    name: str, read: Callable[[Any], str], *, order_by: str = "", indexed: bool = False
) -> Column:
    """A column of text that people read: stored folded, completed as it was written."""
    return Column(
        name,
        "TEXT NOT NULL",
        lambda found: fold(read(found)),
        shown=read,
        order_by=order_by,
        indexed=indexed,
    )


def number_column(name: str, read: Callable[[Any], int], *, indexed: bool = False) -> Column:
    """A column of numbers, instants or ranks."""
    return Column(name, "INTEGER NOT NULL", read, indexed=indexed)

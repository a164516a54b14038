"""Lists, problems and bulk results: what every area shares."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

T = TypeVar("T")


class Count(msgspec.Struct, frozen=True):
    """How many rows match; `capped` means at least so many."""

    value: int
    kind: Literal["exact", "capped"]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next_cursor` is null on the last one."""

    items: tuple[T, ...]
    next_cursor: str | None
    count: Count


class FieldProblem(msgspec.Struct, frozen=True):
    """One thing wrong with the input; `pointer` is a JSON pointer into the body or `#/query/<name>`."""

    pointer: str
    code: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem. `type` is stable and is what clients decide by.

    Attributes:
        current: at 412, the object as it is now.
        reason: at 410 `resync-required`: `too-old` or `rights-changed`.
    """

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    request_id: str = ""
    errors: tuple[FieldProblem, ...] = ()
    current: msgspec.Raw | None = None
    reason: str | None = None
    id: str | None = None


class BulkItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One object of a bulk request, at the revision that the caller has seen."""

    id: str
    revision: int


class BulkResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one object of a bulk request. `revision` is its new one, absent when it is gone."""

    id: str
    outcome: Literal["done", "unchanged", "conflict", "refused"]
    revision: int | None = None
    problem: Problem | None = None


class BulkResults(msgspec.Struct, frozen=True):
    """Answer of a bulk request, in the order of its items."""

    results: tuple[BulkResult, ...]

"""Values that a JSON schema allows, for those parts of JSON Schema that our server's description uses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

TIME = re.compile(r"T\\d\\d:")
EXACT = 2**53
"""Beyond this, numbers in JSON are not the same to everybody: the server sends none."""


def values_of(schema: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that `schema` of an OpenAPI `document` allows, with members that it does not name."""
    match schema:
        case {"$ref": str(reference)}:
            return values_of(document["components"]["schemas"][reference.rpartition("/")[2]], document)
        case {"anyOf": list(choices)}:
            return st.one_of(*(values_of(choice, document) for choice in choices))
        case {"enum": list(choices)}:
            return st.sampled_from(choices)
        case {"type": "object"}:
            return _objects(schema, document)
        case {"type": "array"}:
            return st.lists(values_of(schema["items"], document), max_size=3)
        case {"type": "string"}:
            return _strings(schema)
        case _:
            return _plain(schema)


def _plain(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    return {
        "integer": st.integers(schema.get("minimum", 0), schema.get("maximum", EXACT)),
        "number": st.floats(0, 1e6),
        "boolean": st.booleans(),
        "null": st.none(),
    }.get(schema.get("type", ""), st.just({}))


def _objects(schema: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    members = {name: values_of(member, document) for name, member in schema["properties"].items()}
    required = {name: members[name] for name in schema.get("required", ())}
    optional = {name: member for name, member in members.items() if name not in required}
    optional["added_by_a_newer_server"] = st.just({"x": [1]})
    return st.fixed_dictionaries(required, optional=optional)


def _strings(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    pattern = schema.get("pattern", "")
    if TIME.search(pattern):
        times = st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
        return times.map(
            lambda time: time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
        )
    if pattern:
        return st.dates().map(lambda day: day.isoformat())
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)

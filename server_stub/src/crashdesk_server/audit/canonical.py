"""The one form in which an entry's body is hashed, stored and sent.

UTF-8 JSON with keys sorted by code point, no white space, no floats, and integers within ±2⁵³ (what every
JSON reader keeps exactly). Lone surrogates, which UTF-8 cannot write, become U+FFFD.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

LARGEST = 2**53
TEXT = 2_000
"""Characters of a text that are kept; what is longer ends in an ellipsis. It bounds what strangers add."""
ITEMS = 200
"""Members of one list or object that are kept."""
_DEPTH = 8


def encode(body: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a body.

    Raises:
        ValueError: it holds something that has no canonical form: that is a fault of the caller.
    """
    text = json.dumps(_plain(body, 0), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _plain(value: Any, depth: int) -> Any:
    if depth > _DEPTH:
        raise ValueError("nested too deeply")
    match value:
        case None | bool():
            return value
        case int():
            if abs(value) > LARGEST:
                raise ValueError("an integer that not every reader keeps")
            return value
        case str():
            return _text(value)
        case Mapping():
            items = list(cast("Mapping[object, object]", value).items())[:ITEMS]
            return {_text(str(key)): _plain(item, depth + 1) for key, item in items}
        case list() | tuple():
            return [_plain(item, depth + 1) for item in cast("Sequence[object]", value)[:ITEMS]]
        case _:
            raise ValueError(f"no canonical form of {type(value).__name__}")


def _text(text: str) -> str:
    short = text if len(text) <= TEXT else text[: TEXT - 1] + "…"
    return short if short.isascii() else short.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

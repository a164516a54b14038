"""Spans of time as people write them: "500 ms", "30 s", "1 h 30 min"."""

from __future__ import annotations

import re

_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1))
"""Symbols of the SI and those used with it, with their milliseconds, the longest first."""
_ALIASES = {"m": "min", "sec": "s"}
_GAP = "\N{NO-BREAK SPACE}"
"""A number and its unit stay on one line."""
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)")


def write_duration(ms: int) -> str:
    """Write a span with as many units as it takes to be exact."""
    if ms == 0:
        return f"0{_GAP}s"
    sign, rest = ("\N{MINUS SIGN}" if ms < 0 else ""), abs(ms)
    parts: list[str] = []
    for symbol, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{_GAP}{symbol}")
    return sign + " ".join(parts)


def read_duration(text: str) -> int | None:
    """Return the milliseconds of a span in any case and spacing; None without a unit that is known."""
    text = text.strip().lower()
    sizes, total, end = dict(_UNITS), 0.0, 0
    for part in _PART.finditer(text):
        size = sizes.get(_ALIASES.get(part[2], part[2]))
        if size is None or text[end : part.start()].strip():
            return None
        total += float(part[1]) * size
        end = part.end()
    return round(total) if end and not text[end:].strip() else None

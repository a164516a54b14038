"""Finds the line of a key in a TOML text, for error messages."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")


def line_of_key(text: str, area: str, name: str) -> int:
    """Return the number of the line that sets `name` in table `area`, of the table, or 1."""
    found = 1
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            inside = header[2].strip("\"'") == area
            found = number if inside else found
        elif inside and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return number
    return found


def line_of_entry(text: str, area: str, index: int) -> int:
    """Return the number of the line with the header of entry `index` of the array of tables `area`, or 1."""
    lines = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if (header := _HEADER.match(line)) and header[1] == "[[" and header[2] == area
    ]
    return lines[index] if index < len(lines) else 1

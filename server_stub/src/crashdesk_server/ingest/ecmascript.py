"""Text as ECMAScript senders see it.

The wire format comes from a JavaScript server (docs/reference/ingest.md): lengths count UTF-16 code units.
White space, digits and line ends are those of ECMA-262; Python's own classes and `splitlines` differ.
"""

from __future__ import annotations

import re

SPACE = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""ECMA-262 WhiteSpace and LineTerminator, ready to stand inside a character class."""

REPLACEMENT = "\ufffd"
_LAST_BMP = "\uffff"
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


def utf16_length(text: str) -> int:
    """Count UTF-16 code units; a lone surrogate is one."""
    return len(text) + sum(character > _LAST_BMP for character in text)


def spelled_in_units(text: str) -> str:
    """Return a text whose Python length is the UTF-16 length of `text`, equal to it within the BMP."""
    return text if text.isascii() else _BEYOND_BMP.sub(REPLACEMENT * 2, text)


def utf16_prefix(text: str, units: int) -> str:
    """Return as much of the beginning of `text` as fits into `units` UTF-16 code units."""
    if len(text) * 2 <= units or utf16_length(text) <= units:
        return text
    used = 0
    for index, character in enumerate(text):
        used += 2 if character > _LAST_BMP else 1
        if used > units:
            return text[:index]
    return text


def well_formed(text: str) -> str:
    """Return `text` with lone surrogates and NULs as U+FFFD: neither can be stored or sent as UTF-8 text.

    Two surrogates that were escaped one after the other have been joined by the JSON decoder already.
    """
    if text.isascii():
        return text.replace("\0", REPLACEMENT)
    text = text.replace("\0", REPLACEMENT)
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(REPLACEMENT if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def strip(text: str) -> str:
    """Remove white space as `String.prototype.trim` does."""
    return text.strip(_SPACE_CHARACTERS)


_SPACE_CHARACTERS = SPACE.replace("\u2000-\u200a", "".join(map(chr, range(0x2000, 0x200B))))

"""Text of others inside Markdown: it cannot become markup, end a code block or make a link."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@-])")
_BACKTICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """Return text that shows as it is."""
    return _MARKUP.sub(r"\\\1", text)


def code_block(text: str, language: str) -> str:
    """Return text in a code block that it cannot leave."""
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"

"""The form in which text is compared: searching finds `Straße` by `STRASSE` and `ﬁle` by `file`."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return casefolded NFKC text without what SQLite cannot hold (NULs, lone surrogates)."""
    if text.isascii():
        return text.lower().replace("\x00", "\ufffd")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")

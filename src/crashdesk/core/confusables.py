"""Letters that are taken for one another, folded into one, so that names can be compared by their looks.

The table is a small part of Unicode's confusables (UTS #39): what a person who registers can type to pass
for somebody with a Latin name. It is there to warn, never to refuse.
"""

# ruff: noqa: RUF001 - letters that are taken for others are what it is about

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = {
    "АВЕЅІЈКМНОРСТУХԌԚԜ": "abesljkmhopctyxgqw",
    "авеѕіјкмнорстухґьԁһԛԝѵӏ": "abesljkmhopctyxrbdhqwvl",
}
_GREEK = {
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "abezhlkmnoptyx",
    "αβγεηικμνορςτυχω": "abyenlkuvopctuxw",
}
_LATIN = {"ıɩɪɑɡøłđħœæſꞌ": "lllagoldhoas'"}
_DIGITS = {"015|!$@8": "olsllsab"}
_LETTERS = str.maketrans(
    {
        shown: meant
        for table in (_CYRILLIC, _GREEK, _LATIN)
        for letters, latin in table.items()
        for shown, meant in zip(letters, latin, strict=True)
    }
)
"""Letters of other scripts and odd Latin ones. Capitals have rows of their own: H and η are both Eta."""
_SIGNS = str.maketrans(
    {shown: meant for signs, letters in _DIGITS.items() for shown, meant in zip(signs, letters, strict=True)}
    | {"i": "l"}
)
"""What stands for a letter in Latin itself: 0 and O; 1, l, I, i and |; 5 and S; 8 and B."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Two letters that look like one in most fonts."""
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc"})
"""Categories of marks upon letters and of what shows nothing."""
_SEPARATORS = re.compile(r"[\W_]+")


@lru_cache(maxsize=32_768)
def skeleton(text: str) -> str:
    """Return `text` as it looks: without marks, case, and differences that the eye does not see."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_LETTERS))
    shown = "".join(letter for letter in plain if unicodedata.category(letter) not in _UNSEEN)
    folded = shown.translate(_LETTERS).casefold().translate(_LETTERS).translate(_SIGNS)
    for pair, letter in _PAIRS:
        folded = folded.replace(pair, letter)
    return folded


@lru_cache(maxsize=32_768)
def name_skeleton(name: str) -> str:
    """Return the skeleton of a person's name, whatever the order of its words and what divides them."""
    return "".join(sorted(word for word in _SEPARATORS.split(skeleton(name)) if word))

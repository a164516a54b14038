"""Makes text of others harmless to look at without hiding what it contains.

A crash report comes from anybody. It may carry control characters, ANSI escapes, characters that
turn the reading direction round, characters without width, halves of surrogate pairs, thousands of
combining marks on one letter, or a line of megabytes. Here each of them becomes something that one
sees; nothing is dropped without a marker that says how much.
"""
# ruff: noqa: RUF001 - the markers are guillemets

from __future__ import annotations

import re
import unicodedata

MARKS_PER_BASE = 8
"""Combining marks shown on one base character. Real orthographies need four at most (Vietnamese two,
Hebrew with cantillation three); more than this only serves to paint over neighbouring lines."""
LINE_CHARACTERS = 4_000
"""Length at which one line is cut: about fifty screen widths, and still quick to lay out."""
BLOCK_LINES = 5_000
"""Lines shown of one block of text."""

_MARKER = "‹… +{count:,}›"
"""Stands for what was left out. Without words, so that it needs no translation."""

_C0 = """
NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI
DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US
"""
_NAMES = dict(enumerate(_C0.split())) | {0x7F: "DEL"}
"""Names of control characters (ISO/IEC 6429). Their pictures (U+2400) are missing in too many fonts."""

_ODD = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, DEL, C1
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e"  # soft hyphen, Arabic letter mark, fillers
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, separators, bidi, operators
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # fillers, byte order mark, annotations, noncharacters
    "\ud800-\udfff"  # halves of surrogate pairs
    "\U000e0000-\U000e007f"  # tags
    "]"
    # Joiners shape Persian, Indic scripts and emoji; after Latin text or at the start they only hide.
    "|(?:^|(?<=[\x00-\u024f]))[\u200c\u200d]"
)
_MARK_RUN = re.compile(f"[^\x00-\u02ff]{{{MARKS_PER_BASE + 1},}}")


def visible_text(text: str, *, line_characters: int = LINE_CHARACTERS, lines: int = BLOCK_LINES) -> str:
    """Return `text` as it may be shown in a plain-text widget.

    Line feeds and tabs stay, `CR LF` becomes a line feed. The usual case, text without anything odd,
    costs one scan in C.

    Args:
        text: anything.
        line_characters: how much of each line is shown.
        lines: how many lines are shown.
    """
    capped = text if text.isascii() else _MARK_RUN.sub(_cap_marks, text)
    shown = _cut(capped.replace("\r\n", "\n"), line_characters, lines)
    return shown if shown.isprintable() and shown.isascii() else _ODD.sub(_spell_out, shown)


def visible_line(text: str, characters: int = LINE_CHARACTERS) -> str:
    """Return `text` as one line of at most about `characters`, with line ends and tabs made visible."""
    if len(text) > characters:
        text = text[:characters] + _MARKER.format(count=len(text) - characters)
    shown = visible_text(text, line_characters=2 * characters + 40)
    return shown.replace("\n", "↵").replace("\t", "⇥") if not shown.isprintable() else shown


def _spell_out(match: re.Match[str]) -> str:
    character = ord(match[0])
    return f"‹{_NAMES.get(character) or f'U+{character:04X}'}›"


def _cap_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        # Mc has width of its own; only Mn and Me pile up.
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else _end_of_pile(kept, marks)
        if marks <= MARKS_PER_BASE:
            kept.append(character)
    _end_of_pile(kept, marks)
    return "".join(kept)


def _end_of_pile(kept: list[str], marks: int) -> int:
    if marks > MARKS_PER_BASE:
        kept.append(_MARKER.format(count=marks - MARKS_PER_BASE))
    return 0


def _cut(text: str, line_characters: int, lines: int) -> str:
    if len(text) <= line_characters and len(text) < lines:
        return text
    all_lines = text.split("\n", lines)
    rest = all_lines.pop() if len(all_lines) > lines else None
    shown = [
        line
        if len(line) <= line_characters
        else line[:line_characters] + _MARKER.format(count=len(line) - line_characters)
        for line in all_lines
    ]
    if rest is not None:
        shown.append(_MARKER.format(count=rest.count("\n") + 1))
    return "\n".join(shown)

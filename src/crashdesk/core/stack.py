"""Reading a stack trace: which lines are frames, and which of those are the program's own.

Reports come from programs in any language and their stacks are free text, so this reads line by line
and never fails: what it does not know is a detail line.
"""

from __future__ import annotations

import enum
import re

import msgspec


class LineKind(enum.StrEnum):
    """What a line of a stack trace is."""

    HEADING = "heading"
    """The error itself, or what joins two traces."""
    FRAME = "frame"
    DETAIL = "detail"
    """Source text, carets, notes: belongs to the frame above."""


class StackLine(msgspec.Struct, frozen=True):
    """One line as it stands. `own` is True for frames of the program itself and what belongs to them."""

    text: str
    kind: LineKind
    own: bool = True


class Fold(msgspec.Struct, frozen=True):
    """A run of lines that are not the program's own, in place of which a summary can stand."""

    frames: int
    lines: tuple[StackLine, ...]


_FRAME = re.compile(
    r"""^\s*(?:
        \+?\s*(?:\|\s*)*File\ ".*",\ line\ \d+      # Python and faulthandler, also within exception groups
      | at\ .+                                      # Node, browsers, Java, .NET
      | \#\d+\ .+                                   # sanitizers, gdb, PHP
      | \S*@\S+:\d+:\d+                             # Firefox, Safari
      | \S+\([^()\s]*\)\s?\[0x[0-9a-f]+\]            # backtrace(3)
    )""",
    re.VERBOSE,
)
_GO_FRAME = re.compile(r"^[\w.$/<>*()\[\]-]+\(.*\)$")
"""A function of Go, at the start of its line; its file follows beneath. Indented, it is source text."""
_PLACE = re.compile(r"^\s+\S+\.(?:go|s):\d+")
"""The second line of a Go frame."""
_HEADING = re.compile(
    r"""^(?:\s*(?:[|+-]\s*)*)(?:
        Traceback\ \(most\ recent | During\ handling\ of | The\ above\ exception | Caused\ by | \[cause\]
      | (?:Fatal\ Python\ error|Current\ thread|Thread\ 0x|goroutine\ \d+|panic:)
      | ==\d+==\s*ERROR | \S+:\d+:\d+:\ runtime\ error
      | (?:[A-Za-z_][\w.]*)?(?:Error|Exception|Warning|Interrupt|Exit|Group)\b.*
    )""",
    re.VERBOSE,
)
_FOREIGN = re.compile(
    r"""
      [/\\](?:site|dist)-packages[/\\] | [/\\]lib[/\\]python\d | <frozen\ | <__array_function__
    | node:internal | \(node: | \bat\ node: | [/\\]node_modules[/\\] | \bnative\b\)?$ | \(<anonymous>\)$
    | ^\s*\#\d+\s.*(?:libc_start | /sysdeps/ | libsanitizer | asan_ | ubsan_ | \ in\ _start\b)
    | ^\s*\#\d+\s.*(?:compiler-rt | \(/(?:usr/)?lib)
    | ^/(?:usr/)?lib\S*/\S+\( | \(_start\+
    | /usr/(?:lib|include|local/go/src|src)/ | ^\s*runtime\.
    | \bat\ (?:async\ )?Promise\. | \bat\ (?:java|javax|jdk|sun|kotlin|scala|System|Microsoft)\.
    | chrome-extension:// | webpack/bootstrap
    """,
    re.VERBOSE,
)


def read_stack(text: str) -> tuple[StackLine, ...]:
    """Return the lines of a stack trace with what each of them is."""
    lines: list[StackLine] = []
    own = True
    for line in text.split("\n"):
        kind = _kind_of(line)
        if kind is LineKind.HEADING:
            own = True
        elif kind is LineKind.FRAME:
            own = not _FOREIGN.search(line)
        elif _PLACE.match(line) and _FOREIGN.search(line):
            own = False
            lines[-1:] = [msgspec.structs.replace(last, own=False) for last in lines[-1:]]
        lines.append(StackLine(line, kind, own))
    return tuple(lines)


def fold_foreign(lines: tuple[StackLine, ...]) -> tuple[StackLine | Fold, ...]:
    """Return `lines` with each run that is not the program's own folded into one."""
    folded: list[StackLine | Fold] = []
    run: list[StackLine] = []
    for line in (*lines, None):
        if line is not None and not line.own:
            run.append(line)
            continue
        if run:
            folded.append(Fold(sum(item.kind is LineKind.FRAME for item in run), tuple(run)))
            run = []
        if line is not None:
            folded.append(line)
    return tuple(folded)


def _kind_of(line: str) -> LineKind:
    # A hostile line of megabytes must not be searched whole.
    start = line[:400]
    if _FRAME.match(start) or _GO_FRAME.match(start):
        return LineKind.FRAME
    return LineKind.HEADING if _HEADING.match(start) else LineKind.DETAIL

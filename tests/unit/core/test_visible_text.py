"""Text of others becomes harmless and hides nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crashdesk.core.visible_text import MARKS_PER_BASE, visible_line, visible_text

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
ANY = st.text(alphabet=st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain", "plain"),
        ("a\x00b", "a‹NUL›b"),
        ("\x1b[31mred", "‹ESC›[31mred"),
        ("\x7f\x85", "‹DEL›‹U+0085›"),
        ("gpj\u202egnp.exe", "gpj‹U+202E›gnp.exe"),
        ("\u2066x\u2069", "‹U+2066›x‹U+2069›"),
        ("pay\u200bpal", "pay‹U+200B›pal"),
        ("pay\u200dpal", "pay‹U+200D›pal"),
        ("\u200d", "‹U+200D›"),
        ("x\ud800y", "x‹U+D800›y"),
        ("a\u2028b", "a‹U+2028›b"),
        ("\U000e0041", "‹U+E0041›"),
        ("one\r\ntwo\rthree", "one\ntwo‹CR›three"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_odd_characters_are_spelled_out(hostile: str, shown: str) -> None:
    assert visible_text(hostile) == shown


@pytest.mark.parametrize(
    "honest", ["Grüße", "日本語のエラー", "می\u200cخواهم", "👩\u200d💻 ❤\ufe0f", "Việt", "שָׁלוֹם"]
)
def test_real_writing_is_left_alone(honest: str) -> None:
    assert visible_text(honest) == honest


def test_piles_of_marks_are_capped_and_counted() -> None:
    assert visible_text("a" + "\u0301" * 4000 + "b") == "a" + "\u0301" * MARKS_PER_BASE + "‹… +3,992›b"
    assert visible_text("a" + "\u0301" * MARKS_PER_BASE) == "a" + "\u0301" * MARKS_PER_BASE


def test_long_lines_and_blocks_are_cut_with_a_count() -> None:
    assert visible_text("x" * 16_384) == "x" * 4_000 + "‹… +12,384›"
    assert visible_text("a\nb\nc\nd", lines=2) == "a\nb\n‹… +2›"
    assert visible_text("short\n" + "y" * 50, line_characters=10) == "short\n" + "y" * 10 + "‹… +40›"


def test_a_line_has_no_line_ends() -> None:
    assert visible_line("a\nb\tc\r\nd") == "a↵b⇥c↵d"
    assert visible_line("z" * 100, 10) == "z" * 10 + "‹… +90›"


@given(ANY)
def test_nothing_invisible_survives(text: str) -> None:
    shown = visible_text(text)
    shown.encode()
    for before, character in zip(" " + shown, shown, strict=False):
        if character in "\n\t" or (character in "\u200c\u200d" and ord(before) > 0x24F):
            continue
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in {
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        }


@given(ANY)
def test_a_line_is_one_line(text: str) -> None:
    assert len(visible_line(text).splitlines()) <= 1


@given(ANY)
def test_what_is_shown_is_stable(text: str) -> None:
    assert visible_text(visible_text(text)) == visible_text(text)

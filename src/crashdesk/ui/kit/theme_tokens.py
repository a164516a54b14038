"""The colours of the program as data, light and dark, and how well they can be told apart."""

from __future__ import annotations

import msgspec

Colour = str
"""`#rrggbb`."""

READABLE = 4.5
"""Least contrast of text with its ground (WCAG 2.2, criterion 1.4.3)."""
DISCERNIBLE = 3.0
"""Least contrast of icons and the outlines of controls (WCAG 2.2, criterion 1.4.11)."""


class Tokens(msgspec.Struct, frozen=True):
    """One palette, named by purpose.

    Attributes:
        window: the ground behind everything. surface: lists, fields and cards on it.
        raised: headers, bars and hovered rows.
        border: hairlines that only divide. outline: edges of fields and buttons.
        text, muted: sentences, and what matters less. accent: links, focus and the main button.
        on_accent: text on `accent`. selection: the ground of selected rows. on_selection: text there.
        danger, warning, success, info: words and icons that judge.
        danger_ground, warning_ground, success_ground, info_ground: the ground of banners and chips.
    """

    name: str
    window: Colour
    surface: Colour
    raised: Colour
    border: Colour
    outline: Colour
    text: Colour
    muted: Colour
    accent: Colour
    on_accent: Colour
    selection: Colour
    on_selection: Colour
    danger: Colour
    warning: Colour
    success: Colour
    info: Colour
    danger_ground: Colour
    warning_ground: Colour
    success_ground: Colour
    info_ground: Colour


LIGHT = Tokens(
    name="light",
    window="#f4f5f7",
    surface="#ffffff",
    raised="#eceef1",
    border="#dadde3",
    outline="#868e9c",
    text="#1b1f27",
    muted="#565f6e",
    accent="#2558c5",
    on_accent="#ffffff",
    selection="#d8e4fd",
    on_selection="#14213d",
    danger="#b3261e",
    warning="#8a4b00",
    success="#166b36",
    info="#1f5aa8",
    danger_ground="#fdecea",
    warning_ground="#fdf1dc",
    success_ground="#e3f4e8",
    info_ground="#e4eefb",
)
DARK = Tokens(
    name="dark",
    window="#16191f",
    surface="#1d2128",
    raised="#262b34",
    border="#323944",
    outline="#717b8c",
    text="#e4e7ec",
    muted="#a3adbb",
    accent="#8ab0ff",
    on_accent="#0e1628",
    selection="#2c436f",
    on_selection="#f1f5fd",
    danger="#ff9a90",
    warning="#f5bd62",
    success="#7fd49b",
    info="#9bc3ff",
    danger_ground="#3c2123",
    warning_ground="#38301d",
    success_ground="#1c3427",
    info_ground="#1f2e45",
)

PROFILE_COLOURS: tuple[Colour, ...] = (
    "#3b6ea5", "#0c8080", "#2e9448", "#b07d12", "#d0662b", "#c8434f", "#b0489c", "#7c5bd0", "#6b7686",
)  # fmt: skip
"""What a profile's colour can be chosen from; each is discernible on both windows."""


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""Every text of both palettes can be read."""

from __future__ import annotations

import pytest

from crashdesk.ui.kit.theme_tokens import (
    DARK,
    DISCERNIBLE,
    LIGHT,
    PROFILE_COLOURS,
    READABLE,
    Tokens,
    contrast,
)

GROUNDS = ("window", "surface", "raised")
JUDGING = ("danger", "warning", "success", "info")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
def test_text_is_readable_on_every_ground(tokens: Tokens) -> None:
    pairs = [(ink, ground) for ink in ("text", "muted", "accent", *JUDGING) for ground in GROUNDS]
    pairs += [(ink, f"{ink}_ground") for ink in JUDGING] + [("text", f"{ink}_ground") for ink in JUDGING]
    pairs += [("on_accent", "accent"), ("on_selection", "selection")]
    poor = [pair for pair in pairs if contrast(*(getattr(tokens, name) for name in pair)) < READABLE]
    assert poor == []


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
def test_controls_can_be_made_out(tokens: Tokens) -> None:
    assert contrast(tokens.outline, tokens.window) >= DISCERNIBLE
    assert contrast(tokens.outline, tokens.surface) >= DISCERNIBLE


@pytest.mark.parametrize("colour", PROFILE_COLOURS)
def test_profile_colours_work_on_both_windows(colour: str) -> None:
    assert contrast(colour, LIGHT.window) >= DISCERNIBLE
    assert contrast(colour, DARK.window) >= DISCERNIBLE


def test_contrast_follows_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

"""The theme's colours as Qt colours, made once per palette for code that paints many cells."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.theme import tokens_of


class Inks:
    """Colours to paint with. Fields are named as the theme's tokens are."""

    def __init__(self, palette: QPalette) -> None:
        tokens = tokens_of(palette)
        self.surface = QColor(tokens.surface)
        self.raised = QColor(tokens.raised)
        self.border = QColor(tokens.border)
        self.outline = QColor(tokens.outline)
        self.text = QColor(tokens.text)
        self.muted = QColor(tokens.muted)
        self.accent = QColor(tokens.accent)
        self.on_accent = QColor(tokens.on_accent)
        self.selection = QColor(tokens.selection)
        self.on_selection = QColor(tokens.on_selection)
        self._ink = {
            Tone.NEUTRAL: self.text,
            Tone.MUTED: self.muted,
            Tone.ACCENT: QColor(tokens.info),
            Tone.GOOD: QColor(tokens.success),
            Tone.WARNING: QColor(tokens.warning),
            Tone.BAD: QColor(tokens.danger),
        }
        self._ground = {
            Tone.NEUTRAL: self.raised,
            Tone.MUTED: self.raised,
            Tone.ACCENT: QColor(tokens.info_ground),
            Tone.GOOD: QColor(tokens.success_ground),
            Tone.WARNING: QColor(tokens.warning_ground),
            Tone.BAD: QColor(tokens.danger_ground),
        }

    def ink(self, tone: Tone) -> QColor:
        """The colour of words and marks of this tone."""
        return self._ink[tone]

    def ground(self, tone: Tone) -> QColor:
        """The colour behind words of this tone."""
        return self._ground[tone]

"""Dresses the application: palette, style sheet and font, light or dark, changed while it runs."""

from __future__ import annotations

import string

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from crashdesk.ui.kit.resources import resource
from crashdesk.ui.kit.theme_tokens import DARK, LIGHT, Colour, Tokens

_POINTS = 10
"""Dense, and still the size that desktop toolkits take for body text."""
_MONOSPACE = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "DejaVu Sans Mono", "Consolas")


class Theme(QObject):
    """Keeps the application in the colours that the system or the setting asks for.

    Signals:
        changed: the tokens are others than before; palettes have been set already.
    """

    changed = Signal()

    def __init__(self, app: QApplication, mode: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._tokens: Tokens | None = None
        app.setStyle("Fusion")
        app.setFont(_font())
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The palette in force."""
        return self._tokens or LIGHT

    def set_mode(self, mode: str) -> None:
        """Follow the `system`, or be `light` or `dark` whatever it says."""
        self._mode = mode
        self._apply()

    def _on_system_changed(self) -> None:
        self._apply()

    def _apply(self) -> None:
        system_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        tokens = DARK if self._mode == "dark" or (self._mode != "light" and system_dark) else LIGHT
        if tokens == self._tokens:
            return
        self._tokens = tokens
        palette = palette_of(tokens)
        self._app.setPalette(palette)
        QToolTip.setPalette(palette)
        self._app.setStyleSheet(style_sheet(tokens))
        self.changed.emit()


def tokens_of(palette: QPalette) -> Tokens:
    """Return the tokens that a widget's palette was made from, so that nobody needs the theme itself."""
    # The style sheet overwrites grounds and text colours in the palettes of widgets, but not this role.
    return DARK if palette.color(QPalette.ColorRole.Link) == QColor(DARK.accent) else LIGHT


def palette_of(tokens: Tokens) -> QPalette:
    """Return the Qt palette of `tokens`."""
    role = QPalette.ColorRole
    colours: dict[QPalette.ColorRole, Colour] = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.on_selection,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.raised,
        role.Mid: tokens.border,
        role.Dark: tokens.outline,
        role.Shadow: tokens.border,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.outline))
    return palette


def style_sheet(tokens: Tokens) -> str:
    """Return the style sheet with the colours of `tokens`. Raises `KeyError` for an unknown one."""
    sheet = string.Template(resource("qss/crashdesk.qss").read_text("utf-8"))
    places = {name: getattr(tokens, name) for name in tokens.__struct_fields__}
    return sheet.substitute(places, marks=resource(f"qss/{tokens.name}").as_posix())


def monospace() -> QFont:
    """Return the font for stacks, keys and identifiers."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setFamilies([*_MONOSPACE, font.family()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSizeF(_POINTS - 0.5)
    return font


def _font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if QFontDatabase.hasFamily("Inter"):
        font = QFont("Inter")
    font.setPointSizeF(_POINTS)
    return font

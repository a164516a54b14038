"""The look follows the setting while the program runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from crashdesk.ui.kit.icons import follow_icon, icon
from crashdesk.ui.kit.resources import resource
from crashdesk.ui.kit.theme import Theme, palette_of, style_sheet, tokens_of
from crashdesk.ui.kit.theme_tokens import DARK, LIGHT, Tokens


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    palette, font, style = qapp.palette(), qapp.font(), qapp.style().objectName()
    theme = Theme(qapp, "light")
    yield theme
    theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_it_changes_while_it_runs(qtbot: QtBot, theme: Theme, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode("dark")


def test_an_icon_follows(qtbot: QtBot, theme: Theme) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    follow_icon(button, "search")
    light = button.icon().pixmap(16).toImage()
    theme.set_mode("dark")
    assert button.icon().pixmap(16).toImage() != light
    follow_icon(button, "filter")
    theme.set_mode("light")
    assert button.icon().cacheKey() == icon("filter", LIGHT.text, LIGHT.outline).cacheKey()


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_every_place_in_the_sheet_is_filled(tokens: Tokens) -> None:
    sheet = style_sheet(tokens)
    assert "$" not in sheet
    assert tokens_of(palette_of(tokens)) is tokens
    for line in sheet.splitlines():
        if "url(" in line:
            assert Path(line.split("url(")[1].split(")")[0]).is_file()


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    names = [path.stem for path in resource("icons").glob("*.svg")]
    assert len(names) >= 30
    for name in names:
        image = icon(name, "#ff0000").pixmap(16).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), name


def test_an_unknown_icon_is_a_mistake(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", "#000000")

"""The bar that tells of others' changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crashdesk.core.alterations import Alteration
from crashdesk.core.text import Text
from crashdesk.ui.kit.changed_bar import ChangedBar

STATUS, ROLE, NAME = (Text("Test", word) for word in ("status", "role", "name"))


def test_it_gathers_by_whose_doing_it_is_and_goes_when_dismissed(qtbot: QtBot) -> None:
    bar = ChangedBar()
    qtbot.addWidget(bar)
    seen: list[None] = []
    bar.dismissed.connect(lambda: seen.append(None))
    bar.show_alterations(
        (Alteration(STATUS, "Mira"), Alteration(NAME), Alteration(ROLE, "Mira"), Alteration(ROLE, "T\nom<b>"))
    )
    assert bar.text() == "Changed since you opened it: status, role by Mira; name; role by T↵om<b>"
    assert bar.accessibleName() == bar.text()
    QTest.mouseClick(bar.dismiss_button, Qt.MouseButton.LeftButton)
    assert seen == [None]
    assert bar.dismiss_button.accessibleName()

    bar.show_alterations(())
    assert bar.text() == "Changed since you opened it."
    bar.show_alterations(None)
    assert bar.isHidden()

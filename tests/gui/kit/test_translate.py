"""Texts come in the language of the program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from crashdesk.core.text import Text
from crashdesk.ui.kit.translate import render


class German(QTranslator):
    def translate(self, context: str, source: str, disambiguation: str = "", n: int = -1) -> str:  # type: ignore[override]
        if source == "{n} group(s) in {place}":
            return "{n} Gruppe in {place}" if n == 1 else "{n} Gruppen in {place}"
        return "Suchen" if source == "Search" else ""

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator = German()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


GROUPS = Text("T", "{n} group(s) in {place}")


def test_without_a_translation_it_is_english(qapp: QApplication) -> None:
    assert render(GROUPS(1, place="A&B")) == "1 group in A&B"
    assert render(GROUPS(2, place="{n}x")).startswith("2 groups in")


@pytest.mark.usefixtures("german")
def test_a_translation_has_its_own_plural_and_the_same_values() -> None:
    assert render(Text("T", "Search")) == "Suchen"
    assert render(GROUPS(1, place="X")) == "1 Gruppe in X"
    assert render(GROUPS(3, place="X")) == "3 Gruppen in X"


@pytest.mark.parametrize("many", [2**31, 2**53, 2**31 + 1])
@pytest.mark.usefixtures("german")
def test_counts_beyond_what_qt_takes_are_said_too(many: int) -> None:
    assert render(GROUPS(many, place="X")) == f"{many} Gruppen in X"

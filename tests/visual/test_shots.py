"""The look of a few states of the running program, by facts and not by comparing pictures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from tests.support.gui_loop import run_on_qt
from tests.visual import facts
from tests.visual.shots import scenes
from tests.visual.shots.album import Album
from tests.visual.shots.studio import open_studio, seeded_server

from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.theme import Theme

pytestmark = pytest.mark.timeout(300)

STATES = {
    "sign-in", "sign-in-refused", "vault", "vault-error", "opening",
    "crashes-nothing-open", "crashes", "filter-error", "crashes-no-match", "crashes-ticked",
    "details-device", "details-distribution", "details-timeline",
    "resolve", "ignore", "severity", "assign", "note", "note-error", "delete",
}  # fmt: skip


class CheckingAlbum(Album):
    """Takes the pictures and notes what is wrong with the widgets in them."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__(theme, folder)
        self.wrong: list[str] = []

    def _save(self, name: str, picture: QImage) -> None:
        super()._save(name, picture)
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                alone = window.grab().toImage()
                self._note(name, "cut off", facts.cut_off(window))
                self._note(name, "hard to read", facts.hard_to_read(window, alone))

    def _note(self, name: str, what: str, texts: list[str]) -> None:
        self.wrong += [f"{name}, {what}: {text}" for text in texts]


@pytest.fixture(scope="module")
def album(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> CheckingAlbum:
    folder = tmp_path_factory.mktemp("shots")
    theme = Theme(qapp, "light")
    album = CheckingAlbum(theme, folder / "pictures")

    async def story() -> None:
        async with seeded_server(folder) as server, open_studio(folder / "home", theme, server.url) as studio:
            await scenes.signing_in(studio, album)
            await scenes.listing(studio, album)
            await scenes.details(studio, album)
            await scenes.decisions(studio, album)

    run_on_qt(qapp, story())
    return album


def test_the_states_that_matter_are_pictured(album: CheckingAlbum) -> None:
    assert set(album.names) >= STATES


def test_no_text_is_cut_off_or_hard_to_read(album: CheckingAlbum) -> None:
    assert not album.wrong, "\n".join(sorted(set(album.wrong)))


def test_no_picture_is_blank(album: CheckingAlbum) -> None:
    for file in album.folder.glob("*.png"):
        colours = facts.colours_of(QImage(str(file)))
        assert len(colours) > 50, file.name
        assert colours.most_common(1)[0][1] < 0.99 * colours.total(), file.name


@pytest.mark.parametrize("name", ["crashes", "sign-in", "crashes-no-match", "resolve"])
def test_the_dark_picture_is_dark_and_the_light_one_is_light(album: CheckingAlbum, name: str) -> None:
    light, dark = (
        facts.colours_of(QImage(str(album.folder / f"{name}-{mode}.png"))) for mode in ("light", "dark")
    )
    assert _mean(light) > 2.5 * _mean(dark)


def _mean(colours: Counter[int]) -> float:
    return sum(facts.luminance(colour) * n for colour, n in colours.items()) / colours.total()


def test_a_label_without_room_is_found(qapp: QApplication) -> None:
    window = QWidget()
    label = PlainLabel("many words that need their room")
    label.setParent(window)
    label.setFixedWidth(30)
    window.show()
    assert facts.cut_off(window) == [label.text()]
    window.hide()


def test_text_in_the_colour_of_its_ground_is_found(qapp: QApplication) -> None:
    window = QWidget()
    label = PlainLabel("grey on grey")
    label.setParent(window)
    for colour, is_found in (("#999999", True), ("#333333", False)):
        label.setStyleSheet(f"color: {colour}; background: #dddddd")
        window.show()
        assert bool(facts.hard_to_read(window, window.grab().toImage())) is is_found
    window.hide()

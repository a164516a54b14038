"""Writes down what the tour saw: numbered pictures and `tour.json`."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QWidget

from crashdesk.app.tour.picture import picture_of


class Step(msgspec.Struct, frozen=True):
    """One stop of the tour: what was checked there, whether it held, and the picture's file name."""

    name: str
    checked: str
    picture: str
    ok: bool
    problem: str = ""


class Recorder:
    """Collects steps in a folder. Pictures of an earlier tour there are replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._steps: list[Step] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("[0-9][0-9]-*.png"), *folder.glob("tour.json")):
            old.unlink()

    @property
    def ok(self) -> bool:
        """Whether every check held; a tour without a step shows nothing and is none."""
        return bool(self._steps) and all(step.ok for step in self._steps)

    def add(self, name: str, checked: str, window: QWidget, problem: str = "") -> None:
        """Take a picture of the window with what lies over it, and write the step down."""
        picture = f"{len(self._steps) + 1:02}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png"
        picture_of(window).save(str(self._folder / picture))
        self._steps.append(Step(name, checked, picture, ok=not problem, problem=problem))
        body = msgspec.json.format(msgspec.json.encode(self._steps), indent=2)
        (self._folder / "tour.json").write_bytes(body + b"\n")

"""An editor for a version."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from crashdesk.core.visible_text import visible_line


def version_box(versions: tuple[str, ...], chosen: str = "") -> QComboBox:
    """Return an editor for a version that proposes those that were seen."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    for version in versions:
        # A version of a report is hostile text; one that would look otherwise cannot be meant.
        if visible_line(version, 64) == version:
            box.addItem(version)
    box.setCurrentText(chosen)
    return box

"""A quiet bar above what is open: somebody else has changed it since it was opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from crashdesk.core.alterations import Alteration
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.translate import render

_CHANGED = QT_TRANSLATE_NOOP("ChangedBar", "Changed since you opened it.")
_CHANGED_WHAT = QT_TRANSLATE_NOOP("ChangedBar", "Changed since you opened it: {what}")
_BY = QT_TRANSLATE_NOOP("ChangedBar", "{fields} by {who}")
_DISMISS = QT_TRANSLATE_NOOP("ChangedBar", "I have seen it")
_NAME_CHARACTERS = 40


class ChangedBar(QWidget):
    """Says what others have changed, until it is dismissed.

    Signals:
        dismissed: the person has seen it.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("changed")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = IconLabel(16)
        self._words = PlainLabel(wrap=True)
        self.dismiss_button = QToolButton()
        name_icon_only(self.dismiss_button, render(_DISMISS))
        follow_icon(self.dismiss_button, "close", "muted")
        self.dismiss_button.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 6, 3)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_alterations(self, alterations: Sequence[Alteration] | None) -> None:
        """Say what has changed; nothing in particular when there are none, and hide for None."""
        self.setVisible(alterations is not None)
        if alterations is None:
            return
        said = render(sentence_of(alterations, render))
        self._icon.show_icon("info", "info")
        self._words.set_text(said)
        self.setAccessibleName(said)

    def text(self) -> str:
        """What is said."""
        return self._words.text()


def sentence_of(alterations: Sequence[Alteration], render: Callable[[Text], str] = str) -> Text:
    """Say what has changed, gathered by whose doing it is."""
    fields: dict[str, list[str]] = {}
    for alteration in alterations:
        fields.setdefault(visible_line(alteration.who, _NAME_CHARACTERS), []).append(render(alteration.field))
    parts = [
        render(_BY(fields=", ".join(named), who=who)) if who else ", ".join(named)
        for who, named in fields.items()
    ]
    return _CHANGED_WHAT(what="; ".join(parts)) if parts else _CHANGED

"""Ignore: for ever, or until something happens."""

from __future__ import annotations

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit, QWidget

from crashdesk.core.crash_groups import GroupChange, IgnoreUntil
from crashdesk.core.ids import DAY, Instant
from crashdesk.core.ports import Clock
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.kit.options import Options
from crashdesk.ui.tabs.crash_groups.decisions import Errors, ignore_change
from crashdesk.ui.tabs.crash_groups.dialogs.group_dialog import Decide, GroupDialog
from crashdesk.ui.tabs.crash_groups.dialogs.version_box import version_box
from crashdesk.ui.tabs.crash_groups.question import Question

_KINDS = (IgnoreUntil.FOREVER, IgnoreUntil.TIME, IgnoreUntil.COUNT, IgnoreUntil.VERSION)
_PROPOSED_COUNT = "100"


class IgnoreDialog(GroupDialog):
    """What is ignored stays counted and opens again by itself when its exit is reached."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide, clock: Clock) -> None:
        title, verb = QT_TRANSLATE_NOOP("Decisions", "Ignore"), QT_TRANSLATE_NOOP("Decisions", "Ignore")
        super().__init__(parent, title, verb, question, decide)
        self._clock = clock
        self.until = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(clock.now() + 7 * DAY))
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.count = QLineEdit(_PROPOSED_COUNT)
        self.version = version_box(question.versions, next(iter(question.versions), ""))
        add = self.form.add
        until = add("until", Field(QT_TRANSLATE_NOOP("Decisions", "Opens again at"), self.until))
        count = add("count", Field(QT_TRANSLATE_NOOP("Decisions", "More reports"), self.count))
        hint = QT_TRANSLATE_NOOP("Decisions", "A report from a newer version opens it again.")
        version = add(
            "version", Field(QT_TRANSLATE_NOOP("Decisions", "Still ignored in version"), self.version, hint)
        )
        self.options = Options(QT_TRANSLATE_NOOP("Decisions", "What ends the ignoring"))
        self.options.add(QT_TRANSLATE_NOOP("Decisions", "For ever"))
        self.options.add(QT_TRANSLATE_NOOP("Decisions", "Until a time"), until)
        self.options.add(QT_TRANSLATE_NOOP("Decisions", "Until there are so many more reports"), count)
        self.options.add(QT_TRANSLATE_NOOP("Decisions", "Until a newer version reports it"), version)
        self.form.add_widget(self.options)
        self.options.choose(0)
        for changed in (
            self.until.dateTimeChanged, self.count.textChanged, self.version.currentTextChanged,
            self.options.chosen,
        ):  # fmt: skip
            changed.connect(self.recheck)

    def change(self) -> GroupChange | Errors:
        """Return the ignoring with its exit."""
        return ignore_change(
            _KINDS[self.options.number],
            until=Instant(self.until.dateTime().toMSecsSinceEpoch()),
            count=_number(self.count.text()),
            version=self.version.currentText(),
            now=self._clock.now(),
        )


def _number(text: str) -> int:
    """Return a count as typed, with or without separators; 0 for anything else."""
    digits = "".join(text.replace(",", " ").split())
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0

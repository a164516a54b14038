"""The fields of the editor: what is typed, what is chosen, and for how long it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from crashdesk.core import task_rules as rules
from crashdesk.core.task_rules import LEASES, Lease
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.forms import Field, Form
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks.editing import REASON, UNTIL, Draft, fields_of
from crashdesk.ui.tabs.tasks.words import FIELD_TITLES, Subject, typed_value, value_words

_DECLARED = QT_TRANSLATE_NOOP("TaskEditor", "{value} (declared)")
_HINTS: Mapping[str, Text] = {
    rules.RATE: QT_TRANSLATE_NOOP("TaskEditor", "10/s, 30/m, 100/h or unlimited"),
    rules.CONCURRENCY: QT_TRANSLATE_NOOP("TaskEditor", "{least} to {most} jobs"),
    rules.RETRIES: QT_TRANSLATE_NOOP("TaskEditor", "{least} to {most}; 0 means one try only"),
    rules.BACKOFF: QT_TRANSLATE_NOOP("TaskEditor", "500 ms, 30 s, 5 min; it doubles from try to try"),
    rules.TIMEOUT: QT_TRANSLATE_NOOP("TaskEditor", "500 ms, 30 s, 5 min; then the job is ended"),
    rules.PRIORITY: QT_TRANSLATE_NOOP("TaskEditor", "{least} to {most}; higher ones start first"),
}
_STATE_DECLARED = QT_TRANSLATE_NOOP("TaskEditor", "As declared: {value}")
_STATE_PAUSED = QT_TRANSLATE_NOOP("TaskEditor", "Paused")
_STATE_RUNNING = QT_TRANSLATE_NOOP("TaskEditor", "Running")
_REASON = QT_TRANSLATE_NOOP("TaskEditor", "Reason (optional)")
_REASON_HINT = QT_TRANSLATE_NOOP("TaskEditor", "Shown beside the override and kept in the audit log.")
_LASTS = QT_TRANSLATE_NOOP("TaskEditor", "Holds")
_LEASE_WORDS = (
    QT_TRANSLATE_NOOP("TaskEditor", "Until somebody clears it"),
    QT_TRANSLATE_NOOP("TaskEditor", "For 1 hour"),
    QT_TRANSLATE_NOOP("TaskEditor", "For 4 hours"),
    QT_TRANSLATE_NOOP("TaskEditor", "For 1 day"),
)
_UNTIL_A_TIME = QT_TRANSLATE_NOOP("TaskEditor", "Until a time …")
_UNTIL = QT_TRANSLATE_NOOP("TaskEditor", "Until")
_UNTIL_HINT = QT_TRANSLATE_NOOP("TaskEditor", "2026-11-25 18:00, in this computer's time zone")


class OverrideFields(QWidget):
    """An empty field inherits and shows what it then is."""

    def __init__(self, form: Form, subject: Subject) -> None:
        super().__init__()
        self.edits = {field: QLineEdit() for field in fields_of(subject)}
        self.state = QComboBox()
        self.reason = QLineEdit()
        self.lease = QComboBox()
        self.until = QLineEdit()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        for number in range(2):
            self._grid.setColumnStretch(number, 1)
        for name, edit in self.edits.items():
            hint = _hint(name, subject)
            self._place(form.adopt(name, Field(FIELD_TITLES[name], edit, hint)))
        self._place(form.adopt(rules.PAUSED, Field(FIELD_TITLES[rules.PAUSED], self.state)))
        for value in (None, True, False):
            self.state.addItem("", value)
        self._add_lease(form)
        wide = form.adopt(REASON, Field(_REASON, self.reason, _REASON_HINT))
        self._grid.addWidget(wide, self._grid.rowCount(), 0, 1, 2)
        self.show_declared(subject)

    def listen(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever something is typed or chosen."""
        for edit in (*self.edits.values(), self.reason, self.until):
            edit.textChanged.connect(changed)
        for box in (self.state, self.lease):
            box.currentIndexChanged.connect(changed)

    def show_declared(self, subject: Subject) -> None:
        """Say in every empty field what it inherits."""
        for name, edit in self.edits.items():
            value = typed_value(name, getattr(subject.declared, name))
            edit.setPlaceholderText(render(_DECLARED(value=value)))
        declared = render(value_words(rules.PAUSED, subject.declared.paused))
        words = (_STATE_DECLARED(value=declared), _STATE_PAUSED, _STATE_RUNNING)
        for number, said in enumerate(words):
            self.state.setItemText(number, render(said))

    def show_draft(self, draft: Draft) -> None:
        """Show what is set."""
        for name, edit in self.edits.items():
            edit.setText(draft.typed.get(name, ""))
        self.state.setCurrentIndex(self.state.findData(draft.paused))
        self.reason.setText(draft.reason)
        self.until.setText(draft.lease.until or "")
        self.lease.setCurrentIndex(0 if draft.lease.until is None else self.lease.count() - 1)

    def draft(self) -> Draft:
        """Return everything as it stands."""
        typed = {name: edit.text() for name, edit in self.edits.items()}
        number = self.lease.currentIndex()
        lease = LEASES[number] if number < len(LEASES) else Lease(until=self.until.text())
        return Draft(typed, self.state.currentData(), self.reason.text(), lease)

    def _place(self, field: Field) -> None:
        row, column = divmod(self._grid.count(), 2)
        self._grid.addWidget(field, row, column)

    def _add_lease(self, form: Form) -> None:
        for words in (*_LEASE_WORDS, _UNTIL_A_TIME):
            self.lease.addItem(render(words))
        until = form.adopt(UNTIL, Field(_UNTIL, self.until, _UNTIL_HINT))
        self._place(Field(_LASTS, self.lease))
        self._grid.addWidget(until, self._grid.rowCount(), 1)
        until.hide()
        last = self.lease.count() - 1
        self.lease.currentIndexChanged.connect(lambda: until.setVisible(self.lease.currentIndex() == last))


def _hint(name: str, subject: Subject) -> Text:
    bounds = getattr(subject.limits, name, None)
    hint = _HINTS[name]
    return hint if bounds is None else hint(least=bounds.least, most=bounds.most)

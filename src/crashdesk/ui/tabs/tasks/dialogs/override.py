"""The editor of an override. It stays open until the server has taken it, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.decision_dialog import DecisionDialog
from crashdesk.ui.kit.forms import Notice
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks.dialogs.override_fields import OverrideFields
from crashdesk.ui.tabs.tasks.editing import FORM, Edit, draft_of, preview, read_draft
from crashdesk.ui.tabs.tasks.words import Subject

_TITLE = QT_TRANSLATE_NOOP("TaskEditor", "Override values")
_VERB = QT_TRANSLATE_NOOP("TaskEditor", "Apply")
_INTRODUCTION = QT_TRANSLATE_NOOP("TaskEditor", "An empty field inherits what is declared.")
_PREVIEW = QT_TRANSLATE_NOOP("TaskEditor", "What changes")
_LINES = QT_TRANSLATE_NOOP("TaskEditor", "{lines}")
_WIDTH = 640


class OverrideDialog(DecisionDialog):
    """Sends, and waits for what becomes of it; see `view_protocol.Editor`."""

    def __init__(
        self,
        parent: QWidget,
        subject: Subject,
        now: Callable[[], Instant],
        send: Callable[[Subject, Edit], None],
    ) -> None:
        super().__init__(parent, _TITLE, _VERB, subject.name, lambda _change: None, _WIDTH)
        self._subject = subject
        self._now = now
        self._send = send
        self._hindrance: Text | None = None
        self._is_sending = False
        self.conflict, self.problem, self.offline, self.lines = Notice(), Notice(), Notice(), Notice()
        self.fields = OverrideFields(self.form, subject)
        for part in (
            self.offline,
            self.conflict,
            self.problem,
            PlainLabel(render(_INTRODUCTION), kind="muted", wrap=True),
            self.fields,
            PlainLabel(render(_PREVIEW), kind="caps"),
            self.lines,
        ):
            self.form.add_widget(part)
        self.fields.show_draft(draft_of(subject))
        self.fields.listen(self._on_edited)
        self._show_preview()
        first = next(iter(self.fields.edits.values()))
        first.setFocus()

    # What the presenter asks for

    def settle(self) -> None:
        """It was done: close."""
        self._is_sending = False
        self.accept()

    def show_problems(self, problems: Mapping[str, Text]) -> None:
        """Show what the server found wrong, and let it be mended."""
        self._set_sending(is_sending=False)
        self._show_wrong(problems, focus=True)

    def rebase(self, subject: Subject, said: Text) -> None:
        """Say what somebody else has set, and go on from it with what was typed."""
        self._subject = subject
        self._set_sending(is_sending=False)
        self.conflict.say("warning", said)
        self.fields.show_declared(subject)
        self._show_preview()

    def hinder(self, reason: Text | None) -> None:
        """Say why nothing can be sent just now."""
        self._hindrance = reason
        self.offline.say("info", reason)
        self._show_button()

    # What is typed

    def change(self) -> Edit | dict[str, Text]:
        """Return what to send, or what is wrong by field."""
        return read_draft(self.fields.draft(), self._subject, self._now())

    def confirm(self) -> None:
        """Send what was typed, or show what is wrong; the dialog stays either way."""
        if self._is_sending or self._hindrance is not None:
            return
        change = self.change()
        if isinstance(change, dict):
            self._shows_errors = True
            self._show_wrong(change, focus=True)
            return
        self._show_wrong({}, focus=False)
        self.conflict.say("warning", None)
        self._set_sending(is_sending=True)
        self._send(self._subject, change)

    def recheck(self) -> None:
        """After a first refusal, show at each input whether it is good now."""
        change = self.change()
        self._show_wrong(change if isinstance(change, dict) and self._shows_errors else {}, focus=False)

    def _on_edited(self) -> None:
        self.recheck()
        self._show_preview()

    def _show_wrong(self, wrong: Mapping[str, Text], *, focus: bool) -> None:
        self.form.show_errors(wrong, focus=focus)
        self.problem.say("danger", wrong.get(FORM))

    def _show_preview(self) -> None:
        said = preview(self.fields.draft(), self._subject, render)
        self.lines.say("info", _LINES(lines="\n".join(map(render, said))))

    def _set_sending(self, *, is_sending: bool) -> None:
        self._is_sending = is_sending
        self._show_button()

    def _show_button(self) -> None:
        self.ok_button.setEnabled(not self._is_sending and self._hindrance is None)
        set_plain_tooltip(self.ok_button, render(self._hindrance) if self._hindrance else "")

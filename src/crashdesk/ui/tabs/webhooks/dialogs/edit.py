"""A webhook as a form: new, or as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QSpinBox, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.core.webhook_rules import url_problem
from crashdesk.core.webhooks import EventType, WebhookDraft
from crashdesk.ui.kit.decision_dialog import DecisionDialog
from crashdesk.ui.kit.forms import Field, Notice
from crashdesk.ui.kit.plain import plain_tooltip
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.webhooks.managing import FORM

_NEW = QT_TRANSLATE_NOOP("WebhookDialogs", "New webhook")
_EDIT = QT_TRANSLATE_NOOP("WebhookDialogs", "Edit the webhook")
_CREATE = QT_TRANSLATE_NOOP("WebhookDialogs", "Create")
_SAVE = QT_TRANSLATE_NOOP("WebhookDialogs", "Save")
_SECRET = QT_TRANSLATE_NOOP(
    "WebhookDialogs", "The server makes a signing secret, which is shown once afterwards."
)
_NAME = QT_TRANSLATE_NOOP("WebhookDialogs", "Name")
_URL = QT_TRANSLATE_NOOP("WebhookDialogs", "Address")
_URL_HINT = QT_TRANSLATE_NOOP("WebhookDialogs", "Where each event is posted to, such as https://…")
_WHICH = QT_TRANSLATE_NOOP("WebhookDialogs", "Told of")
_ALL = QT_TRANSLATE_NOOP("WebhookDialogs", "everything that happens")
_CHOSEN = QT_TRANSLATE_NOOP("WebhookDialogs", "these events only")
_EVENTS = QT_TRANSLATE_NOOP("WebhookDialogs", "Events")
_NO_EVENT = QT_TRANSLATE_NOOP("WebhookDialogs", "Tick at least one.")
_RETRIES = QT_TRANSLATE_NOOP("WebhookDialogs", "Tries after the first")
_BACKOFF = QT_TRANSLATE_NOOP("WebhookDialogs", "Seconds before the second")
_BACKOFF_HINT = QT_TRANSLATE_NOOP("WebhookDialogs", "Doubles each time, up to six hours.")
_TIMEOUT = QT_TRANSLATE_NOOP("WebhookDialogs", "Seconds to answer")
_WIDTH = 520
_LIST_HEIGHT = 150


class WebhookDialog(DecisionDialog):
    """Asks for a webhook; hands a `WebhookDraft` over. What the form does not show stays as it was."""

    def __init__(
        self,
        parent: QWidget,
        draft: WebhookDraft | None,
        event_types: Sequence[EventType],
        errors: Mapping[str, Text],
        decide: Callable[[WebhookDraft], None],
        *,
        is_new: bool,
    ) -> None:
        title, verb = (_NEW, _CREATE) if is_new else (_EDIT, _SAVE)
        super().__init__(parent, title, verb, render(_SECRET) if is_new else "", decide, _WIDTH)
        self._draft = draft or WebhookDraft("")
        self.notice = Notice()
        self.notice.say("warning", errors.get(FORM))
        self.name, self.url = QLineEdit(self._draft.description), QLineEdit(self._draft.url)
        self.name.setMaxLength(200)
        self.which = QComboBox()
        self.which.addItems([render(_ALL), render(_CHOSEN)])
        self.which.setCurrentIndex(int(bool(self._draft.events)))
        self.events = _event_list(event_types, self._draft.events)
        self.retries = _number(0, 20, self._draft.max_retries)
        self.backoff = _number(1, 3600, max(1, self._draft.retry_backoff_ms // 1000))
        self.timeout = _number(1, 30, max(1, self._draft.timeout_ms // 1000))
        self.form.add_widget(self.notice)
        self.form.add("description", Field(_NAME, self.name))
        self.form.add("url", Field(_URL, self.url, _URL_HINT))
        self.form.add("which", Field(_WHICH, self.which))
        self._events_field = self.form.add("events", Field(_EVENTS, self.events))
        self.form.add("max_retries", Field(_RETRIES, self.retries))
        self.form.add("retry_backoff_ms", Field(_BACKOFF, self.backoff, _BACKOFF_HINT))
        self.form.add("timeout_ms", Field(_TIMEOUT, self.timeout))
        self.form.show_errors({name: text for name, text in errors.items() if name != FORM}, focus=True)
        self.which.currentIndexChanged.connect(self._show_events)
        self.url.textChanged.connect(self.recheck)
        self._show_events()
        self.name.setFocus()

    def change(self) -> WebhookDraft | dict[str, Text]:
        """Return the webhook as it is wanted, or what is wrong."""
        url = self.url.text().strip()
        events = self._ticked() if self.which.currentIndex() else ()
        problem = url_problem(url)
        errors = {"url": problem} if problem is not None else {}
        if self.which.currentIndex() and not events:
            errors["events"] = _NO_EVENT
        if errors:
            return errors
        return replace(
            self._draft,
            url=url,
            description=self.name.text().strip(),
            events=events,
            max_retries=self.retries.value(),
            retry_backoff_ms=_kept(self._draft.retry_backoff_ms, self.backoff.value()),
            timeout_ms=_kept(self._draft.timeout_ms, self.timeout.value()),
        )

    def _ticked(self) -> tuple[str, ...]:
        items = (self.events.item(row) for row in range(self.events.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _show_events(self) -> None:
        self._events_field.setVisible(bool(self.which.currentIndex()))
        self.recheck()


def _kept(milliseconds: int, seconds: int) -> int:
    """Return a span of whole seconds, or the finer one that there was if nobody touched it."""
    return milliseconds if max(1, milliseconds // 1000) == seconds else seconds * 1000


def _number(least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    return box


def _event_list(event_types: Sequence[EventType], ticked: Sequence[str]) -> QListWidget:
    shown = QListWidget()
    shown.setMaximumHeight(_LIST_HEIGHT)
    shown.setSpacing(3)
    known = {each.name: each.meaning for each in event_types}
    for name in dict.fromkeys((*known, *ticked)):
        meaning = known.get(name, "")
        item = QListWidgetItem(visible_line(f"{name}: {meaning}" if meaning else name))
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setToolTip(plain_tooltip(meaning))
        item.setCheckState(Qt.CheckState.Checked if name in ticked else Qt.CheckState.Unchecked)
        shown.addItem(item)
    return shown

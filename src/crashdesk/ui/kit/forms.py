"""Forms: a label above each editor, what is wrong with it beneath, the focus where the first error is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.icons import icon
from crashdesk.ui.kit.plain import PlainLabel, plain_tooltip, set_plain_tooltip
from crashdesk.ui.kit.theme import tokens_of
from crashdesk.ui.kit.translate import render

_SHOW = QT_TRANSLATE_NOOP("Forms", "Show what is typed ({keys})")
_HIDE = QT_TRANSLATE_NOOP("Forms", "Hide what is typed ({keys})")
_EYE_KEYS = "Alt+V"
"""The eye has no focus of its own, so the keyboard reaches it from within the field."""


class Field(QWidget):
    """A label, an editor, and beneath it help or what is wrong."""

    def __init__(
        self, label: Text, editor: QWidget, hint: Text | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._help = render(hint) if hint is not None else ""
        self._beneath = PlainLabel(self._help, kind="muted", wrap=True)
        self._beneath.setVisible(bool(self._help))
        self._label = PlainLabel(render(label), kind="heading")
        self._label.setBuddy(editor)
        editor.setAccessibleName(render(label))
        editor.setAccessibleDescription(self._help)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        column.addWidget(editor)
        column.addWidget(self._beneath)
        self.setFocusProxy(editor)

    def set_error(self, error: Text | None) -> None:
        """Show what is wrong in place of the help; None shows the help again."""
        said = render(error) if error is not None else self._help
        if self._beneath.text() == said and self.editor.property("wrong") == (error is not None):
            return
        self._beneath.set_text(said)
        self._beneath.set_kind("danger" if error is not None else "muted")
        self._beneath.setVisible(bool(said))
        self.editor.setAccessibleDescription(said)
        self.editor.setProperty("wrong", error is not None)
        self.editor.style().polish(self.editor)

    def error(self) -> str:
        """What is shown as wrong, empty when nothing is."""
        return self._beneath.text() if self.editor.property("wrong") else ""


class Form(QWidget):
    """Fields by name, one under the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, Field] = {}
        self._shown: Mapping[str, Text] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def add(self, name: str, field: Field) -> Field:
        """Append a field under `name` and return it."""
        self._column.addWidget(self.adopt(name, field))
        return field

    def adopt(self, name: str, field: Field) -> Field:
        """Show errors of `name` at a field that stands elsewhere, such as beside another; return it."""
        self._fields[name] = field
        return field

    def add_layout(self, layout: QLayout) -> None:
        """Append fields that stand side by side."""
        self._column.addLayout(layout)

    def add_widget(self, widget: QWidget) -> None:
        """Append something that is no field: a check box, an explanation."""
        self._column.addWidget(widget)

    def field(self, name: str) -> Field:
        """Return a field. Raises `KeyError`."""
        return self._fields[name]

    def show_errors(self, errors: Mapping[str, Text], *, focus: bool = False) -> None:
        """Show the errors at their fields and clear the others; with `focus` go to the first new one."""
        is_new, self._shown = errors != self._shown, dict(errors)
        for name, field in self._fields.items():
            field.set_error(errors.get(name))
        wrong = [field for name, field in self._fields.items() if name in errors and field.isVisibleTo(self)]
        if focus and is_new and wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)


class SecretEdit(QLineEdit):
    """An editor for a password or key, with a button that shows what is typed.

    Signals:
        caps_lock_seen: a letter was typed whose case tells that Caps Lock is on, or off.
    """

    caps_lock_seen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = QAction(self)
        self._eye.setShortcut(_EYE_KEYS)
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.triggered.connect(self._on_eye)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._draw_eye()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Notice Caps Lock: Qt tells its state on no platform, but a typed letter gives it away."""
        super().keyPressEvent(event)
        typed = event.text()
        if len(typed) == 1 and typed.isalpha() and typed.upper() != typed.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock_seen.emit(typed.isupper() != shifted)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the eye in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_eye"):
            self._draw_eye()

    def _on_eye(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._draw_eye()

    def _draw_eye(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self._eye.setIcon(icon("eye" if hidden else "eye-off", tokens_of(self.palette()).muted))
        words = render((_SHOW if hidden else _HIDE)(keys=_EYE_KEYS))
        self._eye.setText(words)
        self._eye.setToolTip(plain_tooltip(words))


class Notice(QWidget):
    """A sentence on coloured ground within a form or dialog, with its icon."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = IconLabel(18)
        self._words = PlainLabel(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, tone: str, text: Text | None) -> None:
        """Show `text` in a tone of `info`, `success`, `warning` or `danger`; None hides the notice."""
        self.setVisible(text is not None)
        if text is None:
            return
        names = {"danger": "error", "success": "check"}
        self._icon.show_icon(names.get(tone, tone), tone)
        self._words.set_text(render(text))
        self.setAccessibleName(render(text))
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().polish(self)

    def text(self) -> str:
        """What is said."""
        return self._words.text()


def set_kind(widget: QWidget, kind: str) -> None:
    """Dress a button as `main`, `danger` or `link`."""
    widget.setProperty("kind", kind)
    widget.style().polish(widget)


def name_icon_only(widget: QWidget, name: str) -> None:
    """Name a control that shows nothing but an icon, for the tooltip and for screen readers."""
    widget.setAccessibleName(name)
    set_plain_tooltip(widget, name)

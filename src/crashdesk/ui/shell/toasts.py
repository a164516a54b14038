"""Words in passing at the bottom of the window, with an undo that counts down."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.ids import ChangeId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render

_UNDO = QT_TRANSLATE_NOOP("Toast", "Undo ({seconds})")
_DETAILS = QT_TRANSLATE_NOOP("Toast", "Details")
_DISMISS = QT_TRANSLATE_NOOP("Toast", "Dismiss")

_PLAIN_MS = 5_000
_ERROR_MS = 15_000
"""An error has to be read by somebody who looked elsewhere."""
_AT_MOST = 3
_TICK_MS = 1_000
_LONG = 70
"""Characters that fit into one line beside two buttons."""
_WRAPPED_WIDTH = 380
_BOTTOM = 44
"""Above the status bar."""


class Toast(msgspec.Struct, frozen=True):
    """What to say.

    Attributes:
        undo: changes that can be taken back while they are held here.
        details: opens more about it; None where there is no more. `details_text` stands on its button.
        lasts_ms: how long it stays.
    """

    text: Text
    undo: tuple[ChangeId, ...] = ()
    details: Callable[[], None] | None = None
    details_text: Text = _DETAILS
    lasts_ms: int = _PLAIN_MS


def undoable(text: Text, undo: tuple[ChangeId, ...], held_ms: int) -> Toast:
    """Return a toast that stays for as long as its changes are held."""
    if not undo or held_ms <= 0:
        return Toast(text)
    return Toast(text, undo=undo, lasts_ms=held_ms)


def leading_on(text: Text, button: Text, run: Callable[[], None]) -> Toast:
    """Return a toast with a button that leads on; it stays long enough for somebody to reach it."""
    return Toast(text, details=run, details_text=button, lasts_ms=_ERROR_MS)


def failure(text: Text, details: Callable[[], None] | None) -> Toast:
    """Return a toast for something that went wrong."""
    return Toast(text, details=details, lasts_ms=_ERROR_MS)


class Toasts(QWidget):
    """The toasts of one window, the newest at the bottom.

    Signals:
        undo_requested: with the tuple of change ids to take back.
    """

    undo_requested = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._lines: list[_ToastLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        window.installEventFilter(self)
        self.hide()

    def show_toast(self, toast: Toast) -> None:
        """Say it, and tell a screen reader."""
        line = _ToastLine(toast)
        line.gone.connect(self._on_gone)
        line.undo_pressed.connect(self._on_undo)
        self._lines.append(line)
        self._column.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
        # Qt would show it later, and until then a layout takes it for hidden and gives it no room.
        line.show()
        while len(self._lines) > _AT_MOST:
            self._on_gone(self._lines[0])
        self._place()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, render(toast.text)))

    def undo_latest(self) -> None:
        """Take back the newest change that still can be."""
        line = next((line for line in reversed(self._lines) if line.toast.undo), None)
        if line is not None:
            self._on_undo(line)

    def forget_changes(self) -> None:
        """Offer no longer to take back what belongs to a profile that is closed."""
        for line in [line for line in self._lines if line.toast.undo]:
            self._on_gone(line)

    def can_undo(self) -> bool:
        """Tell whether some change can still be taken back."""
        return any(line.toast.undo for line in self._lines)

    def texts(self) -> list[str]:
        """What is said now, oldest first."""
        return [render(line.toast.text) for line in self._lines]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the bottom of a window that changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _on_undo(self, line: _ToastLine) -> None:
        self._on_gone(line)
        self.undo_requested.emit(line.toast.undo)

    def _on_gone(self, line: _ToastLine) -> None:
        if line in self._lines:
            self._lines.remove(line)
            self._column.removeWidget(line)
            line.setParent(None)
            line.deleteLater()
            self._place()

    def _place(self) -> None:
        self.setVisible(bool(self._lines))
        window = self.parentWidget()
        if window is None or not self._lines:
            return
        width = min(window.width() - 32, 640)
        for line in self._lines:
            line.setMaximumWidth(width)
        self._column.activate()
        gaps = self._column.spacing() * (len(self._lines) - 1)
        height = sum(line.wanted_height(width) for line in self._lines) + gaps
        self.setGeometry((window.width() - width) // 2, window.height() - height - _BOTTOM, width, height)
        self.raise_()


def _words(text: str) -> PlainLabel:
    """Return the sentence; a long one wraps, but not into a narrow column."""
    label = PlainLabel(text, wrap=len(text) > _LONG)
    if label.wordWrap():
        label.setMinimumWidth(min(_WRAPPED_WIDTH, label.fontMetrics().horizontalAdvance(text)))
    return label


class _ToastLine(QWidget):
    gone = Signal(object)
    undo_pressed = Signal(object)

    def __init__(self, toast: Toast) -> None:
        super().__init__()
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.toast = toast
        self._left_ms = toast.lasts_ms
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(_words(render(toast.text)), 1)
        self._undo = self._button(
            render(_UNDO(seconds=self._seconds())), lambda: self.undo_pressed.emit(self)
        )
        self._details = self._button(render(toast.details_text), toast.details or self._dismiss)
        dismiss = self._button(render(_DISMISS), self._dismiss)
        self._undo.setVisible(bool(toast.undo))
        self._details.setVisible(toast.details is not None)
        dismiss.setVisible(not toast.undo)
        for button in (self._undo, self._details, dismiss):
            row.addWidget(button)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()

    def wanted_height(self, most_width: int) -> int:
        """How high it has to be; a line is as wide as it wants to be, up to a most."""
        width = min(most_width, self.sizeHint().width())
        return self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()

    def _on_tick(self) -> None:
        # Who points at it or has the focus in it is reading; held changes do not wait for that.
        if not self.toast.undo and (self.underMouse() or self.isAncestorOf(self._focused())):
            return
        self._left_ms -= _TICK_MS
        self._undo.setText(render(_UNDO(seconds=self._seconds())))
        if self._left_ms <= 0:
            self._tick.stop()
            self._dismiss()

    def _focused(self) -> QWidget:
        return self.window().focusWidget() or self.window()

    def _seconds(self) -> int:
        return max(0, self._left_ms // 1_000)

    def _dismiss(self) -> None:
        self.gone.emit(self)

    def _button(self, text: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(without_mnemonic(text), self)
        button.clicked.connect(pressed)
        return button

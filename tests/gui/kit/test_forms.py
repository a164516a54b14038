"""Forms say what is wrong where it is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crashdesk.core.text import Text
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.forms import Field, Form, Notice, SecretEdit


def make_form(qtbot: QtBot) -> Form:
    form = Form()
    form.add("name", Field(Text("T", "Name"), QLineEdit(), Text("T", "As people call it.")))
    form.add("url", Field(Text("T", "Address"), QLineEdit()))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return form


def test_errors_take_the_place_of_help_and_give_it_back(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    form.show_errors({"name": Text("T", "Give a name.")})
    assert form.field("name").error() == "Give a name."
    assert form.field("name").editor.accessibleDescription() == "Give a name."
    form.show_errors({})
    assert form.field("name").error() == ""
    assert form.field("name").editor.accessibleDescription() == "As people call it."


def test_the_focus_goes_to_the_first_error_once(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    form.field("name").editor.setFocus()
    wrong = {"url": Text("T", "Wrong.")}
    form.show_errors(wrong, focus=True)
    assert form.focusWidget() is form.field("url").editor
    form.field("name").editor.setFocus()
    form.show_errors(wrong, focus=True)
    assert form.focusWidget() is form.field("name").editor


def test_editors_have_names(qtbot: QtBot) -> None:
    form = make_form(qtbot)
    assert form.field("url").editor.accessibleName() == "Address"


def test_a_secret_is_dots_until_asked_for(qtbot: QtBot) -> None:
    editor = SecretEdit()
    qtbot.addWidget(editor)
    editor.setText("secret")
    assert editor.echoMode() == QLineEdit.EchoMode.Password
    with qtbot.waitActive(editor):
        editor.show()
    editor.setFocus()
    eye = editor.actions()[-1]
    qtbot.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert editor.echoMode() == QLineEdit.EchoMode.Normal and "Hide" in eye.text()
    eye.trigger()
    assert editor.echoMode() == QLineEdit.EchoMode.Password


def test_a_notice_is_there_only_when_it_says_something(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.say("danger", Text("T", "<b>No</b>"))
    assert notice.isVisibleTo(None) and notice.text() == "<b>No</b>"
    notice.say("danger", None)
    assert not notice.isVisibleTo(None)


def test_an_empty_place_says_why_and_what_to_do(qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.show_state(
        "offline", Text("T", "Offline"), Text("T", "Nothing was fetched yet."), Text("T", "Try now")
    )
    empty.show()
    assert empty.accessibleName() == "Offline. Nothing was fetched yet."
    with qtbot.waitSignal(empty.pressed):
        empty.focusProxy().click()  # type: ignore[attr-defined]
    empty.show_loading(Text("T", "Opening"), Text("T", "A moment."))
    assert empty.accessibleName().startswith("Opening")

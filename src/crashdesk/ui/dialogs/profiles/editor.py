"""The form of one profile."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.profile import Danger, Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.profiles.state import ProfilesState
from crashdesk.ui.kit.forms import Field, Form, name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.profile_marks import DANGER_WORDS, colour_icon
from crashdesk.ui.kit.theme_tokens import PROFILE_COLOURS
from crashdesk.ui.kit.translate import render

NAME = QT_TRANSLATE_NOOP("Profiles", "Name")
ADDRESS = QT_TRANSLATE_NOOP("Profiles", "Server address")
COLOUR = QT_TRANSLATE_NOOP("Profiles", "Colour")
COLOUR_NAMED = QT_TRANSLATE_NOOP("Profiles", "Colour {colour}")
DANGER = QT_TRANSLATE_NOOP("Profiles", "How careful to be")
READ_ONLY = QT_TRANSLATE_NOOP("Profiles", "Read only: this desk never changes anything on this server")
PLAIN_HTTP = QT_TRANSLATE_NOOP(
    "Profiles", "Allow plain http: everybody on the way can read what is sent and act as you"
)
CA_FILE = QT_TRANSLATE_NOOP("Profiles", "Certificate authority")
CA_FILE_HINT = QT_TRANSLATE_NOOP(
    "Profiles", "A PEM file, for a server with a private one. Empty: the system's."
)
CHOOSE_FILE = QT_TRANSLATE_NOOP("Profiles", "Choose a file")
PIN = QT_TRANSLATE_NOOP("Profiles", "Pinned certificate")
PIN_HINT = QT_TRANSLATE_NOOP(
    "Profiles", "Its SHA-256 fingerprint. Exactly this certificate is accepted then."
)
TRUST = QT_TRANSLATE_NOOP("Profiles", "Trust")


class ProfileEditor(QWidget):
    """Shows a draft and tells each change of it.

    Signals:
        edited: with the changed `Profile`.
    """

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._draft: Profile | None = None
        self.name, self.url, self.ca_file, self.pin = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.url.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.danger = QComboBox()
        for danger, words in DANGER_WORDS.items():
            self.danger.addItem(render(words), danger)
        self.read_only = QCheckBox(without_mnemonic(render(READ_ONLY)))
        self.plain_http = QCheckBox(without_mnemonic(render(PLAIN_HTTP)))
        self._colours = _Colours()
        self.form = self._make_form()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        for editor in (self.name, self.url, self.ca_file, self.pin):
            editor.textEdited.connect(self._on_edited)
        self.danger.currentIndexChanged.connect(self._on_edited)
        self.read_only.toggled.connect(self._on_edited)
        self.plain_http.toggled.connect(self._on_edited)
        self._colours.chosen.connect(self._on_edited)

    def show_state(self, state: ProfilesState) -> None:
        """Show the draft and what is wrong with it."""
        draft = state.draft
        self.setEnabled(draft is not None and not state.busy)
        if draft is not None and draft != self._draft:
            self._fill(draft)
        self.form.show_errors(state.errors, focus=True)

    def _fill(self, draft: Profile) -> None:
        self._draft = draft
        blockers = [QSignalBlocker(part) for part in (self.danger, self.read_only, self.plain_http)]
        texts = (
            (self.name, draft.name),
            (self.url, draft.url),
            (self.ca_file, draft.ca_file),
            (self.pin, draft.pinned_sha256),
        )
        for editor, text in texts:
            if editor.text() != text:
                editor.setText(text)
        self.danger.setCurrentIndex(self.danger.findData(draft.danger))
        self.read_only.setChecked(draft.read_only)
        self.plain_http.setChecked(draft.allow_plain_http)
        self._colours.choose(draft.colour)
        del blockers

    def _on_edited(self) -> None:
        if self._draft is None:
            return
        self._draft = replace(
            self._draft,
            name=self.name.text(),
            url=self.url.text(),
            ca_file=self.ca_file.text(),
            pinned_sha256=self.pin.text(),
            danger=Danger(self.danger.currentData()),
            read_only=self.read_only.isChecked(),
            allow_plain_http=self.plain_http.isChecked(),
            colour=self._colours.colour,
        )
        self.edited.emit(self._draft)

    def _make_form(self) -> Form:
        form = Form()
        form.add("name", Field(NAME, self.name))
        form.add("url", Field(ADDRESS, self.url))
        look = QHBoxLayout()
        look.setSpacing(20)
        look.addWidget(form.adopt("colour", Field(COLOUR, self._colours)))
        look.addWidget(form.adopt("danger", Field(DANGER, self.danger)), 1)
        form.add_layout(look)
        form.add_widget(self.read_only)
        form.add_widget(PlainLabel(render(TRUST), kind="caps"))
        form.add("ca_file", Field(CA_FILE, self._with_chooser(), CA_FILE_HINT))
        form.add("pinned_sha256", Field(PIN, self.pin, PIN_HINT))
        form.add_widget(self.plain_http)
        return form

    def _with_chooser(self) -> QWidget:
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        follow_icon(button, "more")
        name_icon_only(button, render(CHOOSE_FILE))
        button.clicked.connect(self._on_choose_file)
        both = QWidget()
        both.setFocusProxy(self.ca_file)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.ca_file, 1)
        row.addWidget(button)
        self.ca_file.setAccessibleName(render(CA_FILE))
        return both

    def _on_choose_file(self) -> None:
        dialog = QFileDialog(self, render(CHOOSE_FILE))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, path: str) -> None:
        self.ca_file.setText(path)
        self._on_edited()


class _Colours(QWidget):
    """Spots to choose a colour from; one that a file names besides is offered too."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colour = PROFILE_COLOURS[0]
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._spots: dict[str, QToolButton] = {}
        for colour in PROFILE_COLOURS:
            self._add(colour)

    def choose(self, colour: str) -> None:
        """Show `colour` as chosen."""
        if colour not in self._spots:
            self._add(colour)
        self.colour = colour
        self._spots[colour].setChecked(True)

    def _add(self, colour: str) -> None:
        spot = QToolButton()
        spot.setObjectName("spot")
        spot.setCheckable(True)
        spot.setIcon(colour_icon(colour))
        spot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name_icon_only(spot, render(COLOUR_NAMED(colour=colour)))
        spot.clicked.connect(lambda: self._on_chosen(colour))
        self._group.addButton(spot)
        self._row.addWidget(spot)
        self._spots[colour] = spot

    def _on_chosen(self, colour: str) -> None:
        self.colour = colour
        self.chosen.emit()

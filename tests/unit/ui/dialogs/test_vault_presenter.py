"""How local data is protected is decided with open eyes."""

from __future__ import annotations

from crashdesk.core.secret import Secret
from crashdesk.ui.dialogs.vault import state as states
from crashdesk.ui.dialogs.vault.presenter import VaultPresenter
from crashdesk.ui.dialogs.vault.state import Protection, VaultState, Way

GOOD = Secret("four random words here")


class RecordingView:
    def __init__(self) -> None:
        self.shown: list[VaultState] = []
        self.decided: Protection | None = None

    def show_state(self, state: VaultState) -> None:
        self.shown.append(state)

    def finish(self, protection: Protection) -> None:
        self.decided = protection


def begin(*, exists: bool, was_wrong: bool = False) -> tuple[VaultPresenter, RecordingView]:
    view = RecordingView()
    presenter = VaultPresenter(view, exists=exists, was_wrong=was_wrong)
    presenter.begin()
    return presenter, view


def test_a_new_passphrase_is_long_and_typed_twice() -> None:
    presenter, view = begin(exists=False)
    presenter.submit(Secret("short"), Secret("short"))
    assert set(view.shown[-1].errors) == {"passphrase"}
    presenter.submit(GOOD, Secret("four random words hear"))
    assert view.shown[-1].errors == {"again": states.DIFFER} and view.decided is None
    presenter.submit(GOOD, GOOD)
    assert view.decided == Protection(Way.PASSPHRASE, GOOD)


def test_memory_needs_no_passphrase() -> None:
    presenter, view = begin(exists=False)
    presenter.submit(Secret(""), Secret(""))
    presenter.choose(Way.MEMORY)
    assert view.shown[-1].errors == {}
    presenter.submit(Secret(""), Secret(""))
    assert view.decided == Protection(Way.MEMORY)


def test_an_old_passphrase_is_asked_for_once() -> None:
    presenter, view = begin(exists=True, was_wrong=True)
    assert view.shown[-1].errors == {"passphrase": states.WRONG}
    presenter.submit(Secret(""), Secret(""))
    assert view.shown[-1].errors == {"passphrase": states.MISSING}
    presenter.submit(Secret("old"), Secret(""))
    assert view.decided == Protection(Way.PASSPHRASE, Secret("old"))

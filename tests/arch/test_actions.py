"""Actions of the window and of the tab in front share one keyboard."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.arch.sources import ROOT

from crashdesk.app.registry import tab_specs
from crashdesk.core.actions import ActionSpec
from crashdesk.ui.kit.tab_spec import TabSpec
from crashdesk.ui.shell.actions import SHELL_ACTIONS


def test_every_action_has_an_id_of_its_own() -> None:
    assert _repeated([action.id for action in _all_actions()]) == []


@pytest.mark.parametrize("tab", tab_specs(), ids=lambda tab: tab.key)
def test_no_key_means_two_things_at_once(tab: TabSpec) -> None:
    assert _repeated([key for action in (*SHELL_ACTIONS, *tab.actions) for key in action.keys]) == []


def test_every_icon_exists() -> None:
    named = {action.icon for action in _all_actions() if action.icon} | {tab.icon for tab in tab_specs()}

    assert {name for name in named if not (ROOT / f"resources/icons/{name}.svg").exists()} == set()


def _all_actions() -> list[ActionSpec]:
    return [*SHELL_ACTIONS, *(action for tab in tab_specs() for action in tab.actions)]


def _repeated(items: list[str]) -> list[str]:
    return [item for item, times in Counter(items).items() if times > 1]

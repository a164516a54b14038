from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from tests.support.gui_loop import run_on_qt


@pytest.fixture
def run(qapp: QApplication) -> Callable[[Coroutine[Any, Any, None]], None]:
    """Runs a coroutine on Qt's loop."""
    return lambda work: run_on_qt(qapp, work)

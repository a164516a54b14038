"""Garbage is collected on the GUI thread and in no other."""

from __future__ import annotations

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from crashdesk.app.collector import GuiCollector


class Knot:
    """Refers to itself: only the cyclic collector frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_goes_when_the_gui_thread_looks_and_not_before(qtbot: QtBot) -> None:
    collector = GuiCollector()
    collector.start()
    try:
        knot = weakref.ref(Knot())
        worker = threading.Thread(target=lambda: [Knot() for _ in range(5_000)])
        worker.start()
        worker.join()
        assert knot() is not None

        collector.look()

        assert knot() is None
    finally:
        collector.stop()
    assert gc.isenabled()

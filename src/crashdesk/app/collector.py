"""Garbage collection on the GUI thread alone.

Python runs its cyclic collector in whichever thread happens to allocate. In one of the store's threads it
would then destroy Qt objects that belong to the GUI thread, which Qt answers with warnings or a crash.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 1_000
_YOUNG, _MIDDLE, _OLD = 700, 10, 10
"""CPython's own thresholds: allocations, young collections, middle collections."""


class GuiCollector(QObject):
    """Takes the collector's place from `start` until `stop`."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Collect here from now on, and nowhere else."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def look(self) -> None:
        """Collect what is due, the oldest generation that is."""
        young, middle, old = gc.get_count()
        if young <= _YOUNG:
            return
        gc.collect(2 if old > _OLD and middle > _MIDDLE else 1 if middle > _MIDDLE else 0)

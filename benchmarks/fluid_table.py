"""How the table of crash groups behaves with 200,000 groups, against 10,000 in the same run.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m benchmarks.fluid_table [ROWS]

Fills two encrypted stores, opens the real tab on each, sorts, filters and jumps about, and prints times,
the longest pause of the GUI thread while it happened, and the ratio of large to small. Times depend on
the machine; the ratios say whether the table stays fluid.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication
from tests.support.crash_group_desk import CrashGroupDesk
from tests.support.crash_group_samples import PEOPLE, sample_groups
from tests.support.gui_loop import discard, run_on_qt, until
from tests.support.running_program import Heartbeat
from tests.support.shell_fakes import make_connection
from tests.support.store_builders import change_page, opened_store

from crashdesk.app.loop import SWITCH_INTERVAL_S
from crashdesk.core.tables import CountKind, SortKey
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.tabs.crash_groups.state import Phase

SMALL = 10_000
LARGE = 200_000
PAGE = 2_000
"""As many objects as one page of the feed has at most."""
JUMPS = 60
Figures = dict[str, tuple[float, float]]
"""By step: milliseconds, and the longest pause of the GUI thread meanwhile."""


class Bench:
    """One tab on one store, and what was measured on it."""

    def __init__(self, desk: CrashGroupDesk) -> None:
        self.figures: Figures = {}
        self._desk = desk
        self._table = desk.tab.view.table
        model = self._table.model()
        assert isinstance(model, PagedTableModel)
        self._model = model
        desk.tab.widget.resize(1280, 800)
        desk.tab.widget.show()

    async def run(self) -> None:
        """Go through all steps."""
        presenter = self._desk.tab.presenter
        await self._step("open: whole order known", lambda: None)
        for column in ("count", "last_seen", "title"):
            sort = (SortKey(column, descending=True),)
            await self._step(f"sort by {column}", lambda sort=sort: presenter.set_sort(sort))
        for text in ("is:open", "severity:>=high is:open", "TypeError", "overflow", "zzzabsent"):
            await self._step(f"filter {text}", lambda text=text: presenter.set_filter(text))
        await self._step("no filter", lambda: presenter.set_filter(""))
        await self._jump_about()

    async def _step(self, name: str, act: Callable[[], None]) -> None:
        beat, started = Heartbeat(), time.perf_counter()
        act()
        await asyncio.sleep(0)
        await until(self._settled)
        took = time.perf_counter() - started
        await asyncio.sleep(0.1)
        await beat.stop()
        self.figures[name] = (took * 1_000, beat.longest_s * 1_000)

    async def _jump_about(self) -> None:
        chance, bar, beat = random.Random(3), self._table.verticalScrollBar(), Heartbeat()
        times: list[float] = []
        for _ in range(JUMPS):
            started = time.perf_counter()
            bar.setValue(chance.randrange(bar.maximum()))
            await until(self._drawn)
            times.append(time.perf_counter() - started)
        await beat.stop()
        self.figures["jump anywhere, p95"] = (
            statistics.quantiles(times, n=20)[-1] * 1_000,
            beat.longest_s * 1_000,
        )

    def _settled(self) -> bool:
        state = self._desk.tab.presenter.state
        counted = state.count is not None and state.count.kind is not CountKind.COUNTING
        return not self._desk.jobs.running and counted and state.phase in {Phase.ROWS, Phase.NO_MATCH}

    def _drawn(self) -> bool:
        QApplication.sendPostedEvents()
        height = self._table.viewport().height()
        return all(self._model.source.peek(self._table.rowAt(at)) is not None for at in (1, height - 1))


async def measure(rows: int, folder: Path) -> Figures:
    """Fill a store with so many groups and measure the tab on it."""
    async with opened_store(folder / f"{rows}.crashdesk") as store:
        started = time.perf_counter()
        await store.mirror.apply(change_page(*PEOPLE, more=True))
        groups = sample_groups(rows)
        for number in range(rows // PAGE):
            page = tuple(itertools.islice(groups, PAGE))
            await store.mirror.apply(change_page(*page, token=f"t{number}", more=True))
        await store.mirror.end_resync()
        filled = time.perf_counter() - started
        desk = CrashGroupDesk(store, make_connection())
        bench = Bench(desk)
        bench.figures[f"fill, for {PAGE} rows"] = (filled * 1_000 * PAGE / rows, 0.0)
        try:
            await bench.run()
        finally:
            await desk.close()
            discard(desk.tab.widget)
    return bench.figures


def main() -> None:
    """Measure both sizes and print them side by side."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    app = QApplication([])
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    found: dict[int, Figures] = {}

    async def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            for rows in (SMALL, large):
                found[rows] = await measure(rows, Path(folder))

    run_on_qt(app, work())
    print(f"{'':34}{SMALL:>12,}{large:>12,}{'ratio':>8}{'pause':>9}{'pause':>9}")
    for name, (small_ms, small_pause) in found[SMALL].items():
        large_ms, large_pause = found[large][name]
        ratio = large_ms / small_ms
        figures = f"{small_ms:9.1f} ms{large_ms:9.1f} ms{ratio:8.1f}"
        print(f"{name:34}{figures}{small_pause:6.0f} ms{large_pause:6.0f} ms")


if __name__ == "__main__":
    main()

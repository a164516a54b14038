"""The tour: signs in, triages, loses the server, triages on, comes back, and looks at every tab."""

from __future__ import annotations

from crashdesk.app.embedded_server import EmbeddedServer
from crashdesk.app.program import Program
from crashdesk.app.tour.around import Around
from crashdesk.app.tour.entering import Entering
from crashdesk.app.tour.hands import DidNotComeError
from crashdesk.app.tour.people import People
from crashdesk.app.tour.recorder import Recorder
from crashdesk.app.tour.stage import Stage, Step
from crashdesk.app.tour.triage import Triage
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow


class Tour:
    """The chapters, in order. Each step ends with a check of what is on the screen or on the server."""

    def __init__(
        self, program: Program, window: MainWindow, theme: Theme, server: EmbeddedServer, recorder: Recorder
    ) -> None:
        self._window = window
        self._recorder = recorder
        stage = Stage(program, window, theme, server)
        around = Around(stage)
        self._steps: tuple[Step, ...] = (
            *Entering(stage).steps(),
            *Triage(stage).steps(),
            *around.figures(),
            *People(stage).steps(),
            *around.steps(),
        )

    async def run(self) -> bool:
        """Go through all steps; the first one that fails ends the tour. Returns whether all held."""
        for step in self._steps:
            problem = ""
            try:
                await step.work()
            except DidNotComeError as trouble:
                problem = f"did not come: {trouble}"
            self._recorder.add(step.name, step.checked, self._window, problem)
            if problem:
                return False
        return self._recorder.ok

"""What the tab of background work shows, and how that changes. Free of Qt."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.alterations import Alteration
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import JobId, ObjectId
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.tasks import Job, JobState, Queue, Task
from crashdesk.core.text import Text
from crashdesk.services.outcomes import ItemOutcome
from crashdesk.services.tasks import Retried
from crashdesk.ui.kit.row_phase import FilterProblem, Phase, phase_of


class Showing(enum.StrEnum):
    """Which of the two lists is in front."""

    TASKS = "tasks"
    QUEUES = "queues"


class Page(enum.StrEnum):
    """Which part of the details is in front."""

    VALUES = "values"
    MIDDLEWARE = "middleware"
    RUNS = "runs"


class ListState(msgspec.Struct, frozen=True):
    """One list.

    Attributes:
        filter: as typed. While it cannot be read, the rows are still those of the one before.
        reading: the filter read back as a sentence, empty without one.
        current: the current row, empty when there is none.
    """

    filter: str = ""
    problem: FilterProblem | None = None
    reading: str = ""
    is_filtered: bool = False
    count: RowCount = RowCount(0, CountKind.COUNTING)
    current: ObjectId = ""


class RunsState(msgspec.Struct, frozen=True):
    """The recent runs of what is open.

    Attributes:
        jobs: the latest first, those in `only` alone when it is given.
        chosen: the run whose errors are shown, empty for none.
        retried: how far a retry of several is, None when there was none.
        is_retrying: whether it still goes on.
        is_known: whether the server has been asked for them since they were opened.
    """

    jobs: tuple[Job, ...] = ()
    only: JobState | None = None
    chosen: JobId = JobId("")
    retried: Retried | None = None
    is_retrying: bool = False
    is_known: bool = False

    @property
    def job(self) -> Job | None:
        """The chosen run."""
        return next((job for job in self.jobs if job.id == self.chosen), None)

    @property
    def refused(self) -> int:
        """How many of a retry could not be retried."""
        results = self.retried.results if self.retried else ()
        return sum(result.outcome is ItemOutcome.REFUSED for result in results)


class TasksState(msgspec.Struct, frozen=True):
    """The tab.

    Attributes:
        all_tasks, all_queues: everything in the store, whatever is filtered.
        altered: what others have changed of what is open; None when they have not.
    """

    link: Link = Link.CONNECTING
    has_fetched: bool = False
    fetched: int = 0
    showing: Showing = Showing.TASKS
    tasks: ListState = ListState()
    queues: ListState = ListState()
    all_tasks: tuple[Task, ...] = ()
    all_queues: tuple[Queue, ...] = ()
    page: Page = Page.VALUES
    runs: RunsState = RunsState()
    altered: tuple[Alteration, ...] | None = None

    @property
    def shown(self) -> ListState:
        """The list in front."""
        return self.tasks if self.showing is Showing.TASKS else self.queues

    @property
    def subject(self) -> Task | Queue | None:
        """The task or queue that is open."""
        return self.find(self.shown.current)

    @property
    def front_page(self) -> Page:
        """The part of the details that is shown: queues have no middleware."""
        lacks = self.page is Page.MIDDLEWARE and self.showing is Showing.QUEUES
        return Page.VALUES if lacks else self.page

    @property
    def paused(self) -> tuple[Task | Queue, ...]:
        """What starts nothing, queues first."""
        return tuple(each for each in (*self.all_queues, *self.all_tasks) if each.effective.paused)

    @property
    def phase(self) -> Phase:
        """What stands where the rows belong."""
        shown = self.shown
        return phase_of(shown.count, self.link, is_filtered=shown.is_filtered, has_fetched=self.has_fetched)

    def find(self, name: str) -> Task | Queue | None:
        """Return a task or queue of the list in front by its name."""
        listed = self.all_tasks if self.showing is Showing.TASKS else self.all_queues
        return next((each for each in listed if each.name == name), None)

    def queue_is_paused(self, task: Task) -> bool:
        """Tell whether a task waits because its queue does."""
        return any(queue.name == task.queue and queue.effective.paused for queue in self.all_queues)


def connected(state: TasksState, connection: ConnectionState) -> TasksState:
    """Take note of the connection."""
    return msgspec.structs.replace(
        state,
        link=connection.link,
        has_fetched=connection.fresh_at is not None,
        fetched=connection.syncing or 0,
    )


def with_list(state: TasksState, showing: Showing, shown: ListState) -> TasksState:
    """Put another state of one list in its place."""
    return msgspec.structs.replace(state, **{showing.value: shown})


def filtered(shown: ListState, text: str, reading: str) -> ListState:
    """Show what `text` lets through."""
    return msgspec.structs.replace(
        shown,
        filter=text,
        problem=None,
        reading=reading,
        is_filtered=bool(text.strip()),
        count=RowCount(shown.count.value, CountKind.COUNTING),
    )


def misread(shown: ListState, text: str, error: QueryError) -> ListState:
    """Keep the rows and say what is wrong with the filter."""
    problem = FilterProblem(error.text, error.start, error.end)
    return msgspec.structs.replace(shown, filter=text, problem=problem)


class ServerSays(msgspec.Struct, frozen=True):
    """What the server found wrong: at which fields, and the rest."""

    fields: dict[str, Text]
    text: Text | None = None

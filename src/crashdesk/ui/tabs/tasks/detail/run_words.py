"""Runs in words: the rows of their table, and everything about one of them. Free of Qt."""

from __future__ import annotations

import msgspec

from crashdesk.core.durations import write_duration
from crashdesk.core.ids import Instant
from crashdesk.core.tasks import Job, JobState
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.tasks import Retried
from crashdesk.ui.kit.amounts import absolute, grouped, relative
from crashdesk.ui.tabs.tasks.words import JOB_STATES, NOTHING, Render

_REGULAR = QT_TRANSLATE_NOOP("TaskDetail", "regular run")
_TRIES = QT_TRANSLATE_NOOP("TaskDetail", "{attempt} of {all}")
_DUE = QT_TRANSLATE_NOOP("TaskDetail", "due {when}")
_NOT_YET = QT_TRANSLATE_NOOP("TaskDetail", "not started")
_HEAD = QT_TRANSLATE_NOOP("TaskDetail", "{state} · try {tries} · {when}")
_HEAD_FIRST = QT_TRANSLATE_NOOP("TaskDetail", "{state} · {when}")
_RESULT = QT_TRANSLATE_NOOP("TaskDetail", "Result: {result}")
_ERROR = QT_TRANSLATE_NOOP("TaskDetail", "Try {attempt}, {at}: {message}")
_NO_ERRORS = QT_TRANSLATE_NOOP("TaskDetail", "No errors.")
_RETRYING = QT_TRANSLATE_NOOP("TaskDetail", "{done} of {all} tried again")
_RESTING = QT_TRANSLATE_NOOP("TaskDetail", "{done} of {all} tried again; resting before the next portion")
_STOPPED = QT_TRANSLATE_NOOP(
    "TaskDetail", "Stopped: {done} of {all} were tried again, {rest} are as they were."
)
_STOPPED_WHY = QT_TRANSLATE_NOOP(
    "TaskDetail", "Stopped after {done} of {all}, {rest} are as they were. {why}"
)
_DONE = QT_TRANSLATE_NOOP("TaskDetail", "All {all} were tried again.")
_DONE_BUT = QT_TRANSLATE_NOOP("TaskDetail", "{done} of {all} were tried again, {refused} could not be.")


class RunRow(msgspec.Struct, frozen=True):
    """One run as cells."""

    id: str
    cells: tuple[str, ...]
    failed: bool


def run_row(job: Job, now: Instant, render: Render = str) -> RunRow:
    """Return state, subject, try, start, duration and the last error."""
    started = job.started_at
    when = render(relative(started, now)) if started else render(_NOT_YET)
    if job.state is JobState.WAITING and job.due_at > now:
        when = render(_DUE(when=render(relative(job.due_at, now))))
    error = job.errors[-1].message if job.errors and job.state is not JobState.DONE else ""
    return RunRow(
        job.id,
        (
            job.subject or render(_REGULAR),
            render(JOB_STATES[job.state]),
            render(_TRIES(attempt=job.attempt, all=job.max_retries + 1)) if job.attempt else NOTHING,
            when,
            write_duration(job.duration_ms) if job.duration_ms is not None else NOTHING,
            error,
        ),
        job.state is JobState.FAILED,
    )


def run_head(job: Job, render: Render = str) -> Text:
    """Say how far a run is, in one line."""
    at = job.ended_at or job.started_at or job.due_at
    state = render(JOB_STATES[job.state])
    if not job.attempt:
        return _HEAD_FIRST(state=state, when=absolute(at))
    tries = render(_TRIES(attempt=job.attempt, all=job.max_retries + 1))
    return _HEAD(state=state, tries=tries, when=absolute(at))


def run_details(job: Job, render: Render = str) -> str:
    """Return result and errors with their traces, the latest first."""
    parts = [render(_RESULT(result=job.result))] if job.result else []
    for error in reversed(job.errors):
        head = render(_ERROR(attempt=error.attempt, at=absolute(error.at), message=error.message))
        parts.append(f"{head}\n{error.trace}" if error.trace else head)
    return "\n\n".join(parts) or render(_NO_ERRORS)


def retried_words(retried: Retried, refused: int, *, is_retrying: bool, render: Render = str) -> Text:
    """Say how far a retry of several is, or how it ended."""
    done, total = len(retried.results), retried.total
    far, whole, rest = grouped(done), grouped(total), grouped(total - done)
    if is_retrying:
        return (_RESTING if retried.resting else _RETRYING)(done=far, all=whole)
    if retried.stopped is not None and done < total:
        return _STOPPED_WHY(done=far, all=whole, rest=rest, why=render(retried.stopped))
    if done < total:
        return _STOPPED(done=far, all=whole, rest=rest)
    if refused:
        return _DONE_BUT(done=grouped(done - refused), all=whole, refused=grouped(refused))
    return _DONE(all=whole)

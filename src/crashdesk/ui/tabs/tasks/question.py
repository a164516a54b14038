"""What is asked before something is done, and why something cannot be done. Free of Qt."""

from __future__ import annotations

from crashdesk.core.ids import ActionId
from crashdesk.core.tasks import JobState, Queue, Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.question import Question
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.state import TasksState
from crashdesk.ui.tabs.tasks.words import NAME_CHARACTERS, Subject

_CLEAR_TITLE = QT_TRANSLATE_NOOP("Tasks", "Clear the override of {name}?")
_CLEAR_TEXT = QT_TRANSLATE_NOOP(
    "Tasks",
    "Every value is as declared again, from the next job on. What was set, and why, stays in the audit log.",
)
_CLEAR_PAUSED = QT_TRANSLATE_NOOP(
    "Tasks",
    "Every value is as declared again and {name} is resumed: what waits is started. What was set, and why, "
    "stays in the audit log.",
)
_CLEAR_VERB = QT_TRANSLATE_NOOP("Tasks", "Clear")
_OFF_TITLE = QT_TRANSLATE_NOOP("Tasks", "Switch off {middleware} of {name}?")
_OFF_TEXT = QT_TRANSLATE_NOOP(
    "Tasks",
    "It is how one hears of failures: “{meaning}” Without it jobs can fail and nobody is told. They still "
    "show as failed here.",
)
_OFF_VERB = QT_TRANSLATE_NOOP("Tasks", "Switch off")
_CANCEL_TITLE = QT_TRANSLATE_NOOP("Tasks", "Cancel this run of {name}?")
_CANCEL_WAITING = QT_TRANSLATE_NOOP("Tasks", "It will not be started. It can be retried later.")
_CANCEL_RUNNING = QT_TRANSLATE_NOOP(
    "Tasks", "It is asked to end where it is; what it has done so far stays done. It can be retried later."
)
_CANCEL_VERB = QT_TRANSLATE_NOOP("Tasks", "Cancel the run")

_NOTHING_OPEN = QT_TRANSLATE_NOOP("Tasks", "Choose a task or queue first.")
_IS_PAUSED = QT_TRANSLATE_NOOP("Tasks", "It is paused already.")
_NOT_PAUSED = QT_TRANSLATE_NOOP("Tasks", "It is not paused.")
_QUEUE_IS = QT_TRANSLATE_NOOP("Tasks", "Its queue {queue} is paused, not the task. Resume the queue.")
_NOTHING_SET = QT_TRANSLATE_NOOP("Tasks", "Nothing is overridden.")
_ALL_ON = QT_TRANSLATE_NOOP("Tasks", "All of its middleware is on.")
_NO_MIDDLEWARE = QT_TRANSLATE_NOOP("Tasks", "Queues have no middleware; their tasks have.")
_NO_RUN = QT_TRANSLATE_NOOP("Tasks", "Choose a run first.")
_NO_RETRY = QT_TRANSLATE_NOOP("Tasks", "Only a run that failed or was cancelled can be retried.")
_NO_CANCEL = QT_TRANSLATE_NOOP("Tasks", "This run has ended.")
_NO_FAILED = QT_TRANSLATE_NOOP("Tasks", "None of its runs has failed.")
_BUSY = QT_TRANSLATE_NOOP("Tasks", "A retry of several is still going on.")
_IDLE = QT_TRANSLATE_NOOP("Tasks", "Nothing is being retried.")
_RETRIABLE = frozenset({JobState.FAILED, JobState.CANCELLED})
_UNENDED = frozenset({JobState.WAITING, JobState.RUNNING})


def clear_question(subject: Subject) -> Question:
    """Ask before a whole override goes."""
    name = visible_line(subject.name, NAME_CHARACTERS)
    resumes = subject.effective.paused and not subject.declared.paused
    text = _CLEAR_PAUSED(name=name) if resumes else _CLEAR_TEXT
    return Question(_CLEAR_TITLE(name=name), text, _CLEAR_VERB)


def switch_question(task: Task, middleware: str) -> Question:
    """Ask before failures are no longer heard of."""
    meaning = next((each.meaning for each in task.middleware if each.name == middleware), "")
    name = visible_line(task.name, NAME_CHARACTERS)
    return Question(
        _OFF_TITLE(middleware=visible_line(middleware, NAME_CHARACTERS), name=name),
        _OFF_TEXT(meaning=visible_line(meaning, 200)),
        _OFF_VERB,
        final=True,
    )


def cancel_question(task_name: str, state: JobState) -> Question:
    """Ask before a run is cancelled."""
    text = _CANCEL_RUNNING if state is JobState.RUNNING else _CANCEL_WAITING
    return Question(_CANCEL_TITLE(name=visible_line(task_name, NAME_CHARACTERS)), text, _CANCEL_VERB)


def why_not(action: ActionId, state: TasksState) -> Text | None:
    """Say why what is open does not allow an action; rights and connection concern the window."""
    subject = state.subject
    if action == actions.STOP:
        return None if state.runs.is_retrying else _IDLE
    if action not in actions.NEEDS_SUBJECT:
        return None
    if subject is None:
        return _NOTHING_OPEN
    if action in {actions.RETRY, actions.CANCEL, actions.RETRY_FAILED}:
        return _run_objection(action, state, subject)
    return _tuning_objection(action, state, subject)


def _tuning_objection(action: ActionId, state: TasksState, subject: Subject) -> Text | None:
    if action == actions.PAUSE:
        return _IS_PAUSED if subject.effective.paused else None
    if action == actions.RESUME and not subject.effective.paused:
        waits = isinstance(subject, Task) and state.queue_is_paused(subject)
        return _QUEUE_IS(queue=subject.queue) if waits and isinstance(subject, Task) else _NOT_PAUSED
    if action == actions.CLEAR:
        return None if subject.override is not None else _NOTHING_SET
    if action in {actions.ALL_ON, actions.SHOW_MIDDLEWARE} and isinstance(subject, Queue):
        return _NO_MIDDLEWARE
    if action == actions.ALL_ON and isinstance(subject, Task):
        return _ALL_ON if all(each.enabled for each in subject.middleware) else None
    return None


def _run_objection(action: ActionId, state: TasksState, subject: Subject) -> Text | None:
    if state.runs.is_retrying:
        return _BUSY
    if action == actions.RETRY_FAILED:
        return None if subject.workload.failed else _NO_FAILED
    job = state.runs.job
    if job is None:
        return _NO_RUN
    if action == actions.RETRY:
        return None if job.state in _RETRIABLE else _NO_RETRY
    return None if job.state in _UNENDED else _NO_CANCEL

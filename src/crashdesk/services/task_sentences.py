"""Actions on background work in words, for the journal."""

from __future__ import annotations

from crashdesk.core.tasks import Job, Queue, Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.sentences import short

_QUEUE = QT_TRANSLATE_NOOP("TaskActions", "queue {name}")
_TASK = QT_TRANSLATE_NOOP("TaskActions", "task {name}")
_OVERRIDE = QT_TRANSLATE_NOOP("TaskActions", "Override values of {what}")
_CLEAR = QT_TRANSLATE_NOOP("TaskActions", "Clear the override of {what}")
_PAUSE = QT_TRANSLATE_NOOP("TaskActions", "Pause {what}")
_RESUME = QT_TRANSLATE_NOOP("TaskActions", "Resume {what}")
_ON = QT_TRANSLATE_NOOP("TaskActions", "Switch on {middleware} of {what}")
_OFF = QT_TRANSLATE_NOOP("TaskActions", "Switch off {middleware} of {what}")
_ALL_ON = QT_TRANSLATE_NOOP("TaskActions", "Switch on all middleware of {what}")
_RETRY = QT_TRANSLATE_NOOP("TaskActions", "Retry a job of {what}")
_CANCEL = QT_TRANSLATE_NOOP("TaskActions", "Cancel a job of {what}")

Subject = Task | Queue
"""What can be overridden."""


def named(subject: Subject) -> Text:
    """Name a task or queue within a sentence."""
    return (_TASK if isinstance(subject, Task) else _QUEUE)(name=short(subject.name))


def override_sentence(subject: Subject) -> Text:
    """Say that values shall be overridden."""
    return _OVERRIDE(what=str(named(subject)))


def clear_sentence(subject: Subject) -> Text:
    """Say that an override shall go."""
    return _CLEAR(what=str(named(subject)))


def pause_sentence(subject: Subject, *, paused: bool) -> Text:
    """Say that nothing more shall be started, or that it shall go on."""
    return (_PAUSE if paused else _RESUME)(what=str(named(subject)))


def switch_sentence(task: Task, middleware: str, *, enabled: bool) -> Text:
    """Say that one middleware shall be switched."""
    return (_ON if enabled else _OFF)(middleware=short(middleware), what=str(named(task)))


def all_on_sentence(task: Task) -> Text:
    """Say that all middleware shall be switched on."""
    return _ALL_ON(what=str(named(task)))


def retry_sentence(job: Job) -> Text:
    """Say that a job shall run again."""
    return _RETRY(what=str(_TASK(name=short(job.task))))


def cancel_sentence(job: Job) -> Text:
    """Say that a job shall be cancelled."""
    return _CANCEL(what=str(_TASK(name=short(job.task))))

"""What is typed into the editor of an override: read, checked, compared. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from crashdesk.core import task_rules as rules
from crashdesk.core.errors import InputRejected
from crashdesk.core.ids import Instant
from crashdesk.core.task_rules import Lease, Settings, Wrong
from crashdesk.core.tasks import Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.amounts import local
from crashdesk.ui.tabs.tasks.words import (
    FIELD_TITLES,
    NAME_CHARACTERS,
    NOTHING,
    Render,
    Subject,
    compare,
    pause_words,
    typed_value,
    value_words,
)

REASON = "reason"
UNTIL = "until"
FORM = "form"
"""Names what is wrong with the whole and not with one field."""

_CHANGE = QT_TRANSLATE_NOOP("TaskEditor", "{title}: {before} → {after}")
_SAME = QT_TRANSLATE_NOOP("TaskEditor", "{title}: stays {after}, which is what is declared")
_NO_CHANGE = QT_TRANSLATE_NOOP("TaskEditor", "Nothing will run differently.")
_SERVER_SAYS = QT_TRANSLATE_NOOP("TaskEditor", "{words}")
_SOMEBODY = QT_TRANSLATE_NOOP("TaskEditor", "Somebody else")
_MEANWHILE = QT_TRANSLATE_NOOP(
    "TaskEditor",
    "{who} has changed this meanwhile. Set now: {what}. What you typed is still here; apply it again "
    "to put it in the place of theirs.",
)
_MEANWHILE_CLEARED = QT_TRANSLATE_NOOP(
    "TaskEditor",
    "The override was cleared meanwhile. What you typed is still here; apply it again to set it.",
)
_SETTING = QT_TRANSLATE_NOOP("TaskEditor", "{title} {value}")
_OF_SERVER = {"expires_at": UNTIL}
"""Fields that the form calls otherwise."""
_LIST_SEPARATOR = ", "
_UNTIL_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S")


class Draft(msgspec.Struct, frozen=True):
    """The editor as it stands.

    Attributes:
        typed: by field; empty inherits.
        paused: None inherits.
    """

    typed: Mapping[str, str]
    paused: bool | None = None
    reason: str = ""
    lease: Lease = Lease()


class Edit(msgspec.Struct, frozen=True):
    """An override that can be sent."""

    settings: Settings
    reason: str
    expires_at: Instant | None


def fields_of(subject: Subject) -> tuple[str, ...]:
    """Return the fields that are typed, in their order."""
    return rules.TASK_FIELDS if isinstance(subject, Task) else rules.QUEUE_FIELDS


def draft_of(subject: Subject) -> Draft:
    """Return what the editor shows at first: the override in force, or nothing."""
    override = subject.override
    if override is None:
        return Draft(dict.fromkeys(fields_of(subject), ""))
    typed = {field: typed_value(field, getattr(override.settings, field)) for field in fields_of(subject)}
    until = override.warrant.expires_at
    lease = Lease(until=write_until(until)) if until is not None else Lease()
    return Draft(typed, override.settings.paused, override.warrant.reason, lease)


def read_draft(draft: Draft, subject: Subject, now: Instant) -> Edit | dict[str, Text]:
    """Return what to send, or what is wrong by field."""
    settings, problems = rules.read_settings(draft.typed, draft.paused, subject.limits)
    wrong = dict(problems)
    reason = draft.reason.strip()
    if problem := rules.reason_problem(reason):
        wrong[REASON] = problem
    expires_at = rules.read_lease(draft.lease, now, read_until)
    if isinstance(expires_at, Wrong):
        wrong[UNTIL] = expires_at.text
        return wrong
    if not wrong and rules.is_empty(settings):
        wrong[FORM] = rules.NOTHING_SET
    return wrong or Edit(settings, reason, expires_at)


def preview(draft: Draft, subject: Subject, render: Render = str) -> tuple[Text, ...]:
    """Say what will run differently, line by line; what cannot be read is left out."""
    settings, _ = rules.read_settings(draft.typed, draft.paused, subject.limits)
    lines: list[Text] = []
    for field in (rules.PAUSED, *fields_of(subject)):
        own, declared = getattr(settings, field), getattr(subject.declared, field)
        before, after = getattr(subject.effective, field), declared if own is None else own
        title, said = render(FIELD_TITLES[field]), render(value_words(field, after))
        if before != after:
            lines.append(_CHANGE(title=title, before=render(value_words(field, before)), after=said))
        elif own is not None and own == declared:
            lines.append(_SAME(title=title, after=said))
    if settings.paused and not subject.effective.paused:
        lines.append(pause_words(subject, render))
    return tuple(lines) or (_NO_CHANGE,)


def changed_words(before: Subject, now: Subject, render: Render = str) -> Text:
    """Say what somebody else has set since `before` was looked at."""
    if now.override is None and before.override is not None:
        return _MEANWHILE_CLEARED
    who = visible_line(now.override.warrant.by.label, NAME_CHARACTERS) if now.override is not None else ""
    settings = [
        render(_SETTING(title=render(each.title), value=render(each.override)))
        for each in compare(now)
        if each.overridden
    ]
    what = _LIST_SEPARATOR.join(settings) or NOTHING
    return _MEANWHILE(who=who or render(_SOMEBODY), what=what)


def server_problems(problem: InputRejected, subject: Subject) -> dict[str, Text]:
    """Return what the server found wrong, by field; what belongs to none is about the whole form."""
    known = {*fields_of(subject), REASON, UNTIL}
    wrong: dict[str, Text] = {}
    for each in problem.fields:
        pointed = each.pointer.lstrip("#").strip("/")
        name = _OF_SERVER.get(pointed, pointed)
        words = _SERVER_SAYS(words=visible_line(each.message, 300))
        wrong.setdefault(name if name in known else FORM, words)
    return wrong or {FORM: problem.text}


def write_until(at: Instant) -> str:
    """Write the end of a lease as it is typed, in this computer's zone."""
    return local(at).strftime(_UNTIL_FORMS[0])


def read_until(text: str) -> Instant | None:
    """Read a date and time of this computer's zone; None when it is none."""
    for form in _UNTIL_FORMS:
        try:
            return Instant(round(datetime.strptime(text, form).astimezone().timestamp() * 1000))
        except (ValueError, OverflowError, OSError):
            continue
    return None

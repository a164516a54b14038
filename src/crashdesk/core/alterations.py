"""What others have changed of an object while somebody had it open: each field in words, and by whom."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.crash_reports import ActivityEntry
from crashdesk.core.ids import UserId
from crashdesk.core.people import Actor, ActorKind
from crashdesk.core.tasks import Queue, Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User


class Alteration(msgspec.Struct, frozen=True):
    """One field that has changed.

    Attributes:
        field: its name in words.
        who: whose doing it is, empty where that is not known or was a rule of the server.
    """

    field: Text
    who: str = ""


_STATUS = QT_TRANSLATE_NOOP("Alterations", "status")
_FIX = QT_TRANSLATE_NOOP("Alterations", "fix")
_SEVERITY = QT_TRANSLATE_NOOP("Alterations", "severity")
_ASSIGNEE = QT_TRANSLATE_NOOP("Alterations", "assignee")
_NAME = QT_TRANSLATE_NOOP("Alterations", "name")
_ROLE = QT_TRANSLATE_NOOP("Alterations", "role")
_RIGHTS = QT_TRANSLATE_NOOP("Alterations", "rights")
_OVERRIDE = QT_TRANSLATE_NOOP("Alterations", "override")
_PAUSE = QT_TRANSLATE_NOOP("Alterations", "pause")
_MIDDLEWARE = QT_TRANSLATE_NOOP("Alterations", "middleware")

_OF_KIND = {
    "status_changed": _STATUS,
    "regressed": _STATUS,
    "ignore_ended": _STATUS,
    "resolution_changed": _FIX,
    "severity_changed": _SEVERITY,
    "assigned": _ASSIGNEE,
}
"""By the kind of an activity entry. A note is no change of what is open."""


def group_alterations(
    before: CrashGroup, now: CrashGroup, new: Iterable[ActivityEntry], me: UserId
) -> tuple[Alteration, ...]:
    """Return what others have changed of a group, by the entries that are new in its timeline.

    Where these do not tell, because they are still to come or one was at work elsewhere oneself, it is what
    differs, without a name.
    """
    told = {
        (_OF_KIND[entry.kind].source, _name(entry.actor)): Alteration(
            _OF_KIND[entry.kind], _name(entry.actor)
        )
        for entry in new
        if entry.kind in _OF_KIND and entry.actor.id != me
    }
    return tuple(told.values()) or _differing(
        (_STATUS, before.status, now.status),
        (_SEVERITY, before.severity, now.severity),
        (_ASSIGNEE, before.assignee and before.assignee.id, now.assignee and now.assignee.id),
    )


def user_alterations(before: User, now: User) -> tuple[Alteration, ...]:
    """Return what differs of an account. Who decided is known of a decision alone."""
    decided = _name(now.decided_by) if now.decided_by and now.decided_at != before.decided_at else ""
    return _differing(
        (_STATUS, before.state, now.state, decided),
        (_ROLE, before.role, now.role, decided),
        (_RIGHTS, frozenset(before.permissions), frozenset(now.permissions)),
        (_NAME, before.name, now.name),
    )


def tuning_alterations(before: Task | Queue, now: Task | Queue) -> tuple[Alteration, ...]:
    """Return what differs in how a task or queue is to run; who set an override stands with it."""
    who = _name(now.override.warrant.by) if now.override and now.override != before.override else ""
    was, is_now = (each.middleware if isinstance(each, Task) else () for each in (before, now))
    return _differing(
        (_PAUSE, before.effective.paused, now.effective.paused, who),
        (_OVERRIDE, before.override, now.override, who),
        (_MIDDLEWARE, was, is_now),
    )


def _differing(
    *fields: tuple[Text, object, object] | tuple[Text, object, object, str],
) -> tuple[Alteration, ...]:
    return tuple(Alteration(field, *who) for field, before, now, *who in fields if before != now)


def _name(actor: Actor) -> str:
    return "" if actor.kind == ActorKind.SYSTEM else actor.label

"""A conflict of the outbox: what met what, field by field, and what can be done about it. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from crashdesk.core.change_rules import CHANGE_RULES
from crashdesk.core.crash_groups import AssigneeChange, CrashGroup, NoteAddition, SeverityChange, StatusChange
from crashdesk.core.outbox import Change, ObjectType, QueuedChange
from crashdesk.core.text import Text
from crashdesk.core.users import Approval, Rejection, User, UserState
from crashdesk.ui.dialogs.outbox import user_words, words


class Comparison(msgspec.Struct, frozen=True):
    """One field in three versions: when it was decided, on the server now, and as decided."""

    field: Text
    base: Text
    theirs: Text
    mine: Text


_Field = tuple[Text, Callable[[Any], Text]]
"""What a field is called, and how its value is said of an object."""

_DECODERS: Mapping[ObjectType, msgspec.json.Decoder[CrashGroup | User]] = {
    ObjectType.CRASH_GROUP: msgspec.json.Decoder(CrashGroup),
    ObjectType.USER: msgspec.json.Decoder(User),
}


def comparisons_of(entry: QueuedChange) -> tuple[Comparison, ...]:
    """Return what met what, empty where nothing is known of theirs."""
    base, theirs = _object(entry, entry.base), _object(entry, entry.theirs)
    if theirs is None:
        return ()
    mine = CHANGE_RULES[entry.lane.type].replay(theirs, entry.change)
    return tuple(
        Comparison(field, said(base) if base else words.NOT_KNOWN, said(theirs), said(mine))
        for field, said in _fields_of(entry.change)
    )


def revision_of_theirs(entry: QueuedChange) -> int | None:
    """Return the revision of the server's object at a conflict, None where there was none."""
    theirs = _object(entry, entry.theirs)
    return theirs.revision if theirs else None


def can_insist(entry: QueuedChange) -> bool:
    """Tell whether the server could take mine over theirs: about an account one decides only once."""
    theirs = _object(entry, entry.theirs)
    match entry.change:
        case Approval():
            return isinstance(theirs, User) and theirs.state in {UserState.PENDING, UserState.REJECTED}
        case Rejection():
            return isinstance(theirs, User) and theirs.state is UserState.PENDING
        case _:
            return True


def _fields_of(change: Change) -> tuple[_Field, ...]:
    """Return the fields that a change sets."""
    match change:
        case StatusChange():
            return ((words.STATUS, words.status_words),)
        case SeverityChange():
            return ((words.SEVERITY, words.severity_words),)
        case AssigneeChange():
            return ((words.ASSIGNEE, words.assignee_words),)
        case NoteAddition():
            return ()
        case Approval():
            return ((user_words.STATE, user_words.state_words), (user_words.ROLE, user_words.role_words))
        case Rejection():
            return ((user_words.STATE, user_words.state_words),)


def _object(entry: QueuedChange, body: bytes) -> CrashGroup | User | None:
    return _DECODERS[entry.lane.type].decode(body) if body else None

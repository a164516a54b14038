"""Values of the audit log in words: fields, roles, states and rights. What is not known stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line

Render = Callable[[Text], str]

_NOTHING = QT_TRANSLATE_NOOP("AuditWords", "nothing")
_NOBODY = QT_TRANSLATE_NOOP("AuditWords", "nobody")
_EMPTY = QT_TRANSLATE_NOOP("AuditWords", "empty")
_SECRET = QT_TRANSLATE_NOOP("AuditWords", "changed; what it is was not written down")
_YES = QT_TRANSLATE_NOOP("AuditWords", "yes")
_NO = QT_TRANSLATE_NOOP("AuditWords", "no")

_FIELDS = {
    "role": QT_TRANSLATE_NOOP("AuditWords", "Role"),
    "state": QT_TRANSLATE_NOOP("AuditWords", "State"),
    "permissions": QT_TRANSLATE_NOOP("AuditWords", "Rights beyond the role"),
    "name": QT_TRANSLATE_NOOP("AuditWords", "Name"),
    "email": QT_TRANSLATE_NOOP("AuditWords", "E-mail"),
    "password": QT_TRANSLATE_NOOP("AuditWords", "Password"),
    "status": QT_TRANSLATE_NOOP("AuditWords", "Status"),
    "resolution": QT_TRANSLATE_NOOP("AuditWords", "Resolution"),
    "severity": QT_TRANSLATE_NOOP("AuditWords", "Severity"),
    "assignee": QT_TRANSLATE_NOOP("AuditWords", "Assignee"),
    "note": QT_TRANSLATE_NOOP("AuditWords", "Note"),
    "attempts": QT_TRANSLATE_NOOP("AuditWords", "Attempts"),
    "since": QT_TRANSLATE_NOOP("AuditWords", "Since"),
    "ended": QT_TRANSLATE_NOOP("AuditWords", "Sessions ended"),
    "count": QT_TRANSLATE_NOOP("AuditWords", "Count"),
    "format": QT_TRANSLATE_NOOP("AuditWords", "Format"),
    "version": QT_TRANSLATE_NOOP("AuditWords", "Version"),
    "reports": QT_TRANSLATE_NOOP("AuditWords", "Reports"),
    "samples": QT_TRANSLATE_NOOP("AuditWords", "Samples"),
    "query": QT_TRANSLATE_NOOP("AuditWords", "Filter"),
    "seqs": QT_TRANSLATE_NOOP("AuditWords", "Entries"),
    "prefix": QT_TRANSLATE_NOOP("AuditWords", "Begins with"),
    "owner_id": QT_TRANSLATE_NOOP("AuditWords", "Owner"),
    "user_id": QT_TRANSLATE_NOOP("AuditWords", "Account"),
    "public_key": QT_TRANSLATE_NOOP("AuditWords", "Public key"),
    "signature": QT_TRANSLATE_NOOP("AuditWords", "Signature"),
}
ROLES = {
    "pending": QT_TRANSLATE_NOOP("AuditWords", "not let in yet"),
    "viewer": QT_TRANSLATE_NOOP("AuditWords", "viewer"),
    "operator": QT_TRANSLATE_NOOP("AuditWords", "operator"),
    "admin": QT_TRANSLATE_NOOP("AuditWords", "admin"),
}
_USER_STATES = {
    "pending": QT_TRANSLATE_NOOP("AuditWords", "waits for a decision"),
    "active": QT_TRANSLATE_NOOP("AuditWords", "active"),
    "disabled": QT_TRANSLATE_NOOP("AuditWords", "disabled"),
    "rejected": QT_TRANSLATE_NOOP("AuditWords", "rejected"),
}
RIGHTS = {
    "audit.read": QT_TRANSLATE_NOOP("AuditWords", "read the audit log"),
    "users.manage": QT_TRANSLATE_NOOP("AuditWords", "manage people"),
    "users.read": QT_TRANSLATE_NOOP("AuditWords", "see people"),
    "usage.read": QT_TRANSLATE_NOOP("AuditWords", "see usage"),
    "crashes.read": QT_TRANSLATE_NOOP("AuditWords", "see crashes"),
    "crashes.triage": QT_TRANSLATE_NOOP("AuditWords", "decide about crashes"),
    "crashes.delete": QT_TRANSLATE_NOOP("AuditWords", "delete crashes"),
}
_SEVERITIES = {
    "low": QT_TRANSLATE_NOOP("AuditWords", "low"),
    "medium": QT_TRANSLATE_NOOP("AuditWords", "medium"),
    "high": QT_TRANSLATE_NOOP("AuditWords", "high"),
    "critical": QT_TRANSLATE_NOOP("AuditWords", "critical"),
}
_CRASH_STATES = {
    "open": QT_TRANSLATE_NOOP("AuditWords", "open"),
    "resolved": QT_TRANSLATE_NOOP("AuditWords", "resolved"),
    "resolved now": QT_TRANSLATE_NOOP("AuditWords", "resolved"),
    "resolved next": QT_TRANSLATE_NOOP("AuditWords", "resolved in the next version"),
    "resolved version": QT_TRANSLATE_NOOP("AuditWords", "resolved in {exit}"),
    "ignored": QT_TRANSLATE_NOOP("AuditWords", "ignored"),
    "ignored forever": QT_TRANSLATE_NOOP("AuditWords", "ignored for ever"),
    "ignored time": QT_TRANSLATE_NOOP("AuditWords", "ignored until {exit}"),
    "ignored count": QT_TRANSLATE_NOOP("AuditWords", "ignored for {exit} more reports"),
    "ignored version": QT_TRANSLATE_NOOP("AuditWords", "ignored up to version {exit}"),
}
"""Statuses with their exit as the API writes them: status, kind of exit, and what it is."""
_SECRETS = frozenset({"password", "key", "token", "secret"})
_WORDS = {
    "role": ROLES,
    "severity": _SEVERITIES,
    "permissions": RIGHTS,
    "format": {
        "csv": QT_TRANSLATE_NOOP("AuditWords", "CSV"),
        "jsonl": QT_TRANSLATE_NOOP("AuditWords", "JSONL"),
    },
}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+Z")
_INDEX = re.compile(r"\[\d+\]$")


def field_words(path: str, render: Render = str) -> str:
    """Name a field by its path (`permissions`, `owner.role`, `rules[2]`); an unknown one stays as it is."""
    known = _FIELDS.get(path)
    return render(known) if known else visible_line(path, 200)


def value_words(path: str, value: object, render: Render = str) -> str:
    """Say what a field holds. Text of others comes back as it came."""
    name = _INDEX.sub("", path).rpartition(".")[2]
    match value:
        case None:
            return render(_NOBODY if name == "assignee" else _NOTHING)
        case "":
            return render(_EMPTY)
        case "changed" if name in _SECRETS:
            return render(_SECRET)
        case bool():
            return render(_YES if value else _NO)
        case str():
            return _string_words(name, value, render)
        case _:
            return str(value)


def _string_words(name: str, value: str, render: Render) -> str:
    if name in {"status", "resolution", "state"}:
        return render(_USER_STATES[value]) if value in _USER_STATES else crash_state_words(value, render)
    known = _WORDS.get(name, {}).get(value)
    return render(known) if known else value


def crash_state_words(value: str, render: Render = str) -> str:
    """Say how a group stands, with what that hangs on: `resolved version 2.1` is "resolved in 2.1"."""
    status, _, rest = value.partition(" ")
    exit_kind, _, what = rest.partition(" ")
    known = _CRASH_STATES.get(f"{status} {exit_kind}".rstrip())
    return render(known(exit=_TIME.sub(r"\1 \2 UTC", what))) if known else value

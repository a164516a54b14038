"""Filters and orders of crash groups, evaluated in Python."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from tests.support.manual_clock import NOVEMBER

from crashdesk.core.crash_groups import CrashGroup, Severity, Status
from crashdesk.core.ids import DAY
from crashdesk.core.query.ast import (
    AgeValue,
    And,
    Comparison,
    FreeText,
    InstantValue,
    Node,
    Not,
    NumberValue,
    Or,
    Term,
    TextValue,
    VersionValue,
)
from crashdesk.core.versions import version_key
from crashdesk.store.folding import fold

EQ = Comparison.EQ

OPERATORS: dict[Comparison, Callable[[object, object], bool]] = {
    Comparison.EQ: operator.eq,
    Comparison.LT: operator.lt,
    Comparison.LE: operator.le,
    Comparison.GT: operator.gt,
    Comparison.GE: operator.ge,
}
TEXTS: dict[str, Callable[[CrashGroup], str | None]] = {
    "title": lambda group: group.title,
    "error": lambda group: group.error_type,
    "label": lambda group: group.label,
    "kind": lambda group: group.kind,
    "source": lambda group: group.source,
    "frame": lambda group: group.top_frame,
    "fingerprint": lambda group: group.fingerprint,
    "assigned": lambda group: group.assignee.label if group.assignee else None,
}
LISTS: dict[str, Callable[[CrashGroup], list[str]]] = {
    "os": lambda group: [platform.split("/")[0] for platform in group.platforms],
    "platform": lambda group: list(group.platforms),
}
FLAGS: dict[str, Callable[[CrashGroup], bool]] = {
    "open": lambda group: group.status is Status.OPEN,
    "resolved": lambda group: group.status is Status.RESOLVED,
    "ignored": lambda group: group.status is Status.IGNORED,
    "regressed": lambda group: group.regressed_at is not None,
    "pending": lambda group: group.pending,
    "development": lambda group: group.development,
    "note": lambda group: group.notes > 0,
    "assignee": lambda group: group.assignee is not None,
    "resolution": lambda group: group.resolution is not None,
}
NUMBERS: dict[str, Callable[[CrashGroup], int]] = {
    "events": lambda group: group.count,
    "today": lambda group: group.last_day,
    "regressions": lambda group: group.regressions,
    "first-seen": lambda group: group.first_seen,
    "last-seen": lambda group: group.last_seen,
    "age": lambda group: NOVEMBER - group.first_seen,
    "idle": lambda group: NOVEMBER - group.last_seen,
}


def matches(group: CrashGroup, node: Node) -> bool:
    """Evaluate `node` in Python."""
    match node:
        case And():
            return all(matches(group, item) for item in node.items)
        case Or():
            return any(matches(group, item) for item in node.items)
        case Not():
            return not matches(group, node.inner)
        case FreeText():
            searched = (group.title, group.top_frame, group.error_type, group.label, group.source)
            text = "\n".join(map(fold, (*searched, group.fingerprint, group.last_version)))
            return text_matches(text, node.value, anchored=False)
        case Term():
            return term_matches(group, node)


def term_matches(group: CrashGroup, term: Term) -> bool:
    compare = OPERATORS[term.comparison]
    match term.value:
        case NumberValue():
            return compare(NUMBERS[term.field](group), term.value.number)
        case VersionValue():
            version = group.first_version if term.field == "first-version" else group.last_version
            return compare(version_key(fold(version)), version_key(fold(term.value.version)))
        case AgeValue():
            age = NUMBERS[term.field](group)
            return age <= term.value.ms if term.comparison is EQ else compare(age, term.value.ms)
        case InstantValue():
            day = (NUMBERS[term.field](group) - term.value.start) // DAY
            return compare(day, 0)
        case TextValue():
            return text_term_matches(group, term, term.value)


def text_term_matches(group: CrashGroup, term: Term, value: TextValue) -> bool:
    if term.field in ("is", "has"):
        return FLAGS[value.text](group)
    if term.field == "severity":
        ranks = list(Severity)
        return OPERATORS[term.comparison](ranks.index(group.severity), ranks.index(Severity(value.text)))
    if term.field == "status":
        return group.status == value.text
    if term.field == "assigned" and value.text in ("me", "nobody"):
        return (group.assignee and group.assignee.id) == {"me": "usr_me", "nobody": None}[value.text]
    if term.field in LISTS:
        values = LISTS[term.field](group)
        if value.has_wildcard:
            return any(text_matches(fold(found), value, anchored=True) for found in [*dict.fromkeys(values)])
        return text_matches(
            "\n" + "".join(f"{found}\n" for found in dict.fromkeys(values)), value, anchored=False
        )
    text = TEXTS[term.field](group)
    return text is not None and text_matches(fold(text), value, anchored=True)


def text_matches(text: str, value: TextValue, *, anchored: bool) -> bool:
    if not value.has_wildcard:
        return fold(value.text) in text
    pattern = ".*".join(map(re.escape, fold(value.text).split("*")))
    return bool(re.fullmatch(pattern if anchored else f".*{pattern}.*", text, re.DOTALL))


def value_in(group: CrashGroup, column: str) -> tuple[int, object]:
    """The value to sort by; the first part puts None last."""
    values: dict[str, object] = {
        "title": fold(group.title),
        "status": list(Status).index(group.status),
        "severity": list(Severity).index(group.severity),
        "last_version": version_key(fold(group.last_version)),
        "assignee_label": fold(group.assignee.label) if group.assignee else None,
    }
    value = values.get(column, getattr(group, column, None))
    return (value is None, "" if value is None else value)  # type: ignore[return-value]

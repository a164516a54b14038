"""What the detail pane shows of one entry, whatever list it comes from. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import msgspec

from crashdesk.core.audit import AuditEntry, AuditRecord, Missing, Verification
from crashdesk.core.audit_copy import pretty
from crashdesk.core.audit_difference import DifferenceRow, difference
from crashdesk.core.audit_words import REFUSED, actor_words, sentence_of
from crashdesk.core.ids import LATEST, ActionId, Instant, ObjectId
from crashdesk.core.journal import JournalEntry
from crashdesk.core.query.ast import TextValue
from crashdesk.core.query.unparse import write_text
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import absolute
from crashdesk.ui.kit.column import Badge, Tone
from crashdesk.ui.tabs.audit.actions import BY_ACTION, BY_ACTOR, BY_REQUEST, BY_TARGET
from crashdesk.ui.tabs.audit.verification.state import alarm_words
from crashdesk.ui.tabs.audit.words import (
    ACTOR_KINDS,
    EVENT_SENTENCES,
    EVENTS,
    MISSING,
    OBJECT_TYPES,
    REFUSED_WORD,
    WHY_MISSING,
)

Render = Callable[[Text], str]

_WHEN = QT_TRANSLATE_NOOP("Audit", "When")
_UTC = QT_TRANSLATE_NOOP("Audit", "In UTC")
_WHO = QT_TRANSLATE_NOOP("Audit", "Who")
_FROM = QT_TRANSLATE_NOOP("Audit", "From")
_PROGRAM = QT_TRANSLATE_NOOP("Audit", "With")
_ACTION = QT_TRANSLATE_NOOP("Audit", "Action")
_TARGET = QT_TRANSLATE_NOOP("Audit", "Target")
_REASON = QT_TRANSLATE_NOOP("Audit", "Reason")
_OUTCOME = QT_TRANSLATE_NOOP("Audit", "Outcome")
_REQUEST = QT_TRANSLATE_NOOP("Audit", "Request")
_ANSWER = QT_TRANSLATE_NOOP("Audit", "Answer")
_CHANGE = QT_TRANSLATE_NOOP("Audit", "Change")
_NUMBER = QT_TRANSLATE_NOOP("Audit", "Number")
_HASH = QT_TRANSLATE_NOOP("Audit", "Hash")
_BODY_HASH = QT_TRANSLATE_NOOP("Audit", "Hash of the body")
_PREVIOUS = QT_TRANSLATE_NOOP("Audit", "Hash before it")
_LINK = QT_TRANSLATE_NOOP("Audit", "Chain")
_VERIFIED = QT_TRANSLATE_NOOP("Audit", "verified, not signed by the server yet")
_VERIFIED_SIGNED = QT_TRANSLATE_NOOP("Audit", "verified, and signed by the server")
_NOT_YET = QT_TRANSLATE_NOOP("Audit", "not verified yet")
_BEHIND_BREAK = QT_TRANSLATE_NOOP("Audit", "not verified: it stands behind the place where the log breaks")
_BREAKS = QT_TRANSLATE_NOOP("Audit", "the log breaks here")
_BREAKS_HERE = QT_TRANSLATE_NOOP("Audit", "breaks here")
_WITH_KIND = QT_TRANSLATE_NOOP("Audit", "{name} ({kind})")


class Fact(msgspec.Struct, frozen=True):
    """One line of the pane.

    Attributes:
        code: whether it is an identifier, to be shown in the font for those.
        filter: what to put into the filter when it is clicked, empty where it is plain text.
        quiet: more about it, such as an id, in quiet letters beneath.
    """

    title: Text
    value: str
    code: bool = False
    filter: str = ""
    quiet: str = ""


class EntryDetail(msgspec.Struct, frozen=True):
    """An entry, ready to be shown.

    Attributes:
        note: what has to be said about it above everything else, in a tone of `kit.forms.Notice`.
        facts: what is known of it, and `chain` what its place in the log is.
        stored: its JSON exactly as it is kept, empty when there is none; `pretty` the same with line ends.
    """

    id: ObjectId
    heading: str
    badges: tuple[Badge, ...] = ()
    note: tuple[str, Text] | None = None
    facts: tuple[Fact, ...] = ()
    rows: tuple[DifferenceRow, ...] = ()
    chain: tuple[Fact, ...] = ()
    pretty: str = ""
    stored: str = ""


def detail_of(
    entry: AuditEntry, previous_hash: str, verification: Verification, render: Render
) -> EntryDetail:
    """Return an entry of the server's log; `previous_hash` is empty when the entry before is not here."""
    record = entry.record
    return EntryDetail(
        id=entry.id,
        heading=render(sentence_of(entry, render)),
        badges=_badges(entry, verification),
        note=_note(entry, verification),
        facts=_facts(record, render) if record else (),
        rows=difference(record.before, record.after, render) if record else (),
        chain=_chain(entry, previous_hash, verification, render),
        pretty=pretty(entry.body),
        stored=entry.body,
    )


def detail_of_journal(entry: JournalEntry, render: Render) -> EntryDetail:
    """Return a line of the journal of this desk."""
    word, tone = EVENTS[entry.event]
    target = render(OBJECT_TYPES[entry.object_type])
    facts = (
        Fact(_WHEN, absolute(entry.at)),
        Fact(_UTC, utc(entry.at)),
        Fact(_OUTCOME, render(EVENT_SENTENCES[entry.event])),
        Fact(_ANSWER, entry.answer),
        Fact(_TARGET, target, quiet=entry.object_id, filter=_term("target", entry.object_id)),
        Fact(_CHANGE, str(entry.change_id or "")),
    )
    return EntryDetail(
        id=entry.id,
        heading=render(entry.sentence),
        badges=(Badge(word, tone),),
        facts=tuple(fact for fact in facts if fact.value),
        pretty=pretty(entry.change),
        stored=entry.change,
    )


def utc(at: Instant) -> str:
    """Write an instant in UTC, to the millisecond."""
    moment = datetime.fromtimestamp(max(0, min(at, LATEST)) / 1000, UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{at % 1000:03}"


def _note(entry: AuditEntry, verification: Verification) -> tuple[str, Text] | None:
    finding = verification.finding
    if finding is not None and finding.seq == entry.seq:
        return "danger", alarm_words(finding)
    return ("info", WHY_MISSING[entry.missing]) if entry.record is None else None


def _badges(entry: AuditEntry, verification: Verification) -> tuple[Badge, ...]:
    badges: list[Badge] = []
    finding = verification.finding
    if finding is not None and finding.seq == entry.seq:
        badges.append(Badge(_BREAKS_HERE, Tone.BAD))
    if entry.record and entry.record.outcome == REFUSED:
        badges.append(Badge(REFUSED_WORD, Tone.WARNING))
    if entry.missing is not Missing.NONE:
        badges.append(Badge(MISSING[entry.missing], Tone.MUTED))
    return tuple(badges)


def _facts(record: AuditRecord, render: Render) -> tuple[Fact, ...]:
    actor, target = record.actor, record.target
    kind = ACTOR_KINDS.get(actor.kind)
    who = _WITH_KIND(name=actor_words(record, render), kind=render(kind) if kind else actor.kind)
    facts = [
        Fact(_WHEN, absolute(record.at)),
        Fact(_UTC, utc(record.at)),
        Fact(_WHO, render(who), quiet=actor.id, filter=by_actor(record)),
        Fact(_ACTION, record.action, code=True, filter=by_action(record)),
    ]
    if target is not None:
        quiet = " ".join(part for part in (target.type, target.id) if part)
        facts.append(Fact(_TARGET, target.label or target.id, quiet=quiet, filter=by_target(record)))
    facts += [
        Fact(_REASON, record.reason),
        Fact(_OUTCOME, record.outcome),
        Fact(_FROM, record.ip, code=True, filter=_term("ip", record.ip)),
        Fact(_PROGRAM, record.user_agent),
        Fact(_REQUEST, record.request_id, code=True, filter=by_request(record)),
    ]
    return tuple(fact for fact in facts if fact.value)


def _chain(
    entry: AuditEntry, previous_hash: str, verification: Verification, render: Render
) -> tuple[Fact, ...]:
    facts = (
        Fact(_NUMBER, str(entry.seq), code=True),
        Fact(_LINK, render(_standing(entry, verification))),
        Fact(_HASH, entry.hash, code=True),
        Fact(_PREVIOUS, previous_hash, code=True),
        Fact(_BODY_HASH, entry.body_hash, code=True),
    )
    return tuple(fact for fact in facts if fact.value)


def _standing(entry: AuditEntry, verification: Verification) -> Text:
    finding = verification.finding
    if finding is not None and finding.seq == entry.seq:
        return _BREAKS
    if entry.seq <= verification.verified_to:
        return _VERIFIED_SIGNED if entry.seq <= verification.signed_to else _VERIFIED
    return _BEHIND_BREAK if finding is not None else _NOT_YET


# Filters that lead from one entry to those like it


def by_actor(record: AuditRecord) -> str:
    """Return the filter for what the same person did."""
    return _term("actor", record.actor.label)


def by_action(record: AuditRecord) -> str:
    """Return the filter for the same action."""
    return _term("action", record.action)


def by_target(record: AuditRecord) -> str:
    """Return the filter for all about the same thing."""
    target = record.target
    if target is None:
        return ""
    return _term("target-id", target.id) or _term("target", target.label)


def by_request(record: AuditRecord) -> str:
    """Return the filter for all of the same request."""
    return _term("request", record.request_id)


FILTERS_LIKE: Mapping[ActionId, Callable[[AuditRecord], str]] = {
    BY_ACTOR: by_actor,
    BY_ACTION: by_action,
    BY_TARGET: by_target,
    BY_REQUEST: by_request,
}
"""What each action filters by."""


def filter_like(entry: object, action: ActionId) -> str:
    """Return the filter of an action for an entry, empty where the entry does not say what it needs."""
    record = entry.record if isinstance(entry, AuditEntry) else None
    return FILTERS_LIKE[action](record) if record else ""


def _term(field: str, value: str) -> str:
    return f"{field}:{write_text(TextValue(value))}" if value else ""

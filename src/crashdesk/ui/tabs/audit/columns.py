"""The columns of the server's log and of the journal of this desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crashdesk.core.audit import AuditEntry, AuditRecord
from crashdesk.core.audit_words import REFUSED, actor_words, sentence_of
from crashdesk.core.ids import Instant
from crashdesk.core.journal import JournalEntry
from crashdesk.core.tables import SortKey
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import absolute, local
from crashdesk.ui.kit.column import Badge, CellKind, Column, Labelled, Moment, Tone
from crashdesk.ui.tabs.audit.words import DONE_WORD, EVENTS, MISSING, OBJECT_TYPES, REFUSED_WORD

Render = Callable[[Text], str]

FIRST_SORT = (SortKey("seq", descending=True),)
"""The end of the chain stands first; entries whose body is missing have no time, but a number."""
FIRST_JOURNAL_SORT = (SortKey("at", descending=True),)


def outcome_badge(entry: AuditEntry) -> Badge | None:
    """Return what became of it."""
    if entry.record is None:
        return Badge(MISSING[entry.missing], Tone.MUTED) if entry.missing else None
    if entry.record.outcome == REFUSED:
        return Badge(REFUSED_WORD, Tone.WARNING)
    return Badge(DONE_WORD, Tone.MUTED)


def event_badge(entry: JournalEntry) -> Badge:
    """Return what happened to it."""
    text, tone = EVENTS[entry.event]
    return Badge(text, tone)


def day_of(entry: AuditEntry | JournalEntry) -> object:
    """Return the local day that an entry belongs to, None where it has no time."""
    at = _at(entry)
    return local(at).date() if at is not None else None


def _at(entry: AuditEntry | JournalEntry) -> Instant | None:
    if isinstance(entry, JournalEntry):
        return entry.at
    return entry.record.at if entry.record else None


def _moment(entry: AuditEntry | JournalEntry) -> Moment | None:
    at = _at(entry)
    return Moment(at) if at is not None else None


def _said(read: Callable[[AuditRecord], str]) -> Callable[[AuditEntry], str | None]:
    return lambda entry: read(entry.record) if entry.record else None


def _spoken_moment(entry: AuditEntry | JournalEntry) -> Text | None:
    at = _at(entry)
    return QT_TRANSLATE_NOOP("Audit", "{date}")(date=absolute(at)) if at is not None else None


def _spoken_number(entry: AuditEntry) -> Text:
    return QT_TRANSLATE_NOOP("Audit", "entry {seq}")(seq=entry.seq)


def _spoken_outcome(entry: AuditEntry) -> Text | None:
    badge = outcome_badge(entry)
    return badge.text if badge and badge.tone is not Tone.MUTED else None


_NUMBER = Column[AuditEntry](
    "seq",
    QT_TRANSLATE_NOOP("Audit", "No."),
    CellKind.NUMBER,
    lambda entry: entry.seq,
    sort="seq",
    width=74,
    falls=True,
    help=QT_TRANSLATE_NOOP("Audit", "The number of the entry in the server's chain, without gaps"),
    spoken=_spoken_number,
)
_TIME = Column[AuditEntry | JournalEntry](
    "at",
    QT_TRANSLATE_NOOP("Audit", "Time"),
    CellKind.MOMENT,
    _moment,
    sort="at",
    width=150,
    falls=True,
    help=QT_TRANSLATE_NOOP("Audit", "When, in this computer's time zone; a line stands between days"),
    spoken=_spoken_moment,
)
_OUTCOME = Column[AuditEntry](
    "outcome",
    QT_TRANSLATE_NOOP("Audit", "Outcome"),
    CellKind.BADGE,
    outcome_badge,
    sort="outcome",
    width=96,
    visible=False,
    spoken=_spoken_outcome,
)
_TITLES = {
    "actor_label": QT_TRANSLATE_NOOP("Audit", "Actor"),
    "action": QT_TRANSLATE_NOOP("Audit", "Action"),
    "target_label": QT_TRANSLATE_NOOP("Audit", "Target"),
    "target_type": QT_TRANSLATE_NOOP("Audit", "Kind of target"),
    "reason": QT_TRANSLATE_NOOP("Audit", "Reason"),
    "ip": QT_TRANSLATE_NOOP("Audit", "Address"),
    "request_id": QT_TRANSLATE_NOOP("Audit", "Request"),
}


def audit_columns(render: Render) -> tuple[Column[Any], ...]:
    """Return all that is known of an entry, its parts put into words by `render`."""

    def named(record: AuditRecord) -> str:
        return actor_words(record, render)

    return (
        _NUMBER,
        _TIME,
        _sentence_column(render),
        _fact("actor_label", named, 150),
        _fact("action", lambda record: record.action, 190, CellKind.CODE),
        _fact("target_label", _target_name, 170),
        _fact("target_type", lambda record: record.target.type if record.target else "", 110, CellKind.CODE),
        _OUTCOME,
        _fact("reason", lambda record: record.reason, 190),
        _fact("ip", lambda record: record.ip, 130, CellKind.CODE),
        _fact("request_id", lambda record: record.request_id, 150, CellKind.CODE),
    )


def _sentence_column(render: Render) -> Column[AuditEntry]:
    def sentence(entry: AuditEntry) -> str:
        return render(sentence_of(entry, render))

    def labelled(entry: AuditEntry) -> Labelled:
        badge = outcome_badge(entry)
        return Labelled(sentence(entry), (badge,) if badge and badge.text is not DONE_WORD else ())

    return Column(
        "sentence",
        QT_TRANSLATE_NOOP("Audit", "What happened"),
        CellKind.TEXT,
        labelled,
        width=260,
        stretches=True,
        spoken=lambda entry: QT_TRANSLATE_NOOP("Audit", "{sentence}")(sentence=sentence(entry)),
    )


def _fact(
    name: str, read: Callable[[AuditRecord], str], width: int, kind: CellKind = CellKind.TEXT
) -> Column[AuditEntry]:
    return Column(name, _TITLES[name], kind, _said(read), sort=name, width=width, visible=False)


def _target_name(record: AuditRecord) -> str:
    return record.target.label or record.target.id if record.target else ""


def journal_columns(render: Render) -> tuple[Column[Any], ...]:
    """Return all that is known of a line of the journal."""
    return (_TIME, _done_column(render), *_JOURNAL_FACTS, _object_column(render), _OBJECT_ID)


def _done_column(render: Render) -> Column[JournalEntry]:
    return Column(
        "sentence",
        QT_TRANSLATE_NOOP("Audit", "What this desk was to do"),
        CellKind.TEXT,
        lambda entry: render(entry.sentence),
        sort="sentence",
        width=260,
        stretches=True,
        spoken=lambda entry: entry.sentence,
    )


def _object_column(render: Render) -> Column[JournalEntry]:
    return Column(
        "object_type",
        QT_TRANSLATE_NOOP("Audit", "Kind of target"),
        CellKind.TEXT,
        lambda entry: render(OBJECT_TYPES[entry.object_type]),
        sort="object_type",
        width=120,
        visible=False,
    )


_JOURNAL_FACTS = (
    Column[JournalEntry](
        "event",
        QT_TRANSLATE_NOOP("Audit", "What became of it"),
        CellKind.BADGE,
        event_badge,
        sort="event",
        width=136,
        spoken=lambda entry: EVENTS[entry.event][0],
    ),
    Column[JournalEntry](
        "answer",
        QT_TRANSLATE_NOOP("Audit", "Answer"),
        CellKind.TEXT,
        lambda entry: entry.answer,
        sort="answer",
        width=150,
    ),
)
_OBJECT_ID = Column[JournalEntry](
    "object_id",
    QT_TRANSLATE_NOOP("Audit", "Id of the target"),
    CellKind.CODE,
    lambda entry: entry.object_id,
    sort="object_id",
    width=170,
    visible=False,
)

"""The audit tab in words: outcomes, what happened to changes of this desk, kinds of objects. Free of Qt."""

from __future__ import annotations

from crashdesk.core.audit import Missing
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import ActorKind
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.column import Tone

DONE_WORD = QT_TRANSLATE_NOOP("Audit", "done")
REFUSED_WORD = QT_TRANSLATE_NOOP("Audit", "refused")
MISSING = {
    Missing.HIDDEN: QT_TRANSLATE_NOOP("Audit", "hidden"),
    Missing.ERASED: QT_TRANSLATE_NOOP("Audit", "erased"),
    Missing.PURGED: QT_TRANSLATE_NOOP("Audit", "retention"),
}
WHY_MISSING = {
    Missing.HIDDEN: QT_TRANSLATE_NOOP(
        "Audit",
        "You may not see what this entry says. Its hash is here, so that the chain can still be verified.",
    ),
    Missing.ERASED: QT_TRANSLATE_NOOP(
        "Audit",
        "What this entry said was erased because it was about a person. Its hash stays, and a later entry of "
        "the log names the erasure.",
    ),
    Missing.PURGED: QT_TRANSLATE_NOOP(
        "Audit",
        "What this entry said was removed by the server's retention before this desk fetched it. Its hash "
        "stays, and a later entry of the log names the removal.",
    ),
    Missing.NONE: QT_TRANSLATE_NOOP(
        "Audit", "This desk cannot read what this entry says. The raw JSON is as the server sent it."
    ),
}
ACTOR_KINDS = {
    ActorKind.USER.value: QT_TRANSLATE_NOOP("Audit", "signed in"),
    ActorKind.API_KEY.value: QT_TRANSLATE_NOOP("Audit", "by API key"),
    ActorKind.SYSTEM.value: QT_TRANSLATE_NOOP("Audit", "by itself"),
    ActorKind.ANONYMOUS.value: QT_TRANSLATE_NOOP("Audit", "not signed in"),
}
EVENTS = {
    Event.QUEUED: (QT_TRANSLATE_NOOP("Audit", "decided"), Tone.MUTED),
    Event.UNDONE: (QT_TRANSLATE_NOOP("Audit", "undone"), Tone.MUTED),
    Event.SENT: (QT_TRANSLATE_NOOP("Audit", "sent"), Tone.ACCENT),
    Event.UNKNOWN: (QT_TRANSLATE_NOOP("Audit", "no answer"), Tone.WARNING),
    Event.DONE: (QT_TRANSLATE_NOOP("Audit", "done"), Tone.GOOD),
    Event.ALREADY_DONE: (QT_TRANSLATE_NOOP("Audit", "already so"), Tone.GOOD),
    Event.REBASED: (QT_TRANSLATE_NOOP("Audit", "sent again"), Tone.ACCENT),
    Event.CONFLICT: (QT_TRANSLATE_NOOP("Audit", "conflict"), Tone.WARNING),
    Event.REJECTED: (QT_TRANSLATE_NOOP("Audit", "refused"), Tone.BAD),
    Event.DISCARDED: (QT_TRANSLATE_NOOP("Audit", "discarded"), Tone.MUTED),
    Event.ACKNOWLEDGED: (QT_TRANSLATE_NOOP("Audit", "seen"), Tone.WARNING),
}
EVENT_SENTENCES = {
    Event.QUEUED: QT_TRANSLATE_NOOP("Audit", "It was decided here and waited to be sent."),
    Event.UNDONE: QT_TRANSLATE_NOOP("Audit", "It was taken back before it was sent."),
    Event.SENT: QT_TRANSLATE_NOOP("Audit", "It was sent to the server."),
    Event.UNKNOWN: QT_TRANSLATE_NOOP(
        "Audit", "It was sent, and no answer came; the server was asked afterwards."
    ),
    Event.DONE: QT_TRANSLATE_NOOP("Audit", "It was done."),
    Event.ALREADY_DONE: QT_TRANSLATE_NOOP("Audit", "Somebody else had decided the same meanwhile."),
    Event.REBASED: QT_TRANSLATE_NOOP(
        "Audit", "Somebody else had changed something else meanwhile; it was sent again on top of that."
    ),
    Event.CONFLICT: QT_TRANSLATE_NOOP("Audit", "Somebody else had changed the same meanwhile."),
    Event.REJECTED: QT_TRANSLATE_NOOP("Audit", "The server refused it."),
    Event.DISCARDED: QT_TRANSLATE_NOOP("Audit", "It was given up here."),
    Event.ACKNOWLEDGED: QT_TRANSLATE_NOOP("Audit", "Somebody has seen it here."),
}
OBJECT_TYPES = {
    ObjectType.CRASH_GROUP: QT_TRANSLATE_NOOP("Audit", "Crash group"),
    ObjectType.CRASH_REPORT: QT_TRANSLATE_NOOP("Audit", "Crash report"),
    ObjectType.CRASH_ACTIVITY: QT_TRANSLATE_NOOP("Audit", "Note"),
    ObjectType.PERSON: QT_TRANSLATE_NOOP("Audit", "Person"),
    ObjectType.USER: QT_TRANSLATE_NOOP("Audit", "Account"),
    ObjectType.AUDIT_ENTRY: QT_TRANSLATE_NOOP("Audit", "Audit log"),
    ObjectType.JOURNAL_ENTRY: QT_TRANSLATE_NOOP("Audit", "Journal"),
    ObjectType.WEBHOOK: QT_TRANSLATE_NOOP("Audit", "Webhook"),
    ObjectType.DELIVERY: QT_TRANSLATE_NOOP("Audit", "Delivery"),
    ObjectType.REPLAY_PLAN: QT_TRANSLATE_NOOP("Audit", "Replay plan"),
    ObjectType.TASK: QT_TRANSLATE_NOOP("Audit", "Task"),
    ObjectType.QUEUE: QT_TRANSLATE_NOOP("Audit", "Queue"),
    ObjectType.JOB: QT_TRANSLATE_NOOP("Audit", "Job"),
}

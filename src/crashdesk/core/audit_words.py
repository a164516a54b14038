"""The audit log in plain English: one sentence for each entry. Labels are data and stay as they are.

An action that is not known here, as of a newer or another server, gets a sentence all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from crashdesk.core.audit import AuditEntry, AuditRecord, Missing
from crashdesk.core.audit_values import RIGHTS, Render, value_words
from crashdesk.core.people import ActorKind
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line

REFUSED = "refused"
"""The outcome of what was tried and not done."""
_LABEL = 120
"""Characters of a name or title in a sentence; the whole of it is among the facts."""

_MISSING = {
    Missing.HIDDEN: QT_TRANSLATE_NOOP("AuditWords", "You may not see what this entry says"),
    Missing.ERASED: QT_TRANSLATE_NOOP("AuditWords", "What this entry said was erased"),
    Missing.PURGED: QT_TRANSLATE_NOOP("AuditWords", "What this entry said was removed by retention"),
    Missing.NONE: QT_TRANSLATE_NOOP("AuditWords", "This entry cannot be read; its raw text can be looked at"),
}
_SERVER = QT_TRANSLATE_NOOP("AuditWords", "The server")
_SOMEBODY = QT_TRANSLATE_NOOP("AuditWords", "Somebody")
_SOMETHING = QT_TRANSLATE_NOOP("AuditWords", "something without a name")
_REFUSED_ANYWAY = QT_TRANSLATE_NOOP("AuditWords", "Refused: {sentence}")
_UNKNOWN = QT_TRANSLATE_NOOP("AuditWords", "{actor} did “{action}”")
_UNKNOWN_TO = QT_TRANSLATE_NOOP("AuditWords", "{actor} did “{action}” to {target}")

_SENTENCES = {
    "user.registered": QT_TRANSLATE_NOOP("AuditWords", "{target} registered and waits for approval"),
    "user.approved": QT_TRANSLATE_NOOP("AuditWords", "{actor} approved {target} as {role}"),
    "user.rejected": QT_TRANSLATE_NOOP("AuditWords", "{actor} rejected {target}"),
    "user.role_changed": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} changed {target} from {former_role} to {role}"
    ),
    "user.permissions_changed": QT_TRANSLATE_NOOP("AuditWords", "{actor} changed the rights of {target}"),
    "user.renamed": QT_TRANSLATE_NOOP("AuditWords", "{actor} renamed {before} to {after}"),
    "user.disabled": QT_TRANSLATE_NOOP("AuditWords", "{actor} disabled the account of {target}"),
    "user.enabled": QT_TRANSLATE_NOOP("AuditWords", "{actor} enabled the account of {target} again"),
    "user.deleted": QT_TRANSLATE_NOOP("AuditWords", "{actor} deleted the account of {target}"),
    "user.signed_out": QT_TRANSLATE_NOOP("AuditWords", "{actor} signed {target} out everywhere"),
    "user.listed": QT_TRANSLATE_NOOP("AuditWords", "{actor} looked at the list of people"),
    "user.opened": QT_TRANSLATE_NOOP("AuditWords", "{actor} looked at the account of {target}"),
    "session.started": QT_TRANSLATE_NOOP("AuditWords", "{actor} signed in"),
    "session.ended": QT_TRANSLATE_NOOP("AuditWords", "{actor} signed out"),
    "session.refused": QT_TRANSLATE_NOOP("AuditWords", "{actor} tried in vain to sign in as {target}"),
    "session.listed": QT_TRANSLATE_NOOP("AuditWords", "{actor} looked at where they are signed in"),
    "password.changed": QT_TRANSLATE_NOOP("AuditWords", "{actor} changed the password of {target}"),
    "api_key.created": QT_TRANSLATE_NOOP("AuditWords", "{actor} made the API key “{target}”"),
    "api_key.revoked": QT_TRANSLATE_NOOP("AuditWords", "{actor} revoked the API key “{target}”"),
    "server.set_up": QT_TRANSLATE_NOOP("AuditWords", "The server was set up; {target} is its first admin"),
    "crash_group.status_changed": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} changed “{target}” from {before} to {after}"
    ),
    "crash_group.resolution_changed": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} changed the fix of “{target}” from {before} to {after}"
    ),
    "crash_group.severity_changed": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} changed the severity of “{target}” from {before} to {after}"
    ),
    "crash_group.assigned": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} handed “{target}” from {before} to {after}"
    ),
    "crash_group.regressed": QT_TRANSLATE_NOOP("AuditWords", "“{target}” came back after it was resolved"),
    "crash_group.ignore_ended": QT_TRANSLATE_NOOP("AuditWords", "“{target}” is no longer ignored"),
    "crash_group.note_added": QT_TRANSLATE_NOOP("AuditWords", "{actor} wrote a note about “{target}”"),
    "crash_group.deleted": QT_TRANSLATE_NOOP("AuditWords", "{actor} deleted “{target}” with all its reports"),
    "webhook.created": QT_TRANSLATE_NOOP("AuditWords", "{actor} made the webhook {target}"),
    "webhook.changed": QT_TRANSLATE_NOOP("AuditWords", "{actor} changed the webhook {target}"),
    "webhook.enabled": QT_TRANSLATE_NOOP("AuditWords", "{actor} enabled the webhook {target}"),
    "webhook.disabled": QT_TRANSLATE_NOOP("AuditWords", "{actor} disabled the webhook {target}"),
    "webhook.deleted": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} deleted the webhook {target} with the record of its deliveries"
    ),
    "webhook.secret_rotated": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} gave the webhook {target} another signing secret"
    ),
    "webhook.tested": QT_TRANSLATE_NOOP("AuditWords", "{actor} sent a test event to the webhook {target}"),
    "delivery.replayed": QT_TRANSLATE_NOOP("AuditWords", "{actor} had {target} sent again"),
    "replay_plan.created": QT_TRANSLATE_NOOP("AuditWords", "{actor} planned to replay deliveries"),
    "replay_plan.run": QT_TRANSLATE_NOOP("AuditWords", "{actor} had planned deliveries replayed"),
    "replay_plan.cancelled": QT_TRANSLATE_NOOP("AuditWords", "{actor} stopped replaying deliveries"),
    "task.overridden": QT_TRANSLATE_NOOP("AuditWords", "{actor} changed how the task {target} runs"),
    "task.override_cleared": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} lets the task {target} run as it is declared again"
    ),
    "task.override_ended": QT_TRANSLATE_NOOP(
        "AuditWords", "The time was over for which the task {target} ran otherwise"
    ),
    "task.middleware_switched": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} switched a middleware of the task {target}"
    ),
    "queue.overridden": QT_TRANSLATE_NOOP("AuditWords", "{actor} changed how the queue {target} runs"),
    "queue.override_cleared": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} lets the queue {target} run as it is declared again"
    ),
    "queue.override_ended": QT_TRANSLATE_NOOP(
        "AuditWords", "The time was over for which the queue {target} ran otherwise"
    ),
    "queue.paused": QT_TRANSLATE_NOOP("AuditWords", "{actor} paused the queue {target}"),
    "queue.resumed": QT_TRANSLATE_NOOP("AuditWords", "{actor} resumed the queue {target}"),
    "job.retried": QT_TRANSLATE_NOOP("AuditWords", "{actor} let the job {target} run again"),
    "job.cancelled": QT_TRANSLATE_NOOP("AuditWords", "{actor} cancelled the job {target}"),
    "audit.read": QT_TRANSLATE_NOOP("AuditWords", "{actor} read the audit log"),
    "audit.exported": QT_TRANSLATE_NOOP("AuditWords", "{actor} exported entries of the audit log"),
    "audit.erased": QT_TRANSLATE_NOOP("AuditWords", "{actor} erased what entries said"),
    "audit.purged": QT_TRANSLATE_NOOP("AuditWords", "Old entries were removed by retention"),
    "audit.key_changed": QT_TRANSLATE_NOOP(
        "AuditWords", "The server signs its log with a new key from now on"
    ),
}
_REFUSALS = {
    "user.registered": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} tried to register as {target}, who has an account already"
    ),
    "session.started": QT_TRANSLATE_NOOP("AuditWords", "{actor} tried in vain to sign in"),
}
_BARE = {
    "user.approved": QT_TRANSLATE_NOOP("AuditWords", "{actor} approved {target}"),
    "user.role_changed": QT_TRANSLATE_NOOP("AuditWords", "{actor} changed the role of {target}"),
    "user.renamed": QT_TRANSLATE_NOOP("AuditWords", "{actor} renamed {target}"),
    "crash_group.status_changed": QT_TRANSLATE_NOOP("AuditWords", "{actor} changed the status of “{target}”"),
    "crash_group.resolution_changed": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} changed the fix of “{target}”"
    ),
    "crash_group.severity_changed": QT_TRANSLATE_NOOP(
        "AuditWords", "{actor} changed the severity of “{target}”"
    ),
    "crash_group.assigned": QT_TRANSLATE_NOOP("AuditWords", "{actor} handed “{target}” to somebody"),
}
"""Where an entry does not tell what was or what is."""

_REGISTERED_AS = QT_TRANSLATE_NOOP("AuditWords", "{target} registered as {role}")
_NAMED_FIELDS = {
    "user.renamed": "name",
    "crash_group.status_changed": "status",
    "crash_group.resolution_changed": "status",
    "crash_group.severity_changed": "severity",
    "crash_group.assigned": "assignee",
}
"""The field that a sentence is about, where it says what was and what is."""
_CAME_BACK = QT_TRANSLATE_NOOP("AuditWords", "“{target}” came back in {version} after it was resolved")
_TRIED_AGAIN = QT_TRANSLATE_NOOP("AuditWords", "{actor} tried {n} more time(s) to sign in as {target}")
_TRIED = QT_TRANSLATE_NOOP("AuditWords", "{actor} tried {n} time(s) to sign in as {target}")
_ENDED_ONE = QT_TRANSLATE_NOOP("AuditWords", "A session of {target} ended")
_OWN_PASSWORD = QT_TRANSLATE_NOOP("AuditWords", "{actor} changed their password")
_GAVE = QT_TRANSLATE_NOOP("AuditWords", "{actor} gave {target} the right to {right}")
_TOOK = QT_TRANSLATE_NOOP("AuditWords", "{actor} took from {target} the right to {right}")
_EXPORTED = QT_TRANSLATE_NOOP("AuditWords", "{actor} exported {count} entries of the audit log as {form}")
_ERASED_ONE = QT_TRANSLATE_NOOP("AuditWords", "{actor} erased the body of one entry")
_ERASED = QT_TRANSLATE_NOOP("AuditWords", "{actor} erased the bodies of {count} entries")
_PURGED_ONE = QT_TRANSLATE_NOOP("AuditWords", "One body was removed by retention")
_PURGED = QT_TRANSLATE_NOOP("AuditWords", "{count} bodies were removed by retention")


def sentence_of(entry: AuditEntry, render: Render = str) -> Text:
    """Say in one sentence what an entry tells; `render` puts the parts of it into words."""
    record = entry.record
    if record is None:
        return _MISSING[entry.missing]
    sentence = _refusal(record) if record.outcome == REFUSED else _sentence(record)
    filled = sentence(sentence.n, **{**_values(record, render), **sentence.values})
    if record.outcome == REFUSED and record.action not in {*_REFUSALS, "session.refused"}:
        return _REFUSED_ANYWAY(sentence=render(filled))
    return filled


def actor_words(record: AuditRecord, render: Render = str) -> str:
    """Name who did something."""
    label = _short(record.actor.label)
    if record.actor.kind == ActorKind.SYSTEM:
        return render(_SERVER)
    if record.actor.kind == ActorKind.ANONYMOUS:
        return render(_SOMEBODY)
    return label or _short(record.actor.id) or render(_SOMEBODY)


def target_words(record: AuditRecord, render: Render = str) -> str:
    """Name what something was done to."""
    target = record.target
    if target is None:
        return render(_SOMETHING)
    return _short(target.label or target.id) or render(_SOMETHING)


def seqs_in(after: Mapping[str, object] | None) -> tuple[tuple[int, int], ...]:
    """Return the ranges of entries that an erasure or a purge names, both ends included."""
    ranges = (after or {}).get("seqs")
    found: list[tuple[int, int]] = []
    for part in cast("list[object]", ranges) if isinstance(ranges, list) else ():
        match part:
            case [int() as first, int() as last] if first <= last:
                found.append((first, last))
            case _:
                pass
    return tuple(found)


def _sentence(record: AuditRecord) -> Text:
    special = _SPECIAL.get(record.action)
    sentence = special(record) if special else None
    if sentence is None and not _says_what(record):
        sentence = _BARE.get(record.action)
    return sentence or _SENTENCES.get(record.action) or _unknown(record)


def _refusal(record: AuditRecord) -> Text:
    return _REFUSALS.get(record.action) or _sentence(record)


def _unknown(record: AuditRecord) -> Text:
    sentence = _UNKNOWN_TO if record.target else _UNKNOWN
    return sentence(action=_short(record.action))


def _says_what(record: AuditRecord) -> bool:
    """Tell whether the entry holds what its sentence needs."""
    match record.action:
        case "user.approved":
            return "role" in (record.after or {})
        case "user.role_changed":
            return "role" in (record.after or {}) and "role" in (record.before or {})
        case action if action in _NAMED_FIELDS:
            return bool(record.before and record.after)
        case _:
            return True


def _values(record: AuditRecord, render: Render) -> dict[str, str]:
    before, after = record.before or {}, record.after or {}
    field = _NAMED_FIELDS.get(record.action, "")
    return {
        "actor": actor_words(record, render),
        "target": target_words(record, render),
        "role": _short(value_words("role", after.get("role"), render)),
        "former_role": _short(value_words("role", before.get("role"), render)),
        "before": _short(value_words(field, _about(before, field), render)),
        "after": _short(value_words(field, _about(after, field), render)),
    }


def _short(words: str) -> str:
    return visible_line(words if len(words) <= _LABEL else words[: _LABEL - 1].rstrip() + "…")


def _about(state: Mapping[str, object], field: str) -> object:
    """Return the field, or what stands alone; the name where it is a person."""
    found = state.get(field, next(iter(state.values()), None))
    match found:
        case {"label": str() as label}:
            return label
        case _:
            return found


def _registered(record: AuditRecord) -> Text | None:
    role = (record.after or {}).get("role")
    return _REGISTERED_AS if isinstance(role, str) and role != "pending" else None


def _regressed(record: AuditRecord) -> Text | None:
    version = (record.after or {}).get("version")
    return _CAME_BACK(version=_short(version)) if isinstance(version, str) else None


def _refused_sign_ins(record: AuditRecord) -> Text | None:
    after = record.after or {}
    attempts = after.get("attempts")
    if not isinstance(attempts, int):
        return None
    if "since" in after:
        return _TRIED_AGAIN(attempts)
    return _TRIED(attempts) if attempts > 1 else None


def _ended(record: AuditRecord) -> Text | None:
    return _ENDED_ONE if record.actor.kind == ActorKind.SYSTEM else None


def _started(record: AuditRecord) -> Text | None:
    """Who signs in is nobody to the server until then, so the target may be the one to name."""
    if record.actor.kind == ActorKind.ANONYMOUS and record.target:
        return _SENTENCES["session.started"](actor=_short(record.target.label))
    return None


def _password(record: AuditRecord) -> Text | None:
    is_own = record.target is None or record.target.id == record.actor.id
    return _OWN_PASSWORD if is_own else None


def _rights(record: AuditRecord) -> Text | None:
    """Name the right where exactly one was given or taken."""
    before, after = (_list((state or {}).get("permissions")) for state in (record.before, record.after))
    given, taken = after - before, before - after
    if len(given) + len(taken) != 1:
        return None
    right = next(iter(given | taken))
    words = _short(str(RIGHTS.get(right, right)))
    return _GAVE(right=words) if given else _TOOK(right=words)


def _list(value: object) -> set[str]:
    parts = cast("list[object]", value) if isinstance(value, list) else ()
    return {part for part in parts if isinstance(part, str)}


def _exported(record: AuditRecord) -> Text | None:
    match record.after:
        case {"count": int() as count, "format": str() as form}:
            return _EXPORTED(count=count, form=_short(value_words("format", form)))
        case _:
            return None


def _erased(record: AuditRecord) -> Text | None:
    return _counted(record, _ERASED_ONE, _ERASED)


def _purged(record: AuditRecord) -> Text | None:
    return _counted(record, _PURGED_ONE, _PURGED)


def _counted(record: AuditRecord, one: Text, several: Text) -> Text | None:
    count = sum(last - first + 1 for first, last in seqs_in(record.after))
    if count == 1:
        return one
    return several(count=f"{count:,}") if count else None


_SPECIAL: Mapping[str, Callable[[AuditRecord], Text | None]] = {
    "user.registered": _registered,
    "user.permissions_changed": _rights,
    "session.started": _started,
    "session.refused": _refused_sign_ins,
    "session.ended": _ended,
    "password.changed": _password,
    "crash_group.regressed": _regressed,
    "audit.exported": _exported,
    "audit.erased": _erased,
    "audit.purged": _purged,
}
"""Actions whose sentence hangs on what the entry holds; None where the ordinary one will do."""

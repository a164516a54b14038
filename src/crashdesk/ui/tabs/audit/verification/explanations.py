"""What a verified log proves, what each kind of break means, and what to do then. Free of Qt."""

from __future__ import annotations

import msgspec

from crashdesk.core.audit import Finding, FindingKind
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text


class Explanation(msgspec.Struct, frozen=True):
    """Paragraphs of a dialog, each under its title."""

    title: Text
    parts: tuple[tuple[Text, Text], ...]


_WHAT = QT_TRANSLATE_NOOP("AuditMeaning", "What was found")
_PROVES = QT_TRANSLATE_NOOP("AuditMeaning", "What it proves")
_PROVES_NOT = QT_TRANSLATE_NOOP("AuditMeaning", "What it does not prove")
_DO = QT_TRANSLATE_NOOP("AuditMeaning", "What to do")

_CALM = Explanation(
    QT_TRANSLATE_NOOP("AuditMeaning", "What the verification means"),
    (
        (
            QT_TRANSLATE_NOOP("AuditMeaning", "How it works"),
            QT_TRANSLATE_NOOP(
                "AuditMeaning",
                "Each entry carries a hash that is made of the entry and of the hash before it. This desk "
                "makes all of them itself when entries arrive, and keeps them. The server signs its latest "
                "hash, and this desk remembers the key that signed first.",
            ),
        ),
        (
            _PROVES,
            QT_TRANSLATE_NOOP(
                "AuditMeaning",
                "Nothing that this desk has fetched was changed, removed, inserted or put into another "
                "order since. Who compares the short code of the head with a colleague knows that both were "
                "shown the same log.",
            ),
        ),
        (
            _PROVES_NOT,
            QT_TRANSLATE_NOOP(
                "AuditMeaning",
                "It does not prove that an entry was true when it was written, that everything was written "
                "down, or that nothing was changed before this desk saw it first. Who controls the server "
                "can lie from the start; nobody can take it back later without being noticed here.",
            ),
        ),
        (
            QT_TRANSLATE_NOOP("AuditMeaning", "Erased and removed entries"),
            QT_TRANSLATE_NOOP(
                "AuditMeaning",
                "What an entry said can be erased, or removed by retention. Its hash stays, and the log has "
                "to say that it was done. Then the log still holds together, and no alarm is given.",
            ),
        ),
    ),
)
_FOUND = {
    FindingKind.BODY_CHANGED: QT_TRANSLATE_NOOP(
        "AuditMeaning", "What the entry says does not have the hash that the chain holds for it."
    ),
    FindingKind.CHAIN_BROKEN: QT_TRANSLATE_NOOP(
        "AuditMeaning", "The hash of the entry is not made of the entry and of the hash before it."
    ),
    FindingKind.GAP: QT_TRANSLATE_NOOP(
        "AuditMeaning", "Numbers of entries have no gaps, but at this place the server has no entry."
    ),
    FindingKind.BODY_GONE: QT_TRANSLATE_NOOP(
        "AuditMeaning",
        "What the entry said was removed. The log names every erasure and every removal by retention, but "
        "not this one.",
    ),
    FindingKind.TRUNCATED: QT_TRANSLATE_NOOP(
        "AuditMeaning",
        "This desk has seen entries that the server does not have any more: its log is shorter now.",
    ),
    FindingKind.REWRITTEN: QT_TRANSLATE_NOOP(
        "AuditMeaning", "At this place the server shows another entry now than it has shown this desk before."
    ),
    FindingKind.SIGNATURE_WRONG: QT_TRANSLATE_NOOP(
        "AuditMeaning", "The server's signature under the head of its log does not fit the key that it names."
    ),
    FindingKind.KEY_CHANGED: QT_TRANSLATE_NOOP(
        "AuditMeaning",
        "The head of the log is signed by another key than the one this desk has known since its first "
        "visit, and no entry that was signed by the old key announces the new one.",
    ),
}
_TAMPERED = QT_TRANSLATE_NOOP(
    "AuditMeaning",
    "The server's log is not the one that was written, or not the one that this desk was shown before. "
    "Somebody with access to the database or to the server has changed it, or it was damaged.",
)
_BACKUP = QT_TRANSLATE_NOOP(
    "AuditMeaning",
    "It does not prove a bad intention: a server that is set back to an older backup looks the same, as "
    "does a faulty disk. It does not say who did it.",
)
_KEY_PROVES = QT_TRANSLATE_NOOP(
    "AuditMeaning",
    "The one who signs does not have the key of before. The entries themselves still follow from each other.",
)
_KEY_PROVES_NOT = QT_TRANSLATE_NOOP(
    "AuditMeaning",
    "It does not prove that entries were changed. A lost key file looks the same, as does a server that was "
    "set up anew from a copy of its database.",
)
_ASK = QT_TRANSLATE_NOOP(
    "AuditMeaning",
    "Ask whoever runs the server whether it was restored from a backup or repaired. Compare the short code "
    "of the head with a colleague's desk. Export the log as JSONL now: it keeps what this desk has, with "
    "its hashes, and can be checked by others. This desk keeps what it has seen, whatever the server shows "
    "later.",
)
_ASK_KEY = QT_TRANSLATE_NOOP(
    "AuditMeaning",
    "Ask whoever runs the server, by another way than this server, whether its signing key was replaced. If "
    "so, say “I have seen this”, and the new key is believed from then on. If nobody knows of it, treat the "
    "server as taken over by somebody else.",
)


def explanation_of(finding: Finding | None) -> Explanation:
    """Return what to say about a break, or without one about the verification itself."""
    if finding is None:
        return _CALM
    is_key = finding.kind in {FindingKind.KEY_CHANGED, FindingKind.SIGNATURE_WRONG}
    return Explanation(
        QT_TRANSLATE_NOOP("AuditMeaning", "What this break of the log means"),
        (
            (_WHAT, _FOUND[finding.kind]),
            (_PROVES, _KEY_PROVES if is_key else _TAMPERED),
            (_PROVES_NOT, _KEY_PROVES_NOT if is_key else _BACKUP),
            (_DO, _ASK_KEY if is_key else _ASK),
        ),
    )

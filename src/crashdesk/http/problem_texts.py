"""What single problem types mean to a person, where the class of the error says too little."""

from __future__ import annotations

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

TEXTS: dict[str, Text] = {
    "account-disabled": QT_TRANSLATE_NOOP("Errors", "An admin of this server has disabled your account."),
    "account-rejected": QT_TRANSLATE_NOOP("Errors", "An admin of this server has not approved your account."),
    "already-decided": QT_TRANSLATE_NOOP("Errors", "Somebody has decided about this account already."),
    "already-set-up": QT_TRANSLATE_NOOP("Errors", "This server has been set up already. Sign in instead."),
    "body-too-large": QT_TRANSLATE_NOOP("Errors", "This is longer than the server takes."),
    "key-reused": QT_TRANSLATE_NOOP(
        "Errors", "The server has seen another request under the same number; this one was not carried out."
    ),
    "last-admin": QT_TRANSLATE_NOOP(
        "Errors", "This is the last enabled admin of the server. Make somebody else an admin first."
    ),
    "method-not-allowed": QT_TRANSLATE_NOOP("Errors", "This server is too old or too new for that action."),
    "not-approved": QT_TRANSLATE_NOOP(
        "Errors", "This account has not been approved yet. Approve it to give it rights."
    ),
    "not-in-state": QT_TRANSLATE_NOOP(
        "Errors", "Its state has changed meanwhile, so that this cannot be done any more."
    ),
    "oneself": QT_TRANSLATE_NOOP("Errors", "Nobody can do this to their own account. Ask another admin."),
    "registration-closed": QT_TRANSLATE_NOOP(
        "Errors", "This server takes no requests for accounts. Ask one of its admins."
    ),
    "registrations-full": QT_TRANSLATE_NOOP(
        "Errors",
        "Too many people wait to be let in on this server already. Try again later, or ask an admin.",
    ),
    "request-in-progress": QT_TRANSLATE_NOOP("Errors", "The server is still working on this request."),
    "secret-already-shown": QT_TRANSLATE_NOOP(
        "Errors", "This was done before. Its secret was shown then and cannot be shown again."
    ),
    "setup-token-wrong": QT_TRANSLATE_NOOP(
        "Errors", "The set-up token is wrong. The server printed it when it was started for the first time."
    ),
}
"""By the last part of the `type`. Types that are missing here say what their class says."""

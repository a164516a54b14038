"""Webhooks and deliveries in words. Free of Qt."""

from __future__ import annotations

from crashdesk.core.deliveries import Attempt, AttemptOutcome, Delivery, DeliveryStatus, Trigger
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.webhooks import Webhook
from crashdesk.ui.kit.column import Badge, Tone

_ENABLED = QT_TRANSLATE_NOOP("Webhooks", "enabled")
_DISABLED = QT_TRANSLATE_NOOP("Webhooks", "disabled")
_FAILING = QT_TRANSLATE_NOOP("Webhooks", "failing")
_IN_A_ROW = QT_TRANSLATE_NOOP("Webhooks", "{n} in a row")
_BY_SERVER = QT_TRANSLATE_NOOP("Webhooks", "by the server")
_BY_PERSON = QT_TRANSLATE_NOOP("Webhooks", "by {person}")
_REASON = QT_TRANSLATE_NOOP("Webhooks", "{reason}")
_STATUS = {
    DeliveryStatus.PENDING: (QT_TRANSLATE_NOOP("Webhooks", "pending"), Tone.ACCENT),
    DeliveryStatus.DELIVERED: (QT_TRANSLATE_NOOP("Webhooks", "delivered"), Tone.GOOD),
    DeliveryStatus.FAILED: (QT_TRANSLATE_NOOP("Webhooks", "failed"), Tone.BAD),
    DeliveryStatus.SKIPPED: (QT_TRANSLATE_NOOP("Webhooks", "skipped"), Tone.MUTED),
}
TRIGGERS = {
    Trigger.EVENT: QT_TRANSLATE_NOOP("Webhooks", "event"),
    Trigger.TEST: QT_TRANSLATE_NOOP("Webhooks", "test"),
    Trigger.RESEND: QT_TRANSLATE_NOOP("Webhooks", "resent"),
    Trigger.RECOVER_FAILED: QT_TRANSLATE_NOOP("Webhooks", "recovered"),
    Trigger.REPLAY_SKIPPED: QT_TRANSLATE_NOOP("Webhooks", "replayed"),
}
_OUTCOMES = {
    AttemptOutcome.DELIVERED: QT_TRANSLATE_NOOP("Webhooks", "The receiver took it."),
    AttemptOutcome.STATUS: QT_TRANSLATE_NOOP(
        "Webhooks", "The receiver answered, but not with success. Its own log says more."
    ),
    AttemptOutcome.GONE: QT_TRANSLATE_NOOP(
        "Webhooks", "The receiver said 410 Gone: it wants no more. The webhook is disabled because of that."
    ),
    AttemptOutcome.REDIRECT: QT_TRANSLATE_NOOP(
        "Webhooks",
        "The receiver sent the event on to another address. That is not followed: put the final address "
        "into the webhook.",
    ),
    AttemptOutcome.TIMEOUT: QT_TRANSLATE_NOOP(
        "Webhooks",
        "No whole answer came in time. Receivers should answer at once and work afterwards; else give the "
        "webhook a longer time-out.",
    ),
    AttemptOutcome.NAME_NOT_FOUND: QT_TRANSLATE_NOOP(
        "Webhooks", "The host of the address is not known to the server's name service: check the spelling."
    ),
    AttemptOutcome.ADDRESS_REFUSED: QT_TRANSLATE_NOOP(
        "Webhooks",
        "The address is a private one, which webhooks may not call. Whoever runs the server can allow it "
        "(serve --webhook-allow).",
    ),
    AttemptOutcome.CONNECTION_REFUSED: QT_TRANSLATE_NOOP(
        "Webhooks", "Nobody listens at that port: is the receiver running?"
    ),
    AttemptOutcome.CONNECTION_LOST: QT_TRANSLATE_NOOP(
        "Webhooks", "The connection broke before there was an answer."
    ),
    AttemptOutcome.TLS: QT_TRANSLATE_NOOP(
        "Webhooks", "No trusted connection came about: the receiver's certificate is not accepted."
    ),
    AttemptOutcome.BAD_ANSWER: QT_TRANSLATE_NOOP("Webhooks", "What came back is no HTTP answer."),
    AttemptOutcome.OTHER: QT_TRANSLATE_NOOP("Webhooks", "It failed in a way that this desk does not know."),
}
_MS = QT_TRANSLATE_NOOP("Webhooks", "{n} ms")
_S = QT_TRANSLATE_NOOP("Webhooks", "{n} s")
_MIN = QT_TRANSLATE_NOOP("Webhooks", "{n} min")


def state_badge(webhook: Webhook) -> Badge:
    """Return how a webhook stands."""
    if not webhook.enabled:
        return Badge(_DISABLED, Tone.MUTED, _who(webhook), _REASON(reason=webhook.disabled_reason))
    if webhook.health.streak:
        return Badge(_FAILING, Tone.BAD, _IN_A_ROW(n=webhook.health.streak))
    return Badge(_ENABLED, Tone.GOOD)


def _who(webhook: Webhook) -> Text | None:
    if webhook.disabled_by is None:
        return None
    if webhook.disabled_by.kind == "system":
        return _BY_SERVER
    return _BY_PERSON(person=webhook.disabled_by.label)


def status_badge(delivery: Delivery) -> Badge:
    """Return how far a delivery is."""
    text, tone = _STATUS[delivery.status]
    return Badge(text, tone)


def outcome_words(attempt: Attempt) -> Text:
    """Explain what came of an attempt, and what to do about it."""
    return _OUTCOMES[attempt.outcome]


def span(milliseconds: int) -> Text:
    """Write a span of time."""
    if milliseconds < 10_000:
        return _MS(n=milliseconds)
    if milliseconds < 120_000:
        return _S(n=round(milliseconds / 1000))
    return _MIN(n=round(milliseconds / 60_000))

"""The columns of both lists."""

from __future__ import annotations

from crashdesk.core.deliveries import Delivery
from crashdesk.core.tables import SortKey
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.webhooks import Webhook
from crashdesk.ui.kit.column import Badge, CellKind, Column, Moment, Tone
from crashdesk.ui.tabs.webhooks.words import TRIGGERS, state_badge, status_badge

_NAME = QT_TRANSLATE_NOOP("Webhooks", "Name")
_ADDRESS = QT_TRANSLATE_NOOP("Webhooks", "Address")
_EVENTS = QT_TRANSLATE_NOOP("Webhooks", "Events")
_ALL = QT_TRANSLATE_NOOP("Webhooks", "all")
_SOME = QT_TRANSLATE_NOOP("Webhooks", "{n}")
_STATE = QT_TRANSLATE_NOOP("Webhooks", "State")
_SUCCESS = QT_TRANSLATE_NOOP("Webhooks", "Success")
_SUCCESS_HELP = QT_TRANSLATE_NOOP("Webhooks", "The share of all ended deliveries that were taken")
_RATE = QT_TRANSLATE_NOOP("Webhooks", "{rate} %")
_DAY = QT_TRANSLATE_NOOP("Webhooks", "24 h")
_DAY_HELP = QT_TRANSLATE_NOOP("Webhooks", "Ended deliveries by hour")
_LAST = QT_TRANSLATE_NOOP("Webhooks", "Last delivery")
_LAST_FAILURE = QT_TRANSLATE_NOOP("Webhooks", "Last failure")
_WAITING = QT_TRANSLATE_NOOP("Webhooks", "Waiting")
_SKIPPED = QT_TRANSLATE_NOOP("Webhooks", "Skipped")
_SKIPPED_HELP = QT_TRANSLATE_NOOP("Webhooks", "Events that were not sent since it is disabled")
_TIME = QT_TRANSLATE_NOOP("Webhooks", "Time")
_EVENT = QT_TRANSLATE_NOOP("Webhooks", "Event")
_WEBHOOK = QT_TRANSLATE_NOOP("Webhooks", "Webhook")
_STATUS = QT_TRANSLATE_NOOP("Webhooks", "Status")
_CODE = QT_TRANSLATE_NOOP("Webhooks", "Code")
_LATENCY = QT_TRANSLATE_NOOP("Webhooks", "Latency, ms")
_ATTEMPTS = QT_TRANSLATE_NOOP("Webhooks", "Attempts")
_NEXT = QT_TRANSLATE_NOOP("Webhooks", "Next attempt")
_TRIGGER = QT_TRANSLATE_NOOP("Webhooks", "Why")
_BYTES = QT_TRANSLATE_NOOP("Webhooks", "Bytes")

FIRST_WEBHOOK_SORT = (SortKey("label"),)
FIRST_DELIVERY_SORT = (SortKey("created_at", descending=True),)


def _events(webhook: Webhook) -> Badge:
    if not webhook.events:
        return Badge(_ALL, Tone.MUTED)
    return Badge(_SOME(n=len(webhook.events)), Tone.NEUTRAL)


def _success(webhook: Webhook) -> Badge | None:
    rate = webhook.health.success_rate
    if rate is None:
        return None
    tone = Tone.GOOD if rate >= 0.99 else Tone.WARNING if rate >= 0.9 else Tone.BAD
    # Rounded down: 100 % is said of what never failed alone.
    return Badge(_RATE(rate=int(rate * 100)), tone)


def _hours(webhook: Webhook) -> tuple[int, ...]:
    return tuple(hour.delivered + hour.failed for hour in webhook.health.hours)


def _spoken_state(webhook: Webhook) -> Text:
    return state_badge(webhook).text


def _spoken_name(webhook: Webhook) -> Text:
    return QT_TRANSLATE_NOOP("Webhooks", "{name}")(name=webhook.label)


def _spoken_event(delivery: Delivery) -> Text:
    return QT_TRANSLATE_NOOP("Webhooks", "{event} to {webhook}")(
        event=delivery.event, webhook=delivery.webhook
    )


def _spoken_status(delivery: Delivery) -> Text:
    return status_badge(delivery).text


WEBHOOK_COLUMNS: tuple[Column[Webhook], ...] = (
    Column(
        "name",
        _NAME,
        CellKind.TEXT,
        lambda webhook: webhook.label,
        sort="label",
        width=190,
        stretches=True,
        spoken=_spoken_name,
    ),
    Column("state", _STATE, CellKind.BADGE, state_badge, sort="enabled", width=170, spoken=_spoken_state),
    Column("events", _EVENTS, CellKind.BADGE, _events, width=84),
    Column("success", _SUCCESS, CellKind.BADGE, _success, sort="success", width=78, help=_SUCCESS_HELP),
    Column("hours", _DAY, CellKind.SPARKLINE, _hours, width=96, help=_DAY_HELP),
    Column(
        "last_delivery_at",
        _LAST,
        CellKind.TIME,
        lambda webhook: webhook.health.last_delivery_at,
        sort="last_delivery_at",
        width=104,
        falls=True,
    ),
    Column(
        "last_failure_at",
        _LAST_FAILURE,
        CellKind.TIME,
        lambda webhook: webhook.health.last_failure_at,
        sort="last_failure_at",
        width=104,
        falls=True,
    ),
    Column(
        "waiting",
        _WAITING,
        CellKind.NUMBER,
        lambda webhook: webhook.health.waiting,
        sort="waiting",
        width=76,
        falls=True,
    ),
    Column(
        "skipped",
        _SKIPPED,
        CellKind.NUMBER,
        lambda webhook: webhook.skipped,
        width=76,
        visible=False,
        help=_SKIPPED_HELP,
    ),
    Column("url", _ADDRESS, CellKind.CODE, lambda webhook: webhook.url, sort="url", width=260, visible=False),
)

DELIVERY_COLUMNS: tuple[Column[Delivery], ...] = (
    Column(
        "created_at",
        _TIME,
        CellKind.MOMENT,
        lambda delivery: Moment(delivery.created_at),
        sort="created_at",
        width=150,
        falls=True,
    ),
    Column(
        "event",
        _EVENT,
        CellKind.CODE,
        lambda delivery: delivery.event,
        sort="event",
        width=190,
        stretches=True,
        spoken=_spoken_event,
    ),
    Column("webhook", _WEBHOOK, CellKind.TEXT, lambda delivery: delivery.webhook, sort="webhook", width=140),
    Column("status", _STATUS, CellKind.BADGE, status_badge, sort="status", width=96, spoken=_spoken_status),
    Column(
        "code",
        _CODE,
        CellKind.NUMBER,
        lambda delivery: delivery.last.status if delivery.last else None,
        sort="code",
        width=58,
    ),
    Column(
        "latency",
        _LATENCY,
        CellKind.NUMBER,
        lambda delivery: delivery.last.duration_ms if delivery.last else None,
        sort="latency",
        width=92,
        falls=True,
    ),
    Column(
        "attempts",
        _ATTEMPTS,
        CellKind.NUMBER,
        lambda delivery: len(delivery.attempts),
        sort="attempts",
        width=80,
        falls=True,
    ),
    Column(
        "next_attempt_at",
        _NEXT,
        CellKind.TIME,
        lambda delivery: delivery.next_attempt_at,
        sort="next_attempt_at",
        width=104,
    ),
    Column(
        "trigger",
        _TRIGGER,
        CellKind.BADGE,
        lambda delivery: Badge(TRIGGERS[delivery.trigger], Tone.MUTED),
        sort="trigger",
        width=92,
        visible=False,
    ),
    Column(
        "bytes",
        _BYTES,
        CellKind.NUMBER,
        lambda delivery: delivery.bytes,
        sort="bytes",
        width=72,
        visible=False,
        falls=True,
    ),
)

"""What is known of a webhook or a delivery, line by line. Free of Qt."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable

import msgspec

from crashdesk.core.deliveries import Attempt, Delivery, HeaderLine
from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.webhooks import Webhook
from crashdesk.ui.kit.amounts import absolute, relative
from crashdesk.ui.tabs.webhooks.words import TRIGGERS, outcome_words, span

Render = Callable[[Text], str]

_ADDRESS = QT_TRANSLATE_NOOP("Webhooks", "Address")
_EVENTS = QT_TRANSLATE_NOOP("Webhooks", "Told of")
_EVERYTHING = QT_TRANSLATE_NOOP("Webhooks", "everything that happens")
_TASKS = QT_TRANSLATE_NOOP("Webhooks", "Only of these tasks")
_HEADERS = QT_TRANSLATE_NOOP("Webhooks", "Headers")
_SECRET_VALUE = QT_TRANSLATE_NOOP("Webhooks", "{name}: ••• (secret)")
_RETRIES = QT_TRANSLATE_NOOP("Webhooks", "When it fails")
_TRIED = QT_TRANSLATE_NOOP("Webhooks", "tried again after {waits}; each may take {timeout}")
_ONCE = QT_TRANSLATE_NOOP("Webhooks", "not tried again; it may take {timeout}")
_SECRET = QT_TRANSLATE_NOOP("Webhooks", "Signing secret")
_MADE = QT_TRANSLATE_NOOP("Webhooks", "made {when}")
_BOTH = QT_TRANSLATE_NOOP("Webhooks", "made {when}; the former one signs beside it, its end is {until}")
_HEALTH = QT_TRANSLATE_NOOP("Webhooks", "Deliveries")
_COUNTS = QT_TRANSLATE_NOOP("Webhooks", "{delivered} taken, {failed} failed, {waiting} waiting")
_FAILURE = QT_TRANSLATE_NOOP("Webhooks", "Last failure")
_FAILED = QT_TRANSLATE_NOOP("Webhooks", "{when}: {reason}")
_OFF = QT_TRANSLATE_NOOP("Webhooks", "Disabled")
_OFF_SINCE = QT_TRANSLATE_NOOP("Webhooks", "{when} by {person}; {n} event(s) were not sent since")
_OFF_WHY = QT_TRANSLATE_NOOP("Webhooks", "Why")
_CREATED = QT_TRANSLATE_NOOP("Webhooks", "Made")
_BY = QT_TRANSLATE_NOOP("Webhooks", "{when} by {person}")
_SERVER = QT_TRANSLATE_NOOP("Webhooks", "the server")
_WEBHOOK = QT_TRANSLATE_NOOP("Webhooks", "Webhook")
_WHEN = QT_TRANSLATE_NOOP("Webhooks", "Time")
_WHY = QT_TRANSLATE_NOOP("Webhooks", "Sent because of")
_EVENT_ID = QT_TRANSLATE_NOOP("Webhooks", "webhook-id")
_REPLAY_OF = QT_TRANSLATE_NOOP("Webhooks", "Repeats")
_NEXT = QT_TRANSLATE_NOOP("Webhooks", "Next attempt")
_NEXT_WORDS = QT_TRANSLATE_NOOP("Webhooks", "{when}; if it fails, {n} more")
_NOT_SENT = QT_TRANSLATE_NOOP("Webhooks", "Not sent")
_CUT = QT_TRANSLATE_NOOP("Webhooks", "… cut off: {shown} of {bytes} bytes are here")
_ATTEMPT = QT_TRANSLATE_NOOP("Webhooks", "Attempt {number}")
_ANSWERED = QT_TRANSLATE_NOOP("Webhooks", "{status} after {span}")
_UNANSWERED = QT_TRANSLATE_NOOP("Webhooks", "no answer after {span}")
_SHOWN_WAITS = 5


class Line(msgspec.Struct, frozen=True):
    """A title and what is said under it, text of strangers perhaps."""

    title: Text
    words: str


def webhook_lines(webhook: Webhook, now: Instant, render: Render) -> tuple[Line, ...]:
    """Return what is known of a webhook."""
    health = webhook.health
    counts = _COUNTS(delivered=health.delivered, failed=health.failed, waiting=health.waiting)
    lines = [Line(_ADDRESS, webhook.url)]
    lines += _disabled(webhook, now, render)
    lines += [
        Line(_HEALTH, render(counts)),
        Line(_EVENTS, "\n".join(webhook.events) or render(_EVERYTHING)),
    ]
    if health.last_failure_at is not None:
        when = render(relative(health.last_failure_at, now))
        lines.append(Line(_FAILURE, render(_FAILED(when=when, reason=health.last_failure))))
    if webhook.task_filter:
        lines.append(Line(_TASKS, "\n".join(webhook.task_filter)))
    if webhook.headers:
        shown = (
            render(_SECRET_VALUE(name=header.name)) if header.secret else f"{header.name}: {header.value}"
            for header in webhook.headers
        )
        lines.append(Line(_HEADERS, "\n".join(shown)))
    lines += [Line(_RETRIES, _retries(webhook, render)), Line(_SECRET, _secret(webhook, now, render))]
    made = _BY(when=absolute(webhook.created_at), person=_person(webhook.created_by, render))
    return (*lines, Line(_CREATED, render(made)))


def _disabled(webhook: Webhook, now: Instant, render: Render) -> list[Line]:
    if webhook.disabled_at is None:
        return []
    when = render(relative(webhook.disabled_at, now))
    said = _OFF_SINCE(webhook.skipped, when=when, person=_person(webhook.disabled_by, render))
    why = [Line(_OFF_WHY, webhook.disabled_reason)] if webhook.disabled_reason else []
    return [Line(_OFF, render(said)), *why]


def _person(actor: object, render: Render) -> str:
    label = str(getattr(actor, "label", ""))
    return render(_SERVER) if getattr(actor, "kind", "system") == "system" else label


def _retries(webhook: Webhook, render: Render) -> str:
    timeout = render(span(webhook.timeout_ms))
    if not webhook.max_retries:
        return render(_ONCE(timeout=timeout))
    waits = [webhook.retry_backoff_ms * 2**number for number in range(webhook.max_retries)]
    shown = ", ".join(render(span(wait)) for wait in waits[:_SHOWN_WAITS])
    return render(_TRIED(waits=f"{shown} …" if len(waits) > _SHOWN_WAITS else shown, timeout=timeout))


def _secret(webhook: Webhook, now: Instant, render: Render) -> str:
    made = render(relative(webhook.secret_made_at, now))
    until = webhook.previous_secret_until
    if until is None or until <= now:
        return render(_MADE(when=made))
    return render(_BOTH(when=made, until=render(relative(until, now))))


def delivery_lines(delivery: Delivery, now: Instant, render: Render) -> tuple[Line, ...]:
    """Return what is known of a delivery besides its attempts."""
    lines = [
        Line(_WEBHOOK, delivery.webhook),
        Line(_WHEN, absolute(delivery.created_at)),
        Line(_WHY, render(TRIGGERS[delivery.trigger])),
        Line(_EVENT_ID, delivery.event_id),
    ]
    if delivery.replay_of:
        lines.append(Line(_REPLAY_OF, delivery.replay_of))
    if delivery.reason:
        lines.append(Line(_NOT_SENT, delivery.reason))
    if delivery.next_attempt_at is not None:
        when = render(relative(delivery.next_attempt_at, now))
        more = max(0, len(delivery.schedule) - 1)
        lines.append(Line(_NEXT, render(_NEXT_WORDS(when=when, n=more))))
    return tuple(lines)


def attempt_title(attempt: Attempt, render: Render) -> str:
    """Return one line about an attempt."""
    took = render(span(attempt.duration_ms))
    said = _UNANSWERED(span=took) if attempt.status is None else _ANSWERED(status=attempt.status, span=took)
    return f"{render(_ATTEMPT(number=attempt.number))}  {absolute(attempt.at)}  {render(said)}"


def attempt_words(attempt: Attempt, render: Render) -> str:
    """Explain what came of an attempt; what the server said to it stands with the answer."""
    return render(outcome_words(attempt))


def exchange(attempt: Attempt, delivery: Delivery, render: Render) -> str:
    """Return a request and its answer as text."""
    parts = [
        f"POST {attempt.url}",
        _headers(attempt.request_headers),
        "",
        pretty(delivery.body),
    ]
    if delivery.body_truncated:
        parts.append(render(_CUT(shown=len(delivery.body), bytes=delivery.bytes)))
    parts += ["", "──────", ""]
    if attempt.status is None:
        return "\n".join([*parts, attempt.message])
    parts += [f"HTTP {attempt.status}", _headers(attempt.response_headers), "", pretty(attempt.response_body)]
    if attempt.response_truncated:
        parts.append(render(_CUT(shown=len(attempt.response_body.encode()), bytes=attempt.response_bytes)))
    return "\n".join(parts)


def pretty(text: str) -> str:
    """Return JSON over several lines; whatever is none stays as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def curl_of(delivery: Delivery, url: str) -> str:
    """Return the request as a command for POSIX shells; masked values stay masked."""
    attempt = delivery.last
    headers = attempt.request_headers if attempt else ()
    skipped = {"host", "content-length"}
    options = [
        f"-H {shlex.quote(f'{line.name}: {line.value}')}"
        for line in headers
        if line.name.lower() not in skipped
    ]
    address = attempt.url if attempt else url
    return " \\\n  ".join(
        [f"curl -X POST {shlex.quote(address)}", *options, f"--data-raw {shlex.quote(delivery.body)}"]
    )


def _headers(lines: tuple[HeaderLine, ...]) -> str:
    return "\n".join(f"{line.name}: {line.value}" for line in lines)

"""What the address of a webhook may be, so that it is said before it is sent. The server decides."""

from __future__ import annotations

from urllib.parse import urlsplit

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

_MISSING = QT_TRANSLATE_NOOP("WebhookRules", "Say where events are to be sent.")
_SCHEME = QT_TRANSLATE_NOOP("WebhookRules", "It has to begin with https:// or http://.")
_HOST = QT_TRANSLATE_NOOP("WebhookRules", "It names no host, or a port that there is not.")
_PASSWORD = QT_TRANSLATE_NOOP("WebhookRules", "No name and password in the address, please.")
_FRAGMENT = QT_TRANSLATE_NOOP("WebhookRules", "What follows # is never sent: leave it out.")
_ASCII = QT_TRANSLATE_NOOP("WebhookRules", "Write it in plain ASCII, as a browser copies it.")


def url_problem(url: str) -> Text | None:
    """Return why events cannot be sent to an address, None if they can."""
    if not url:
        return _MISSING
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return _HOST
    if parts.scheme not in {"http", "https"}:
        return _SCHEME
    if not parts.hostname or port == 0:
        return _HOST
    if parts.username is not None or parts.password is not None:
        return _PASSWORD
    if parts.fragment:
        return _FRAGMENT
    if not url.isascii() or not url.isprintable() or " " in url:
        return _ASCII
    return None

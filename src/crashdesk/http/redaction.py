"""Taking secrets out of what is logged or copied."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

HIDDEN = "••••••"
"""What stands in for a secret."""

SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key", "x-csrf-token"}
)
_SECRET_NAME = re.compile(
    r"token|secret|password|passwd|api[_-]?key|^key$|signature|credential|auth", re.IGNORECASE
)
_SECRET_TEXT = re.compile(
    r"""(?ix)
    (?P<header>
        \b (?: (?:proxy-)?authorization | (?:set-)?cookie | x-csrf-token | x-api-key ) ["']? \s*[:=,]\s*
    ) [^\r\n]+
    | (?P<scheme> \b (?: bearer | basic ) \s+ ) [\w.~+/=-]+
    | (?P<pair>
        \b [\w-]{0,30}? (?: password | token | secret | api[_-]?key | session ) ["']? \s*[:=]\s* ["']?
    ) [^\s"'&;,}]+
    | (?P<key> \b cdk_ ) [\w-]+
    | (?P<user> \b https?:// ) [^\s/@]+ (?= @ )
    """
)


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return `headers` with the values of those that carry secrets hidden."""
    return {name: HIDDEN if name.lower() in SECRET_HEADERS else value for name, value in headers.items()}


def redact_url(url: str) -> str:
    """Return `url` without user information and without the values of query fields that sound secret."""
    parts = urlsplit(url)
    query = [
        (name, HIDDEN if _SECRET_NAME.search(name) else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit(
        (
            parts.scheme,
            parts.netloc.rpartition("@")[2],
            parts.path,
            urlencode(query, safe=HIDDEN),
            parts.fragment,
        )
    )


def redact_text(text: str) -> str:
    """Return `text` with everything hidden that looks like a credential: keys, tokens, cookies, passwords."""
    return _SECRET_TEXT.sub(lambda match: (match[match.lastgroup] if match.lastgroup else "") + HIDDEN, text)


class RedactingFilter(logging.Filter):
    """Takes secrets out of every record that passes; for handlers, so that libraries' records pass it too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the finished message. Never drops a record."""
        message = record.getMessage()
        redacted = redact_text(message)
        if redacted != message:
            record.msg, record.args = redacted, None
        return True

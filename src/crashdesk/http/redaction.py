"""Taking secrets out of what is logged or copied."""

from __future__ import annotations

import logging
import re

HIDDEN = "••••••"
"""What stands in for a secret."""

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


def redact_text(text: str) -> str:
    """Return `text` with everything hidden that looks like a credential.

    Values of the headers `Authorization`, `Cookie`, `Set-Cookie`, `X-CSRF-Token` and `X-API-Key`; values
    named token, secret, password, session or key, in queries as in JSON; our API keys; user information
    in addresses.
    """
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

"""Taking secrets out of what servers and libraries say, before it becomes the detail of an error."""

from __future__ import annotations

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

"""Takes secrets out of text before it is written anywhere."""

from __future__ import annotations

import re
from pathlib import Path

MASK = "[redacted]"

_NAMES = r"(?:api[-_ ]?key|token|secret|password|passwd|passphrase|pwd)"
_VALUE = r"(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s\"',;&}\])]+)"
_BETWEEN = r"[\"']?\s*[:=,]\s*(?:b(?=[\"']))?[\"']?"
"""Between a header's name and its value, as in a header line or in the repr of a pair."""

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?i)(authorization{_BETWEEN}(?:(?:bearer|basic)\s+)?)[^\s\"',}}\])]+"), rf"\1{MASK}"),
    (re.compile(rf"(?i)(cookie{_BETWEEN})[^\r\n\"']+"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b(crashdesk_session=)[^\s;\"',]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}"), rf"\1{MASK}"),
    (re.compile(r"\bcdk_[A-Za-z0-9_-]+"), MASK),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]*"), MASK),
    (re.compile(rf"(?i)({_NAMES}[\"']?\s*[:=]\s*(?:b(?=[\"']))?){_VALUE}"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,15}://)[^\s/@]+@"), rf"\1{MASK}@"),
    # The raw key of a store and the like; a group's fingerprint has as many digits and is not worth the risk.
    (re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64,}"), MASK),
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HOME = re.compile(r"((?:[A-Za-z]:\\Users\\|/home/|/Users/))[^/\\\s\"':]+")


def without_secrets(text: str) -> str:
    """Return `text` with passwords, tokens, cookies, keys and the users of addresses masked."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def without_traces(text: str) -> str:
    """Return `text` also without e-mail addresses and the user's name in paths: fit to be sent away."""
    home = str(Path.home())
    if len(home) > 1 and not _HOME.match(home):
        text = text.replace(home, "~")
    return _EMAIL.sub("[e-mail]", _HOME.sub(r"\1_", without_secrets(text)))

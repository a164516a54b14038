"""What is taken out of reports before anything else looks at them.

The rules and their order are those of the wire format's second version (docs/reference/ingest.md). Reports
come from a public endpoint: no pattern may take more than linear time, hence the look-behinds that let a run
of characters be entered only at its beginning.
"""

from __future__ import annotations

import re

import msgspec

from crashdesk_server.ingest.ecmascript import SPACE
from crashdesk_server.ingest.wire import BreadcrumbBody, ReportBody

_NAMES = r"(?:api[_-]?key|(?:access|refresh|id)[_-]?token|authorization|secret|password|passwd|pwd|token)"
_HOME = re.compile(r"((?:[A-Za-z]:\\Users\\|/home/|/Users/))[^\\/" + SPACE + r"\"'<>|:]+")
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_BEARER = re.compile(rf"(?i:\bbearer)[{SPACE}]+[A-Za-z0-9._~+/=-]{{16,}}", re.ASCII)
_PAIR = re.compile(rf"(?i:\b({_NAMES}))[\"']?[{SPACE}]*[=:][{SPACE}]*[\"']?[^{SPACE}\"',;&]+[\"']?", re.ASCII)
_JWT = re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_KEY = re.compile(r"\b[sr]k-(?:proj-)?[A-Za-z0-9_-]{16,}", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]{32,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{48,}")
_WORDS = re.compile(r"[A-Za-z]*[0-9]{0,3}(?:[/_-]+[A-Za-z]*[0-9]{0,3}){2,}")


def redact(text: str) -> str:
    """Return `text` without user names in home paths, addresses, keys, tokens and passwords."""
    text = _HOME.sub(r"\1_", text)
    text = _EMAIL.sub("[redacted-email]", text)
    text = _BEARER.sub("Bearer [redacted]", text)
    text = _PAIR.sub(r"\1=[redacted]", text)
    text = _JWT.sub("[redacted-jwt]", text)
    text = _KEY.sub("[redacted-key]", text)
    text = _HEX.sub("[redacted-hex]", text)
    text = _BASE64.sub(_token, text)
    return _BASE64URL.sub(_token, text)


def redact_report(report: ReportBody) -> ReportBody:
    """Redact the texts of a report; version, system, label, error type and device stay as they are."""
    return msgspec.structs.replace(
        report,
        message=redact(report.message),
        error_message=redact(report.error_message),
        stack=redact(report.stack),
        component_stack=redact(report.component_stack),
        top_frame=redact(report.top_frame),
        fingerprint_hint=redact(report.fingerprint_hint),
        view=redact(report.view),
        breadcrumbs=tuple(_redact_breadcrumb(crumb) for crumb in report.breadcrumbs),
    )


def _redact_breadcrumb(crumb: BreadcrumbBody) -> BreadcrumbBody:
    return BreadcrumbBody(
        t=crumb.t,
        cat=redact(crumb.cat) if crumb.cat else crumb.cat,
        msg=redact(crumb.msg) if crumb.msg else crumb.msg,
    )


def _token(match: re.Match[str]) -> str:
    """Keep file paths and names made of words: with them a stack would lose its frames.

    Random text of this length is all but never three or more words parted by slashes, dashes or underscores,
    none of which has a digit before a letter.
    """
    return match[0] if _WORDS.fullmatch(match[0]) else "[redacted-token]"

"""Crash reports as a malicious sender would write them."""

from __future__ import annotations

import json
import urllib.request

TITLE = '<h1>Hostile</h1><img src="http://127.0.0.1:9/x.png" onerror="alert(1)"><a href="file:///etc/passwd">here</a>'
_SPELLS = (
    "HTML: <b>bold</b> <script>alert(1)</script> &amp; &lt;",
    "bidi override: user\u202etxt.exe\u202c, isolate \u2066x\u2069",
    "NUL \x00, bell \x07, escape \x1b[31mred\x1b[0m\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "lone surrogate: \ud83d, no width: a\u200bb\ufeffc",
    "combining: Z" + "\u0301" * 4_000 + "algo",
    "one line: " + "A" * 9_000,
)
REPORT: dict[str, object] = {
    "kind": "crash",
    "version": "9.9.9\u202e<b>",
    "os": "<i>linux",
    "arch": "amd64",
    "message": TITLE + "\n" + "\n".join(_SPELLS[:4]),
    "schemaVersion": 2,
    "source": "python",
    "label": "<u>label\u202e",
    "errorType": "<b>Error</b>",
    "errorMessage": _SPELLS[4],
    "stack": "\n".join(_SPELLS),
    "topFrame": "<a href='javascript:alert(1)'>frame</a>\x1b[2J (x.py:1)",
    "language": "<en>",
    "view": "http://evil.example/?q=<script>",
    "occurredAt": "yesterday\u202e",
    "device": {"osVersion": "<b>\x1b[31m12", "cpu": "C" * 128, "cores": 4096, "ramGb": 65_536},
    "breadcrumbs": [{"t": at, "cat": "<b>\x07", "msg": spell[:240]} for at, spell in enumerate(_SPELLS)],
}


def send(url: str) -> None:
    """Post the report as any program could."""
    request = urllib.request.Request(
        f"{url}/v1/report", json.dumps(REPORT).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 202

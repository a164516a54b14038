"""What this program wrote down about a failure of its own."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant


class CrashNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bug or crash of this program, redacted: without secrets, e-mail addresses and the user's name.

    Attributes:
        version: of the program that failed, which may have been replaced since.
        text: the traceback, or what the interpreter wrote when it died.
        is_fatal: the process died of it; else it went on.
        error_type, error_message: of the exception; for a death the signal and nothing.
        top_frame: the innermost frame of this program's own code, `function (file:line)`.
    """

    when: Instant
    version: str
    text: str
    is_fatal: bool = False
    error_type: str = ""
    error_message: str = ""
    top_frame: str = ""

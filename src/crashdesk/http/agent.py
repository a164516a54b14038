"""How this desk calls itself, so that people can tell where they are signed in."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version

_SYSTEMS = {"Darwin": "macOS"}


@cache
def user_agent() -> str:
    """Return program, version and system, `CrashDesk/0.1.0 (Linux)`; nothing about the person or computer."""
    system = platform.system()
    return f"CrashDesk/{version('crashdesk')} ({_SYSTEMS.get(system, system) or 'unknown'})"

"""What the server calls itself towards other programs."""

from __future__ import annotations

from importlib.metadata import version

SERVER_AGENT = f"CrashDesk/{version('crashdesk-server')}"
"""The `User-Agent` of requests that the server makes."""

"""The metric signals that are counted; all others are dropped in silence, as newer senders expect."""

from __future__ import annotations

SIGNALS = frozenset(
    {
        # The first generation of senders.
        "cache_hit", "compaction", "empty_final", "finish_reason", "provider_error", "tool_error", "turns",
        # Desktop programs in general.
        "command", "crash_recovery", "error", "export", "feature", "frame_time", "import", "memory",
        "network_error", "open_time", "plugin", "retry", "search", "session_length", "shutdown",
        "startup_time", "sync", "theme", "update",
    }
)  # fmt: skip
"""Signals by name. A signal has buckets, for example `startup_time` with `under_1s`."""

"""Between a group's row and its lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from crashdesk_server.clock import from_rfc3339
from crashdesk_server.crashes.lifecycle import SEVERITIES, Lifecycle
from crashdesk_server.wire.crash_groups import Ignore, Resolution


def lifecycle_of(row: Mapping[Any, Any]) -> Lifecycle:
    """Read the decided part of a row."""
    return Lifecycle(
        severity=SEVERITIES[int(row["severity"])],
        newest_version=row["newest_version"],
        status=row["status"],
        resolution=resolution_of(row["resolution"]),
        ignore=ignore_of(row["ignored"]),
        severity_is_manual=row["severity_is_manual"],
        regressed_at=row["regressed_at"],
        regressed_in=row["regressed_in"],
        regressions=row["regressions"],
    )


def lifecycle_columns(state: Lifecycle) -> dict[str, Any]:
    """Return the columns that hold a lifecycle."""
    ignored = state.ignore
    return {
        "severity": SEVERITIES.index(state.severity),
        "newest_version": state.newest_version,
        "status": state.status,
        "resolution": state.resolution and msgspec.json.encode(state.resolution).decode(),
        "ignored": ignored and msgspec.json.encode(ignored).decode(),
        "ignored_until": from_rfc3339(ignored.until) if ignored and ignored.until else None,
        "severity_is_manual": state.severity_is_manual,
        "regressed_at": state.regressed_at,
        "regressed_in": state.regressed_in,
        "regressions": state.regressions,
    }


def resolution_of(text: str | None) -> Resolution | None:
    """Read the stored form of a resolution."""
    return None if text is None else _RESOLUTION.decode(text)


def ignore_of(text: str | None) -> Ignore | None:
    """Read the stored form of what ends an ignoring."""
    return None if text is None else _IGNORE.decode(text)


_RESOLUTION = msgspec.json.Decoder(Resolution)
_IGNORE = msgspec.json.Decoder(Ignore)

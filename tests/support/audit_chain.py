"""A reader of the audit log that takes nothing from the server's code: it follows the contract's words."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def lines_of(body: bytes) -> list[tuple[dict[str, Any], bytes | None]]:
    """Return each line of an NDJSON answer and the exact bytes of its body, None where it has none."""
    found: list[tuple[dict[str, Any], bytes | None]] = []
    for line in body.splitlines():
        entry = json.loads(line)
        raw = line[line.index(b'"body":') + 7 : -1] if "body" in entry else None
        found.append((entry, raw))
    return found


def follow(
    lines: list[tuple[dict[str, Any], bytes | None]], seq: int = 0, previous: bytes = bytes(32)
) -> tuple[int, bytes]:
    """Check that each entry follows from the one before; return the number and hash of the last."""
    for entry, raw in lines:
        assert entry["seq"] == seq + 1
        body_hash = bytes.fromhex(entry["body_hash"]) if raw is None else sha256(raw).digest()
        seq, previous = entry["seq"], sha256(previous + entry["seq"].to_bytes(8, "big") + body_hash).digest()
        assert entry["hash"] == previous.hex(), f"entry {seq}"
        if raw is not None:
            plain = json.dumps(entry["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert raw == plain.encode(), f"entry {seq} is not canonical"
    return seq, previous

"""How long and how much this desk puts up with."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """Limits of one request; times in seconds.

    Attributes:
        connect_s: to open a connection, TLS included.
        read_s: without a single byte.
        total_s: for one attempt, from its start to the answer's last byte: ends a slow drip.
        body_bytes: of a decompressed body. A page of our change feed has at most 4 MB.
        heartbeat_s: without a byte on a stream of events, whose server sends a heartbeat every 15 s.
        event_bytes: of one event or line on such a stream; ours are a few dozen bytes long.
        connections: open at once to one server.
        keep_s: an idle connection is used again for so long; less than the 5 s after which common
            servers close it, so that a request does not meet the closing.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    body_bytes: int = 8 * 1024 * 1024
    heartbeat_s: float = 45.0
    event_bytes: int = 64 * 1024
    connections: int = 8
    keep_s: float = 4.0


USUAL_LIMITS = Limits()
"""For an API that is used by a person at a desk."""

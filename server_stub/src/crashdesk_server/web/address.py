"""Whose request it is, as far as the network tells."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import Request


class AddressBook:
    """Finds the caller's address; forwarded headers count only when a trusted proxy sent them."""

    def __init__(self, trusted_proxies: Iterable[str]) -> None:
        self._trusted = [ip_network(network, strict=False) for network in trusted_proxies]

    def address_of(self, request: Request) -> str:
        """Return the caller's address, or `unknown`."""
        peer = _parse(request.client.host) if request.client else None
        hops = [_parse(hop) for line in request.headers.getlist("X-Forwarded-For") for hop in line.split(",")]
        nearest = peer
        while hops and self._trusts(nearest):
            if (hop := hops.pop()) is None:
                break
            nearest = hop
        return "unknown" if nearest is None else str(nearest)

    def _trusts(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


def sender_of(address: str) -> str:
    """Return what counts as one sender where posts are counted.

    One who has IPv6 has at least a /64 (RFC 6177), and so more addresses than could ever be counted.
    """
    parsed = _parse(address)
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address

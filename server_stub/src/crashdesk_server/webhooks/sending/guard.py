"""Which addresses webhooks may call: whoever can make one must not reach what only this machine can.

A name is resolved once, every address is checked, and the connection goes to one that was: there is no second
look at the name, so that a server of names which answers otherwise the next time gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, cast

import httpcore

_RESOLVE_S = 5.0
_GLOBAL_V6 = ip_network("2000::/3")
"""All of IPv6 that is routed in public; mapped, compatible, translated, local addresses lie elsewhere."""
_NEVER = tuple(
    map(
        ip_network,
        (
            "192.88.99.0/24",  # 6to4 relays
            "2001::/23",  # protocols, among them Teredo, which holds an IPv4 address
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which holds an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)
"""Parts of the public space that lead somewhere else than they seem to."""

Address = IPv4Address | IPv6Address


class NameNotFoundError(Exception):
    """The name of the receiver leads nowhere."""


class AddressRefusedError(Exception):
    """The receiver is at an address that webhooks may not call."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class AddressGuard:
    """Decides about addresses. `allowed` are networks that may be called although they are private."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = tuple(map(ip_network, allowed))

    def may_call(self, address: Address) -> bool:
        """Tell whether an address may be called."""
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            # The system would call the address inside; nobody needs this form.
            return False
        if any(address in network for network in self._allowed if network.version == address.version):
            return True
        if isinstance(address, IPv6Address) and (address not in _GLOBAL_V6 or address.scope_id):
            return False
        is_public = address.is_global and not (address.is_multicast or address.is_reserved)
        return is_public and not any(
            address in network for network in _NEVER if network.version == address.version
        )

    async def addresses_of(self, host: str, port: int) -> tuple[Address, ...]:
        """Return where a host may be called, in the order of the system.

        Raises:
            NameNotFoundError: it has no address, or nobody said so in time.
            AddressRefusedError: one of its addresses may not be called. Then none is: the system must not be
                left to choose.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_RESOLVE_S):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError, TimeoutError) as error:
            raise NameNotFoundError(host) from error
        addresses = tuple(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))
        if not addresses:
            raise NameNotFoundError(host)
        for address in addresses:
            if not self.may_call(address):
                raise AddressRefusedError(str(address))
        return addresses


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only; TLS still asks for the certificate of the name."""

    def __init__(self, guard: AddressGuard, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._guard = guard
        self._inner = inner or cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that answers. Raises as `AddressGuard.addresses_of`."""
        addresses = await self._guard.addresses_of(host, port)
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError:
                continue
        return await self._inner.connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no address leads to a socket of this machine."""
        raise AddressRefusedError(path)

    async def sleep(self, seconds: float) -> None:
        """Wait, as the library asks for."""
        await asyncio.sleep(seconds)

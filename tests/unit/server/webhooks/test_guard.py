"""Which addresses webhooks may call, form by form; and that nobody looks at a name twice."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import Any

import httpcore
import pytest

from crashdesk_server.webhooks.sending.guard import AddressGuard, AddressRefusedError, GuardedBackend


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450::1"])
def test_public_addresses_may_be_called(address: str) -> None:
    assert AddressGuard().may_call(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:1.1.1.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
        "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1", "4000::1",
    ],
)  # fmt: skip
def test_all_others_may_not(address: str) -> None:
    assert not AddressGuard().may_call(ip_address(address))


def test_what_is_allowed_may_be_called_and_nothing_beside_it() -> None:
    guard = AddressGuard(["10.1.0.0/16", "fd12::/64"])
    assert guard.may_call(ip_address("10.1.9.9"))
    assert guard.may_call(ip_address("fd12::7"))
    for address in ("10.2.0.1", "fd12:0:0:1::1", "::ffff:10.1.9.9"):
        assert not guard.may_call(ip_address(address))


class _Names:
    """A server of names that answers otherwise the second time."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def getaddrinfo(self, _host: str, port: int, **_: Any) -> list[Any]:
        self.asked += 1
        address = self.answers[min(self.asked, len(self.answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


class _Inner(httpcore.AsyncNetworkBackend):
    def __init__(self) -> None:
        self.called: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.called.append(host)
        raise httpcore.ConnectError


@pytest.mark.asyncio
async def test_the_address_that_was_checked_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names, inner = _Names("1.1.1.1", "127.0.0.1"), _Inner()
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", names.getaddrinfo)
    with pytest.raises(httpcore.ConnectError):
        await GuardedBackend(AddressGuard(), inner).connect_tcp("rebinding.example", 443)
    assert (names.asked, inner.called) == (1, ["1.1.1.1"])


@pytest.mark.asyncio
async def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    async def both(_host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", ("1.1.1.1", port)), (2, 1, 6, "", ("10.0.0.1", port))]

    inner = _Inner()
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", both)
    with pytest.raises(AddressRefusedError):
        await GuardedBackend(AddressGuard(), inner).connect_tcp("mixed.example", 443)
    assert inner.called == []

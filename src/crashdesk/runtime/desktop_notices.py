"""Notifications of the desktop by `org.freedesktop.Notifications`, the interface of Linux desktops."""

from __future__ import annotations

import asyncio
import enum
import html
import sys
from typing import Any, cast

_BUS_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_SIGNATURE = "susssasa{sv}i"
_PATIENCE_S = 10.0
"""A desktop that takes longer to say that it has shown something shows nothing."""
_DEFAULT = "default"
"""The action of a click on the notification itself (Desktop Notifications Specification 1.2)."""
_NO_BUS = (OSError, KeyError, ValueError, RuntimeError, EOFError)
"""Without a session bus, with one that does not answer, or with an address of another kind."""


class Answer(enum.StrEnum):
    """What became of a notification."""

    PRESSED = "pressed"
    GONE = "gone"
    """It was closed, by somebody or by itself."""
    UNAVAILABLE = "unavailable"
    """There is no desktop that shows notifications."""


async def notify(program: str, title: str, body: str, button: str) -> Answer:
    """Show a notification and wait until it is pressed or gone. Cancelled, it stays where it is.

    The texts are shown as they are: a desktop may read the body as markup, so what looks like it is escaped.
    """
    if sys.platform != "linux":
        return Answer.UNAVAILABLE
    from jeepney.io.asyncio import open_dbus_router

    opened = cast("Any", open_dbus_router(bus="SESSION"))
    try:
        async with asyncio.timeout(_PATIENCE_S):
            router = await opened.__aenter__()
    except _NO_BUS:
        return Answer.UNAVAILABLE
    shown = (program, 0, program.lower(), title, html.escape(body, quote=False))
    more = ([_DEFAULT, button, "show", button], {"desktop-entry": ("s", program.lower())}, -1)
    try:
        return await _show(router, (*shown, *more))
    except _NO_BUS:
        return Answer.UNAVAILABLE
    finally:
        await opened.__aexit__(None, None, None)


async def _show(router: Any, arguments: tuple[Any, ...]) -> Answer:
    import jeepney

    bus, make_call = cast("Any", jeepney.message_bus), cast("Any", jeepney.new_method_call)
    address = jeepney.DBusAddress(_PATH, bus_name=_BUS_NAME, interface=_BUS_NAME)
    rule = jeepney.MatchRule(type="signal", interface=_BUS_NAME, path=_PATH)
    with router.filter(rule, bufsize=100) as signals:
        async with asyncio.timeout(_PATIENCE_S):
            await router.send_and_get_reply(bus.AddMatch(rule))
            reply = await router.send_and_get_reply(make_call(address, "Notify", _SIGNATURE, arguments))
        if reply.header.message_type is jeepney.MessageType.error:
            return Answer.UNAVAILABLE
        return await _end_of(signals, reply.body[0])


async def _end_of(signals: asyncio.Queue[Any], number: int) -> Answer:
    from jeepney import HeaderFields

    while True:
        signal = await signals.get()
        name = signal.header.fields.get(HeaderFields.member)
        if signal.body and signal.body[0] == number and name in {"ActionInvoked", "NotificationClosed"}:
            return Answer.PRESSED if name == "ActionInvoked" else Answer.GONE

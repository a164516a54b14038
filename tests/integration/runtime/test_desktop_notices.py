"""Notifications over a real session bus, to a small desktop of the test's own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="dbus is not installed")

_PROGRAM = """
import asyncio
from jeepney import DBusAddress, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.asyncio import DBusRouter, Proxy, open_dbus_connection
from crashdesk.runtime.desktop_notices import notify

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"

async def desktop(connection, ends):
    while True:
        call = await connection.receive()
        if call.header.message_type is not MessageType.method_call:
            continue
        print(call.header.fields[8], *map(ascii, call.body))
        await connection.send(new_method_return(call, "u", (41,)))
        for name, signature, body in ends:
            emitter = DBusAddress(PATH, interface=NAME)
            await connection.send(new_signal(emitter, name, signature, body))

async def main():
    connection = await open_dbus_connection()
    async with DBusRouter(connection) as router:
        await Proxy(message_bus, router).RequestName(NAME)
    playing = asyncio.create_task(desktop(connection, {ends!r}))
    print(await notify("CrashDesk", "<i>Title</i>", {body!r}, "Show"))
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    await connection.close()

asyncio.run(main())
"""
_ALONE = """
import asyncio
from crashdesk.runtime.desktop_notices import notify

print(asyncio.run(notify("CrashDesk", "Title", "Body", "Show")))
"""


def on_a_bus(program: str) -> list[str]:
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_notification_is_shown_as_it_stands_and_can_be_pressed() -> None:
    other = ("NotificationClosed", "uu", (40, 1))
    pressed = ("ActionInvoked", "us", (41, "default"))
    said, answer = on_a_bus(_PROGRAM.format(ends=[other, pressed], body="<b>Mira</b> & co"))
    assert said == (
        "susssasa{sv}i 'CrashDesk' 0 'crashdesk' '<i>Title</i>' '&lt;b&gt;Mira&lt;/b&gt; &amp; co' "
        "['default', 'Show', 'show', 'Show'] {'desktop-entry': ('s', 'crashdesk')} -1"
    )
    assert answer == "pressed"


def test_a_notification_that_was_closed_is_gone() -> None:
    closed = ("NotificationClosed", "uu", (41, 2))
    assert on_a_bus(_PROGRAM.format(ends=[closed], body="x"))[-1] == "gone"


def test_a_bus_without_a_desktop_shows_nothing() -> None:
    assert on_a_bus(_ALONE) == ["unavailable"]


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "tcp:host=localhost,port=1", "nonsense"])
def test_without_a_bus_nothing_is_shown(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ALONE],
        env={"DBUS_SESSION_BUS_ADDRESS": address} if address else {},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("unavailable\n", "")

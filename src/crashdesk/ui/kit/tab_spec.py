"""How a tab declares itself. Free of Qt, so that the registry can be read before the first paint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId, ChangeId
from crashdesk.core.ports import Clock, Jobs
from crashdesk.core.session import Session
from crashdesk.core.setting import Settings
from crashdesk.core.store_ports import Tables
from crashdesk.core.text import Text


class More(msgspec.Struct, frozen=True):
    """A button on something said in passing: what stands on it and what it does."""

    text: Text
    run: Callable[[], None]


class Window(Protocol):
    """What a tab may ask of the window it lives in."""

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = (), more: More | None = None) -> None:
        """Say something in passing; with `undo` ids it offers to take them back while they are held."""
        ...

    def report(self, error: CrashDeskError) -> None:
        """Hand an expected failure of something the user asked for to the error desk."""
        ...

    def set_count(self, tab_key: str, count: int | None) -> None:
        """Show how many things in a tab ask for action."""
        ...

    def availability(self, action: ActionId) -> Availability:
        """Tell whether an action can be used now, by rights, connection, profile and the tab in front."""
        ...

    def carry_out(self, action: ActionId) -> None:
        """Carry out an action as if its key had been pressed; if it cannot be used the window says why.

        The tab that it belongs to comes to the front first.
        """
        ...

    def actions_changed(self) -> None:
        """Availability of this tab's actions may have changed."""
        ...


class Notices(Protocol):
    """Notifications of the desktop, for somebody who looks elsewhere."""

    def show(self, text: Text, then: Callable[[], None]) -> None:
        """Say `text`, unless the window is in front; `then` is called if somebody follows it."""
        ...


class TabContext(msgspec.Struct, frozen=True):
    """What `app.wiring` gives to each tab.

    Attributes:
        services: the services by name; a tab's `tab.py` picks its own and casts.
        connection: returns the present state; `watch_connection` calls back on each change.
        translate: renders a `Text` in the user's language.
        notices: None where there is no desktop.
        server_name: what the user calls the server.
    """

    tables: Tables
    jobs: Jobs
    settings: Settings
    clock: Clock
    session: Session
    window: Window
    connection: Callable[[], ConnectionState]
    watch_connection: Callable[[Callable[[ConnectionState], None]], Callable[[], None]]
    translate: Callable[[Text], str]
    services: dict[str, Any]
    notices: Notices | None = None
    server_name: str = ""


class Tab(Protocol):
    """A living tab."""

    @property
    def widget(self) -> Any:
        """The QWidget to show."""
        ...

    def availability(self, action: ActionId) -> Availability:
        """Tell whether one of the tab's actions can be used now."""
        ...

    def trigger(self, action: ActionId) -> None:
        """Carry out one of the tab's actions on what is selected."""
        ...

    async def close(self) -> None:
        """Stop all work and give everything back."""
        ...


class Attendant(Protocol):
    """Looks after something of a tab for as long as the tab is offered."""

    async def close(self) -> None:
        """Stop all work."""
        ...


class TabSpec(msgspec.Struct, frozen=True):
    """The declaration of a tab.

    Attributes:
        needs: capabilities without which the tab is not shown.
        actions: for menus, palette, shortcuts and the key map.
        attend: starts what runs while the tab is offered, looked at or not: what keeps its count, for one.
    """

    key: str
    title: Text
    icon: str
    order: int
    needs: frozenset[str]
    actions: tuple[ActionSpec, ...]
    build: Callable[[TabContext], Tab]
    attend: Callable[[TabContext], Attendant] | None = None

"""Everything that can be done now, in one list for menus, palette, shortcuts and the key overlay."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId


class Command(msgspec.Struct, frozen=True):
    """One action with what is known of it just now.

    Attributes:
        title: the label, rendered.
        group: where it belongs: the title of a tab, or the window; rendered.
        keys: in Qt's portable notation, empty for none.
        availability: asked when it is shown or used, for it changes with selection and connection.
        run: carries it out.
    """

    id: ActionId
    title: str
    group: str
    keys: tuple[str, ...]
    icon: str
    availability: Callable[[], Availability]
    run: Callable[[], None]

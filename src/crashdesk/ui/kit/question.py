"""A question before something is done. Free of Qt; `plain_dialogs` asks it."""

from __future__ import annotations

import msgspec

from crashdesk.core.text import Text


class Question(msgspec.Struct, frozen=True):
    """A question before something is done.

    Attributes:
        title: the question itself: "Delete 3 groups?"
        consequence: what happens, and what is lost.
        action: the verb on the button: "Delete".
        final: it cannot be undone: the button is in the colour of danger and Cancel has the focus.
    """

    title: Text
    consequence: Text
    action: Text
    final: bool = False

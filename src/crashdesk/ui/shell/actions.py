"""What can be done in the window itself, whatever tab is in front. Free of Qt."""

from __future__ import annotations

from crashdesk.core.actions import ActionSpec, Availability, Danger, Effect
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import ActionId
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.shell.account_actions import ACCOUNT_ACTIONS

PALETTE = ActionId("shell.palette")
KEYS = ActionId("shell.keys")
UNDO = ActionId("shell.undo")
RETRY = ActionId("shell.retry")
SIGN_IN = ActionId("shell.sign_in")
SIGN_OUT = ActionId("shell.sign_out")
PROFILES = ActionId("shell.profiles")
PREFERENCES = ActionId("shell.preferences")
ABOUT = ActionId("shell.about")
QUIT = ActionId("shell.quit")


def _local(action: ActionId, text: Text, icon: str, *keys: str) -> ActionSpec:
    return ActionSpec(id=action, text=text, keys=keys, effect=Effect.LOCAL, icon=icon)


SHELL_ACTIONS: tuple[ActionSpec, ...] = (
    _local(PALETTE, QT_TRANSLATE_NOOP("Shell", "Do anything by name"), "palette", "Ctrl+K"),
    _local(UNDO, QT_TRANSLATE_NOOP("Shell", "Undo the latest change"), "undo", "Z", "Ctrl+Z"),
    _local(RETRY, QT_TRANSLATE_NOOP("Shell", "Connect and fetch now"), "refresh", "F5", "Ctrl+R"),
    _local(SIGN_IN, QT_TRANSLATE_NOOP("Shell", "Sign in"), "key"),
    _local(SIGN_OUT, QT_TRANSLATE_NOOP("Shell", "Sign out"), "sign-out"),
    *ACCOUNT_ACTIONS,
    _local(PROFILES, QT_TRANSLATE_NOOP("Shell", "Edit profiles"), "profile", "Ctrl+Shift+P"),
    _local(PREFERENCES, QT_TRANSLATE_NOOP("Shell", "Preferences"), "settings", "Ctrl+,"),
    _local(KEYS, QT_TRANSLATE_NOOP("Shell", "Show all keys"), "keyboard", "?"),
    _local(ABOUT, QT_TRANSLATE_NOOP("Shell", "About CrashDesk"), "info"),
    _local(QUIT, QT_TRANSLATE_NOOP("Shell", "Quit"), "close", "Ctrl+Q"),
)
"""In the order of the main menu; those about one's account are in the account menu."""

MAIN_MENU = frozenset(spec.id for spec in SHELL_ACTIONS if spec not in ACCOUNT_ACTIONS)
SECTIONS = frozenset({SIGN_IN, PROFILES, KEYS, QUIT})
"""Before these the main menu has a line."""


def tab_id(number: int) -> ActionId:
    """Return the id of the action that brings tab `number` (from 1) to the front."""
    return ActionId(f"shell.tab{number}")


def tab_action(number: int, title: str) -> ActionSpec:
    """Return the action that brings tab `number` (from 1) to the front."""
    show = QT_TRANSLATE_NOOP("Shell", "Go to {tab}")(tab=title)
    keys = (f"Ctrl+{number}",) if number <= 9 else ()
    return _local(tab_id(number), show, "chevron-right", *keys)


def general_availability(
    spec: ActionSpec, session: Session | None, connection: ConnectionState | None, *, read_only: bool
) -> Availability:
    """Tell whether rights, connection and profile allow an action at all; its tab may still object."""
    reason: Text | None = None
    if spec.effect is not Effect.LOCAL and session is None:
        reason = QT_TRANSLATE_NOOP("Shell", "Sign in first.")
    elif session is not None and spec.capability and spec.capability not in session.capabilities:
        reason = QT_TRANSLATE_NOOP("Shell", "Your role, {role}, may not do this on this server.")(
            role=session.role
        )
    elif read_only and (spec.effect is Effect.QUEUED or spec.danger is not Danger.NONE):
        reason = QT_TRANSLATE_NOOP("Shell", "This profile is read-only.")
    elif spec.effect is Effect.DIRECT and (connection is None or connection.link is not Link.ONLINE):
        reason = QT_TRANSLATE_NOOP("Shell", "This needs the server, which cannot be reached just now.")
    return Availability(enabled=reason is None, reason=reason)

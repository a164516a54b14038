"""Every setting there is. Preferences and documentation are made from this list."""

from __future__ import annotations

from crashdesk.core.setting import Setting
from crashdesk.core.text import QT_TRANSLATE_NOOP

THEME = Setting(
    key="appearance.theme",
    default="system",
    title=QT_TRANSLATE_NOOP("Settings", "Theme"),
    help=QT_TRANSLATE_NOOP("Settings", "Light, dark, or as the system is set."),
    choices=("system", "light", "dark"),
)
HOLD_BACK_SECONDS = Setting(
    key="outbox.hold_back_seconds",
    default=8,
    title=QT_TRANSLATE_NOOP("Settings", "Hold changes back for"),
    help=QT_TRANSLATE_NOOP(
        "Settings", "Seconds during which a change can be undone without a trace before it is sent."
    ),
    maximum=60,
)
REPORT_BODIES_MB = Setting(
    key="offline.report_bodies_mb",
    default=500,
    title=QT_TRANSLATE_NOOP("Settings", "Crash reports kept on this computer"),
    help=QT_TRANSLATE_NOOP(
        "Settings", "Megabytes of report contents kept for reading offline; the oldest go first."
    ),
    maximum=1_000_000,
)

NOTIFY_PENDING_USERS = Setting(
    key="notifications.pending_users",
    default=True,
    title=QT_TRANSLATE_NOOP("Settings", "Notify of people who ask to be let in"),
    help=QT_TRANSLATE_NOOP(
        "Settings", "A notification of the desktop, for whoever may decide, while the window is not in front."
    ),
)

DECLARED: tuple[Setting[str] | Setting[int] | Setting[bool], ...] = (
    THEME,
    HOLD_BACK_SECONDS,
    REPORT_BODIES_MB,
    NOTIFY_PENDING_USERS,
)

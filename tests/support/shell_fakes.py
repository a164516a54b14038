"""Stand-ins for what the shell is handed: settings in memory, a clock that stands still, a tab of labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crashdesk.core.actions import AVAILABLE, ActionSpec, Availability, Danger, Effect
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import MINUTE, ActionId, Instant, ProfileId, UserId
from crashdesk.core.profile import Danger as ProfileDanger
from crashdesk.core.profile import Profile
from crashdesk.core.session import Session
from crashdesk.core.setting import Setting
from crashdesk.core.text import Text
from crashdesk.ui.kit.tab_spec import Tab, TabContext, TabSpec

NOW = Instant(1_795_000_000_000)


class MemorySettings:
    """Settings and layouts that live as long as the test."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.layouts: dict[str, str] = {}
        self.bound: dict[ActionId, tuple[str, ...]] = {}

    def get(self, setting: Setting[Any]) -> Any:
        return self.values.get(setting.key, setting.default)

    def put(self, setting: Setting[Any], value: Any) -> None:
        self.values[setting.key] = value

    def bindings(self) -> dict[ActionId, tuple[str, ...]]:
        return dict(self.bound)

    def bind(self, action: ActionId, keys: tuple[str, ...] | None) -> None:
        if keys is None:
            self.bound.pop(action, None)
        else:
            self.bound[action] = keys

    def layout(self, key: str) -> str:
        return self.layouts.get(key, "")

    def remember(self, key: str, layout: str) -> None:
        self.layouts[key] = layout


class StillClock:
    """A clock that shows the same time until it is set."""

    def __init__(self, now: Instant = NOW) -> None:
        self.instant = now

    def now(self) -> Instant:
        return self.instant


class LabelTab:
    """A tab that shows a label and records what it is asked to do."""

    def __init__(self, title: str) -> None:
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        label = QLabel(title)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.triggered: list[str] = []
        self.unavailable: dict[str, Text] = {}
        self.closed = False

    def availability(self, action: ActionId) -> Availability:
        reason = self.unavailable.get(action)
        return AVAILABLE if reason is None else Availability(enabled=False, reason=reason)

    def trigger(self, action: ActionId) -> None:
        self.triggered.append(action)

    async def close(self) -> None:
        self.closed = True


def _action(tab: str, verb: str, title: str, keys: tuple[str, ...], **more: Any) -> ActionSpec:
    return ActionSpec(ActionId(f"{tab}.{verb}"), Text("Test", title), keys, **more)


GROUP_ACTIONS = (
    _action(
        "crash_groups",
        "resolve",
        "Resolve",
        ("E",),
        effect=Effect.QUEUED,
        icon="resolve",
        capability="crash_groups.triage",
    ),
    _action("crash_groups", "assign", "Assign", ("A",), effect=Effect.QUEUED, icon="assign"),
    _action("crash_groups", "note", "Write a note", ("N",), effect=Effect.QUEUED, icon="note"),
    _action("crash_groups", "copy", "Copy as Markdown", ("Ctrl+Shift+C",), effect=Effect.LOCAL, icon="copy"),
    _action("crash_groups", "delete", "Delete", ("Shift+Del",), danger=Danger.FINAL, icon="delete"),
)


def make_specs() -> list[TabSpec]:
    return [
        TabSpec(
            "crash_groups",
            Text("Test", "Crash groups"),
            "crash",
            10,
            frozenset(),
            GROUP_ACTIONS,
            _unbuildable,
        ),
        TabSpec("usage", Text("Test", "Usage"), "usage", 20, frozenset(), (), _unbuildable),
        TabSpec("users", Text("Test", "Users"), "users", 30, frozenset(), (), _unbuildable),
    ]


def _unbuildable(_context: TabContext) -> Tab:
    raise AssertionError("tests build tabs themselves")


def make_builder(built: dict[str, LabelTab]) -> Callable[[TabSpec], LabelTab]:
    def build(spec: TabSpec) -> LabelTab:
        built[spec.key] = LabelTab(str(spec.title))
        return built[spec.key]

    return build


def make_session(*, capabilities: frozenset[str] = frozenset({"crash_groups.triage"})) -> Session:
    return Session(
        user_id=UserId("usr_1"),
        email="mira@example.org",
        name="Mira Sandoval",
        role="operator",
        permissions=frozenset({"crashes.read", "crashes.triage"}),
        capabilities=capabilities,
        via="session",
        expires_at=Instant(NOW + 11 * 60 * MINUTE),
    )


def make_profiles() -> list[Profile]:
    return [
        Profile(
            ProfileId("p1"),
            "Production",
            "https://crash.example.org",
            colour="#c8434f",
            danger=ProfileDanger.DANGER,
        ),
        Profile(
            ProfileId("p2"),
            "Staging",
            "https://staging.example.org:8443",
            colour="#b07d12",
            danger=ProfileDanger.CAREFUL,
        ),
        Profile(ProfileId("p3"), "Laptop", "http://127.0.0.1:8127", colour="#2e9448", read_only=True),
    ]


def make_connection(link: Link = Link.ONLINE, **more: Any) -> ConnectionState:
    more.setdefault("fresh_at", Instant(NOW - 3 * MINUTE))
    return ConnectionState(link, since=Instant(NOW - 9 * MINUTE), **more)

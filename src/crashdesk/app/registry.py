"""Which tabs and connectors there are, by module name: each is imported when it is first needed."""

from __future__ import annotations

import importlib
from functools import cache

from crashdesk.core.connector import ConnectorSpec
from crashdesk.ui.kit.tab_spec import TabSpec

TABS = (
    "crashdesk.ui.tabs.crash_groups.tab",
    "crashdesk.ui.tabs.usage.tab",
    "crashdesk.ui.tabs.users.tab",
    "crashdesk.ui.tabs.webhooks.tab",
    "crashdesk.ui.tabs.tasks.tab",
    "crashdesk.ui.tabs.audit.tab",
)
"""Modules with a `SPEC`. A new tab is one line here."""

CONNECTORS = {"crashdesk": "crashdesk.connectors.crashdesk.spec"}
"""Modules with a `SPEC`, by the kind of server that they talk to."""


@cache
def tab_specs() -> tuple[TabSpec, ...]:
    """Import and return the declarations of all tabs in their order."""
    specs: list[TabSpec] = [importlib.import_module(name).SPEC for name in TABS]
    return tuple(sorted(specs, key=lambda spec: spec.order))


@cache
def connector_spec(kind: str) -> ConnectorSpec:
    """Import and return the connector for a kind of server. Raises `KeyError` for an unknown one."""
    return importlib.import_module(CONNECTORS[kind]).SPEC

"""The program behind a `User-Agent`, in words. What it says is a stranger's claim and no proof."""

from __future__ import annotations

import re

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

_UNNAMED = QT_TRANSLATE_NOOP("Programs", "A program without a name")
_OTHER = QT_TRANSLATE_NOOP("Programs", "{program}")
_PROGRAM = QT_TRANSLATE_NOOP("Programs", "{program} {version}")
_ON_SYSTEM = QT_TRANSLATE_NOOP("Programs", "{program} {version} on {system}")
_BROWSER_ON = QT_TRANSLATE_NOOP("Programs", "{program} on {system}")
_MOST = 60

_PRODUCT = re.compile(r"([\w.-]{1,40})/([\w.+-]{1,40})(?:\s+\(([^();]{1,40})\))?", re.ASCII)
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In this order: Edge and Opera also call themselves Chrome, and all but Firefox call themselves Safari."""
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def program_of(user_agent: str) -> Text:
    """Return the program, its version and system as far as they can be told."""
    said = user_agent.strip()
    if not said:
        return _UNNAMED
    if said.startswith("Mozilla/"):
        return _browser(said)
    product = _PRODUCT.match(said)
    if product is None:
        return _OTHER(program=said[:_MOST])
    name, version, system = product.groups()
    if system:
        return _ON_SYSTEM(program=name, version=version, system=system)
    return _PROGRAM(program=name, version=version)


def _browser(said: str) -> Text:
    browser = next((name for mark, name in _BROWSERS if mark in said), "")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    if browser and system:
        return _BROWSER_ON(program=browser, system=system)
    return _OTHER(program=browser or said[:_MOST])

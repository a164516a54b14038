"""Reads and works a program through AT-SPI, as a screen reader does. Needs the system's Python, which has gi.

Reads one JSON request a line, answers with one JSON line: `{"do": "find", "role": …, "name": …}` and so on.
Elements are named by role and name; only what is showing counts, and the cells of tables are never walked.
"""

from __future__ import annotations

import fnmatch
import json
import sys
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

_CONTAINERS_OF_ROWS = {"table", "tree", "tree table", "list"}
_MANY = 2_000


def elements(process: int) -> Iterator[Any]:
    """Yield what the windows of a process show, outermost first."""
    desktop = Atspi.get_desktop(0)
    waiting = [
        application
        for application in (desktop.get_child_at_index(i) for i in range(desktop.get_child_count()))
        if application is not None and application.get_process_id() == process
    ]
    seen = 0
    while waiting and seen < _MANY:
        element = waiting.pop(0)
        seen += 1
        try:
            if element.get_role_name() != "application":
                if not element.get_state_set().contains(Atspi.StateType.SHOWING):
                    continue
                yield element
            if element.get_role_name() in _CONTAINERS_OF_ROWS:
                continue
            children = [element.get_child_at_index(i) for i in range(element.get_child_count())]
        except GLib.Error:  # it has gone meanwhile
            continue
        waiting[:0] = [child for child in children if child is not None]


def matches(element: Any, request: dict[str, Any]) -> bool:
    """Tell whether an element is meant: the role equals, the name fits the pattern."""
    role, name = request.get("role"), request.get("name")
    try:
        if role is not None and element.get_role_name() != role:
            return False
        said = element.get_name() or ""
    except GLib.Error:
        return False
    return name is None or fnmatch.fnmatchcase(said, name)


def first(request: dict[str, Any]) -> Any:
    """Return the first element that is meant, None when none shows."""
    return next((each for each in elements(request["process"]) if matches(each, request)), None)


def content_of(element: Any) -> str:
    """Return the text that an editor or view holds."""
    if "Text" not in element.get_interfaces():
        return ""
    return Atspi.Text.get_text(element, 0, Atspi.Text.get_character_count(element))


def described(element: Any) -> dict[str, Any]:
    """Return what a person gets to know of an element."""
    states = element.get_state_set()
    return {
        "role": element.get_role_name(),
        "name": element.get_name(),
        "description": element.get_description(),
        "text": content_of(element),
        "enabled": states.contains(Atspi.StateType.ENABLED),
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "checked": states.contains(Atspi.StateType.CHECKED),
        "active": states.contains(Atspi.StateType.ACTIVE),
    }


def press(element: Any) -> bool:
    """Do what a click on the element does."""
    for index in range(element.get_n_actions()):
        name = Atspi.Action.get_action_name(element, index)
        if name.lower() in {"press", "toggle", "click", "check", "showmenu"}:
            return element.do_action(index)
    return False


def rows_of(table: Any, most: int) -> list[str]:
    """Return the sentences of the first rows."""
    return [table.get_accessible_at(row, 0).get_name() for row in range(min(table.get_n_rows(), most))]


def answer(request: dict[str, Any]) -> Any:
    """Do what a request asks."""
    doing = request["do"]
    if doing == "all":
        return [described(each) for each in elements(request["process"])]
    element = first(request)
    if element is None or doing == "find":
        return None if element is None else described(element)
    if doing == "press":
        return press(element)
    if doing == "focus":
        return element.grab_focus()
    return rows_of(element, request["most"])


def main() -> None:
    """Answer until the input ends."""
    Atspi.init()
    for line in sys.stdin:
        try:
            said = {"answer": answer(json.loads(line))}
        except GLib.Error as trouble:  # what was found has gone meanwhile: the asker tries again
            said = {"gone": str(trouble)}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

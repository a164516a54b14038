"""Write docs/reference from the source: errors, settings, filters, actions and command lines.

The pages on problems and on the wire format of reports are written by hand.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from crashdesk.app.registry import tab_specs
from crashdesk.core import errors
from crashdesk.core.actions import ActionSpec
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.crash_group_fields import CRASH_GROUP_FIELDS
from crashdesk.core.query.delivery_fields import DELIVERY_FIELDS
from crashdesk.core.query.journal_fields import JOURNAL_FIELDS
from crashdesk.core.query.task_fields import JOB_FIELDS, QUEUE_FIELDS, TASK_FIELDS
from crashdesk.core.query.user_fields import USER_FIELDS
from crashdesk.core.query.webhook_fields import WEBHOOK_FIELDS
from crashdesk.core.setting import Setting
from crashdesk.settings.declared import DECLARED
from crashdesk.ui.shell.actions import SHELL_ACTIONS

FOLDER = Path(__file__).resolve().parent.parent / "docs/reference"
COMMANDS = {
    "crashdesk": "crashdesk.app.cli",
    "crashdesk-server": "crashdesk_server.cli",
    "crashdesk-report": "crashdesk_report_cli",
}
"""The modules whose `main` a command runs."""


def pages() -> dict[Path, str]:
    """Return every generated page and its text."""
    texts = {
        "errors.md": _errors(),
        "settings.md": _settings(),
        "filters.md": _filters(),
        "actions.md": _actions(),
        "command-lines.md": _command_lines(),
    }
    return {FOLDER / name: text for name, text in texts.items()}


def _page(title: str, *parts: str) -> str:
    head = [f"# {title}", "<!-- Written by `make docs` from the source; edit there. -->"]
    return "\n\n".join([*head, *parts]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _first_line(documented: object) -> str:
    return (inspect.getdoc(documented) or "").splitlines()[0]


def _errors() -> str:
    tree = (inspect.getdoc(errors) or "").split("\n\n")[1]
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.CrashDeskError)
    ]
    kinds.sort(key=lambda kind: inspect.getsourcelines(kind)[1])
    rows = [(f"`{kind.__name__}`", _first_line(kind), str(kind.default)) for kind in kinds]
    return _page(
        "Errors",
        "Everything that can go wrong and that a person can understand. "
        "Anything else is a bug and opens the crash dialog.",
        f"```text\n{tree}\n```",
        _table(("Error", "When", "What the desk says"), rows),
    )


def _settings() -> str:
    rows = [
        (f"`{setting.key}`", str(setting.title), f"`{setting.default}`", _allowed(setting), str(setting.help))
        for setting in DECLARED
    ]
    return _page("Settings", _table(("Key", "Title", "Default", "Allowed", "Meaning"), rows))


def _allowed(setting: Setting[str] | Setting[int] | Setting[bool]) -> str:
    if setting.choices:
        return _code(*setting.choices)
    if isinstance(setting.default, bool):
        return "`true`, `false`"
    return f"{setting.minimum} to {setting.maximum}" if isinstance(setting.default, int) else "any text"


def _filters() -> str:
    parts: list[str] = []
    for title, fields in _FILTERED.items():
        rows = [(f"`{field.name}:`", field.kind.value, _code(*field.values)) for field in fields]
        parts += [f"## {title}", _table(("Qualifier", "Kind", "Values"), rows)]
    return _page("Filters", *parts)


_FILTERED = {
    "Crash groups": CRASH_GROUP_FIELDS,
    "Users": USER_FIELDS,
    "Webhooks": WEBHOOK_FIELDS,
    "Deliveries": DELIVERY_FIELDS,
    "Tasks": TASK_FIELDS,
    "Queues": QUEUE_FIELDS,
    "Recent runs": JOB_FIELDS,
    "Audit log of the server": AUDIT_FIELDS,
    "Journal of this desk": JOURNAL_FIELDS,
}


def _actions() -> str:
    parts = ["## Everywhere", _action_table(SHELL_ACTIONS)]
    for spec in tab_specs():
        parts += [f"## {spec.title}", _action_table(spec.actions)] if spec.actions else []
    return _page("Actions and keys", "Every key can be rebound in the preferences.", *parts)


def _action_table(actions: Iterable[ActionSpec]) -> str:
    rows = [
        (str(action.text), _code(*action.keys), action.effect.value, _code(action.capability))
        for action in actions
    ]
    return _table(("Action", "Keys", "Effect", "Needs"), rows)


def _code(*words: str) -> str:
    return " ".join(f"`{word}`" for word in words if word)


def _command_lines() -> str:
    parts: list[str] = []
    for command, module in COMMANDS.items():
        parts += [f"## {command}", _help(command, module)]
    return _page("Command lines", *parts)


def _help(command: str, module: str) -> str:
    """Return a command's help and that of its subcommands, as printed."""
    own = _printed(command, module)
    subcommands = re.findall(r"^ {4}([a-z]+) {2,}\S", own, re.MULTILINE)
    texts = [own, *(_printed(command, module, name) for name in subcommands)]
    return "\n\n".join(f"```text\n{text.strip()}\n```" for text in texts)


def _printed(command: str, module: str, *subcommand: str) -> str:
    start = f"import sys; from {module} import main; sys.argv[0] = {command!r}; sys.exit(main())"
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    line = [sys.executable, "-c", start, *subcommand, "--help"]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(FOLDER.parent.parent))


if __name__ == "__main__":
    main()

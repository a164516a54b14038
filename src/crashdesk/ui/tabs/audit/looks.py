"""How the two lists look and what they are called."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.tabs.audit.columns import FIRST_JOURNAL_SORT, FIRST_SORT, audit_columns, journal_columns
from crashdesk.ui.tabs.audit.empty_states import show_journal_phase, show_log_phase
from crashdesk.ui.tabs.audit.entries_view import Look

Render = Callable[[Text], str]


def log_look(render: Render) -> Look:
    """Return the look of the server's log."""
    return Look(
        key="audit.log",
        name=QT_TRANSLATE_NOOP("Audit", "Entries of the audit log"),
        placeholder=QT_TRANSLATE_NOOP(
            "Audit", "Filter: words, actor:me, action:user.*, is:refused, age:<7d …"
        ),
        count=QT_TRANSLATE_NOOP("Audit", "{count} in the list"),
        everything=QT_TRANSLATE_NOOP("Audit", "The whole log"),
        columns=audit_columns(render),
        sort=FIRST_SORT,
        show_phase=show_log_phase,
    )


def journal_look(render: Render) -> Look:
    """Return the look of this desk's journal."""
    return Look(
        key="audit.journal",
        name=QT_TRANSLATE_NOOP("Audit", "What this desk did"),
        placeholder=QT_TRANSLATE_NOOP(
            "Audit", "Filter: words, is:rejected, target-type:crash_group, age:<7d …"
        ),
        count=QT_TRANSLATE_NOOP("Audit", "{count} in the list"),
        everything=QT_TRANSLATE_NOOP("Audit", "All that this desk did"),
        columns=journal_columns(render),
        sort=FIRST_JOURNAL_SORT,
        show_phase=show_journal_phase,
    )

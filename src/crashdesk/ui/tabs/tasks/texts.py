"""What the two lists are called. Free of Qt."""

from __future__ import annotations

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.tabs.tasks.state import Showing

PLACEHOLDERS = {
    Showing.TASKS: QT_TRANSLATE_NOOP("Tasks", "Filter: words, is:overridden, is:failing, queue:webhooks …"),
    Showing.QUEUES: QT_TRANSLATE_NOOP("Tasks", "Filter: words, is:paused, waiting:>100 …"),
}
COUNTS = {
    Showing.TASKS: QT_TRANSLATE_NOOP("Tasks", "{count} task(s)"),
    Showing.QUEUES: QT_TRANSLATE_NOOP("Tasks", "{count} queue(s)"),
}
LIST_NAMES = {
    Showing.TASKS: QT_TRANSLATE_NOOP("Tasks", "All tasks"),
    Showing.QUEUES: QT_TRANSLATE_NOOP("Tasks", "All queues"),
}
TITLES = {
    Showing.TASKS: QT_TRANSLATE_NOOP("Tasks", "Tasks"),
    Showing.QUEUES: QT_TRANSLATE_NOOP("Tasks", "Queues"),
}
QUEUES_PAUSED = QT_TRANSLATE_NOOP("Tasks", "Queues ({n} paused)")
WHICH = QT_TRANSLATE_NOOP("Tasks", "Tasks or queues")

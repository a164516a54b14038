"""The list of running jobs: what each does, how far it is, and its cancel button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.popup import Popup
from crashdesk.ui.shell.running_job import RunningJob

_TITLE = QT_TRANSLATE_NOOP("Jobs", "Running now")
_NONE = QT_TRANSLATE_NOOP("Jobs", "Nothing is running.")
_CANCEL = QT_TRANSLATE_NOOP("Jobs", "Cancel: {job}")
_DONE_OF = QT_TRANSLATE_NOOP("Jobs", "{done} of {total}")


class JobsPopup(Popup):
    """Shows the jobs it is given, also while it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=340)
        self.column.addWidget(PlainLabel(render(_TITLE), kind="heading"))
        self._none = PlainLabel(render(_NONE), kind="muted")
        self.column.addWidget(self._none)
        self._lines: list[_JobLine] = []

    def set_jobs(self, jobs: Sequence[RunningJob]) -> None:
        """Show these jobs. Lines are kept, so that a focused cancel button stays where it is."""
        while len(self._lines) < len(jobs):
            line = _JobLine()
            self._lines.append(line)
            self.column.addWidget(line)
        for line, job in zip(self._lines, jobs, strict=False):
            line.set_job(job)
        for line in self._lines[len(jobs) :]:
            self.column.removeWidget(line)
            line.deleteLater()
        del self._lines[len(jobs) :]
        self._none.setVisible(not jobs)
        if self.isVisible():
            self.adjustSize()


class _JobLine(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._job: RunningJob | None = None
        self._label = ElidedLabel()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._figures = PlainLabel(kind="muted")
        self._cancel = QToolButton()
        follow_icon(self._cancel, "close", "muted")
        self._cancel.clicked.connect(self._on_cancel)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._label)
        words.addWidget(self._progress)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addLayout(words, 1)
        row.addWidget(self._figures)
        row.addWidget(self._cancel)

    def set_job(self, job: RunningJob) -> None:
        self._job = job
        label = render(job.label)
        self._label.set_text(label)
        self._progress.setAccessibleName(label)
        self._progress.setRange(0, 100 if job.total else 0)
        if job.total:
            self._progress.setValue(min(100, 100 * job.done // job.total))
            self._figures.set_text(render(_DONE_OF(done=f"{job.done:,}", total=f"{job.total:,}")))
        else:
            self._figures.set_text(f"{job.done:,}" if job.done else "")
        self._cancel.setEnabled(job.cancel is not None)
        name_icon_only(self._cancel, render(_CANCEL(job=label)))

    def _on_cancel(self) -> None:
        if self._job is not None and self._job.cancel is not None:
            self._cancel.setEnabled(False)
            self._job.cancel()

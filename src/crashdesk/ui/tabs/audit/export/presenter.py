"""Asks what to export, writes it as a job, and says where it is. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from crashdesk.core.ports import Progress
from crashdesk.core.tables import TableQuery
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.services.audit import Exported, ExportForm
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.tab_spec import More, TabContext
from crashdesk.ui.tabs.audit.export.state import Asked, Wish, proposed_name
from crashdesk.ui.tabs.audit.state import EntriesState

SCOPE = "audit.export"
_FOLDER_KEY = "audit.export.folder"
_EXPORTING = QT_TRANSLATE_NOOP("Audit", "Exporting to {file}")
_EXPORTED = QT_TRANSLATE_NOOP("Audit", "Exported {count} entries to {path}")
_UNTOLD = QT_TRANSLATE_NOOP(
    "Audit", "Exported {count} entries to {path}. The server, whose log notes exports, could not be told."
)
_OPEN_FOLDER = QT_TRANSLATE_NOOP("Audit", "Open folder")
_REPLACE = QT_TRANSLATE_NOOP("Audit", "Replace {file}?")
_REPLACE_WHAT = QT_TRANSLATE_NOOP(
    "Audit", "A file of this name is in the folder already. What is in it now is lost."
)
_REPLACE_VERB = QT_TRANSLATE_NOOP("Audit", "Replace")
_LONGEST = 80


class Writer(Protocol):
    """What writes the files; `services.audit` fulfils it."""

    async def export(
        self,
        query: TableQuery,
        form: ExportForm,
        path: Path,
        on_rows: Callable[[int, int], None],
        *,
        typed: str = "",
        with_bom: bool = False,
    ) -> Exported:
        """Write the rows of a query. Raises `ExportFailed`."""
        ...


class ExportView(Protocol):
    """What the presenter needs of the widgets."""

    def ask_export(self, asked: Asked, decide: Callable[[Wish], None]) -> None:
        """Open the dialog."""
        ...

    def ask(self, question: Question, then: Callable[[], None]) -> None:
        """Ask, and go on with `then` if the answer is yes."""
        ...

    def open_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager."""
        ...


class ExportPresenter:
    """Exports what one list shows."""

    def __init__(self, view: ExportView, context: TabContext, writer: Writer) -> None:
        self._view = view
        self._context = context
        self._writer = writer

    async def close(self) -> None:
        """Stop writing."""
        await self._context.jobs.close_scope(SCOPE)

    def begin(self, title: Text, kind: str, shown: EntriesState, query: TableQuery) -> None:
        """Ask about what is shown; `kind` begins the name of the file."""
        remembered = self._context.settings.layout(_FOLDER_KEY)
        folder = Path(remembered) if remembered and Path(remembered).is_dir() else Path.home()
        name = proposed_name(kind, self._context.server_name, self._context.clock.now())
        asked = Asked(title, shown.reading, shown.count, folder, name)
        self._view.ask_export(asked, lambda wish: self._decided(wish, query, shown.filter))

    def _decided(self, wish: Wish, query: TableQuery, typed: str) -> None:
        if not wish.path.exists():
            self._start(wish, query, typed)
            return
        title = _REPLACE(file=_shown(wish.path.name))
        question = Question(title, _REPLACE_WHAT, _REPLACE_VERB, final=True)
        self._view.ask(question, lambda: self._start(wish, query, typed))

    def _start(self, wish: Wish, query: TableQuery, typed: str) -> None:
        async def export(progress: Progress) -> None:
            # Spreadsheets take a CSV file for one of an old code page unless it begins so.
            with_bom = wish.form is ExportForm.CSV
            done = await self._writer.export(
                query, wish.form, wish.path, progress.report, typed=typed, with_bom=with_bom
            )
            said = _UNTOLD if done.untold else _EXPORTED
            more = More(_OPEN_FOLDER, lambda: self._view.open_folder(wish.path.parent))
            self._context.window.toast(said(count=f"{done.count:,}", path=_shown(str(wish.path))), more=more)

        self._context.settings.remember(_FOLDER_KEY, str(wish.path.parent))
        self._context.jobs.start(_EXPORTING(file=_shown(wish.path.name)), export, scope=SCOPE)


def _shown(path: str) -> str:
    """Return the end of a path, which tells most."""
    return visible_line(path if len(path) <= _LONGEST else "…" + path[-_LONGEST:])

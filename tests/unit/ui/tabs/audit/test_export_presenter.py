from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.support.audit_presenting import opened

from crashdesk.core.errors import CrashDeskError, ServerUnreachable
from crashdesk.core.outbox import ObjectType
from crashdesk.core.tables import RowCount, TableQuery
from crashdesk.core.text import Text
from crashdesk.services.audit import Exported, ExportForm
from crashdesk.ui.tabs.audit.export.presenter import ExportPresenter
from crashdesk.ui.tabs.audit.export.state import Wish
from crashdesk.ui.tabs.audit.state import EntriesState


@dataclass
class Writing:
    written: list[tuple[Any, ...]] = field(default_factory=list)
    untold: CrashDeskError | None = None

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
        self.written.append((query, form, path, typed, with_bom))
        on_rows(1, 2)
        return Exported(1234, self.untold)


QUERY = TableQuery(ObjectType.AUDIT_ENTRY)
SHOWN = EntriesState(filter="is:refused", reading="it is “refused”", count=RowCount(1234))


@pytest.mark.asyncio
async def test_an_export_says_where_it_is_and_leads_there(tmp_path: Path) -> None:
    async with opened() as desk:
        writing = Writing()
        presenter = ExportPresenter(desk.view, desk.context, writing)
        presenter.begin(Text("T", "Export"), "audit", SHOWN, QUERY)
        (asked, decide), wish = desk.view.asked[0], Wish(ExportForm.CSV, tmp_path / "x.csv")
        assert (asked.name, asked.reading, asked.count.value) == (
            "audit-Pro-duction-2026-11-18",
            "it is “refused”",
            1234,
        )
        decide(wish)
        await desk.settle()
        assert writing.written == [(QUERY, ExportForm.CSV, wish.path, "is:refused", True)]
        text, more = desk.window.toasts[-1]
        assert text == f"Exported 1,234 entries to {tmp_path / 'x.csv'}"[: len(text)]
        assert more is not None
        more.run()
        assert desk.view.folders == [tmp_path]
        presenter.begin(Text("T", "Export"), "audit", SHOWN, QUERY)
        assert desk.view.asked[-1][0].folder == tmp_path
        writing.untold = ServerUnreachable()
        decide(Wish(ExportForm.JSONL, tmp_path / "y.jsonl"))
        await desk.settle()
        assert "could not be told" in desk.window.toasts[-1][0]
        assert writing.written[-1][-1] is False
        await presenter.close()


@pytest.mark.asyncio
async def test_a_file_is_replaced_only_after_a_question(tmp_path: Path) -> None:
    there = tmp_path / "x.csv"
    there.write_text("mine")
    async with opened() as desk:
        writing = Writing()
        presenter = ExportPresenter(desk.view, desk.context, writing)
        presenter.begin(Text("T", "Export"), "audit", SHOWN, QUERY)
        desk.view.answer = False
        desk.view.asked[0][1](Wish(ExportForm.CSV, there))
        await desk.settle()
        assert (writing.written, str(desk.view.questions[0].title)) == ([], "Replace x.csv?")
        desk.view.answer = True
        desk.view.asked[0][1](Wish(ExportForm.CSV, there))
        await desk.settle()
        assert len(writing.written) == 1
        await presenter.close()

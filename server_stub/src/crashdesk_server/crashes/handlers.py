"""Requests about crash groups."""

from __future__ import annotations

from sqlalchemy import select

from crashdesk_server.access.permissions import CRASHES_DELETE
from crashdesk_server.access.visible import visible
from crashdesk_server.audit.record import origin_of
from crashdesk_server.crashes.bulk import carry_out
from crashdesk_server.crashes.changing import check_patch, patch_of, require_text
from crashdesk_server.crashes.editing import Editor
from crashdesk_server.crashes.queries import ACTIVITY, GROUPS, REPORTS, GroupQuery, RangeQuery, select_groups
from crashdesk_server.crashes.reading import build_group, build_groups, group_row, mappings
from crashdesk_server.crashes.reports import build_summary, find_report, summaries
from crashdesk_server.crashes.statistics import read_facets, read_histogram
from crashdesk_server.crashes.tables import crash_activity, crash_report
from crashdesk_server.crashes.timeline import build_activity
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.conditional import require_revision
from crashdesk_server.web.paging import PageQuery, fetch_page
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.crash_groups import CrashGroupActions, CrashGroupPatch, NoteInput


class GroupHandlers:
    """Answers requests about groups; each method is one route."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def list(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of groups."""
        query: GroupQuery = call.query
        statement = visible(call.principal, select_groups(query))
        return Reply(
            fetch_page(
                snapshot,
                statement,
                query,
                GROUPS,
                lambda rows: [*build_groups(snapshot, mappings(rows))],
            )
        )

    def get(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return one group."""
        row = group_row(snapshot, call.principal, call.path["id"])
        return Reply(build_group(snapshot, row), revision=row["revision"])

    def patch(self, tx: Transaction, call: Call) -> Reply:
        """Change what people decide about a group."""
        row = group_row(tx, call.principal, call.path["id"])
        require_revision(call, row["revision"], lambda: build_group(tx, row))
        patch: CrashGroupPatch = call.body
        check_patch(patch, tx.now)
        self._editor.change(tx, call.principal, origin_of(call), row, patch)
        return self.get(tx, call)

    def delete(self, tx: Transaction, call: Call) -> Reply:
        """Remove a group with all that belongs to it."""
        row = group_row(tx, call.principal, call.path["id"])
        require_revision(call, row["revision"], lambda: build_group(tx, row))
        return Reply(self._editor.delete(tx, call.principal, origin_of(call), row))

    def act(self, tx: Transaction, call: Call) -> Reply:
        """Carry out one action on several groups, with a result for each."""
        request: CrashGroupActions = call.body
        if request.action == "delete" and not call.principal.may(CRASHES_DELETE):
            raise ProblemError(problems.FORBIDDEN, f"It needs the permission {CRASHES_DELETE}.")
        check_patch(patch_of(request), tx.now, "#/params")
        return Reply(carry_out(tx, call.principal, origin_of(call), self._editor, request))

    def note(self, tx: Transaction, call: Call) -> Reply:
        """Append a note."""
        body: NoteInput = call.body
        row = group_row(tx, call.principal, call.path["id"])
        text = require_text(body.text, "#/text")
        return Reply(self._editor.note(tx, call.principal, origin_of(call), row, text), status=201)

    def reports(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of a group's samples, without their bodies."""
        row = group_row(snapshot, call.principal, call.path["id"])
        query: PageQuery = call.query
        statement = visible(call.principal, summaries().where(crash_report.c.group_id == row["id"]))
        return Reply(
            fetch_page(
                snapshot,
                statement,
                query,
                REPORTS,
                lambda rows: [build_summary(row) for row in mappings(rows)],
            )
        )

    def report(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return one sample with its body."""
        return Reply(find_report(snapshot, call.principal, call.path["id"], call.path["report_id"]))

    def activity(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of a group's timeline."""
        row = group_row(snapshot, call.principal, call.path["id"])
        query: PageQuery = call.query
        own = select(crash_activity).where(crash_activity.c.group_id == row["id"])
        return Reply(
            fetch_page(
                snapshot,
                visible(call.principal, own),
                query,
                ACTIVITY,
                lambda rows: [build_activity(row) for row in mappings(rows)],
            )
        )

    def facets(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return what is counted over all reports of a group."""
        row = group_row(snapshot, call.principal, call.path["id"])
        return Reply(read_facets(snapshot, call.principal, row["id"]))

    def histogram(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return the reports of a group over time."""
        query: RangeQuery = call.query
        row = group_row(snapshot, call.principal, call.path["id"])
        return Reply(read_histogram(snapshot, call.principal, row["id"], query.range))

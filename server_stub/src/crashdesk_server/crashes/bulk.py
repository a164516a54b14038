"""One action on many groups: each gets its own result, and all of them one transaction."""

from __future__ import annotations

from crashdesk_server.access.principal import Principal
from crashdesk_server.audit.record import Origin
from crashdesk_server.crashes.changing import patch_of
from crashdesk_server.crashes.editing import Editor
from crashdesk_server.crashes.reading import GroupRow, build_group, group_row
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.crash_groups import CrashGroupActions
from crashdesk_server.wire.page import BulkItem, BulkResult, BulkResults


def carry_out(
    tx: Transaction, principal: Principal, origin: Origin, editor: Editor, request: CrashGroupActions
) -> BulkResults:
    """Apply a checked request to its items, in their order.

    Notes don't look at the revision: they never conflict.
    """
    return BulkResults(tuple(_one(tx, principal, origin, editor, request, item) for item in request.items))


def _one(
    tx: Transaction,
    principal: Principal,
    origin: Origin,
    editor: Editor,
    request: CrashGroupActions,
    item: BulkItem,
) -> BulkResult:
    try:
        row = group_row(tx, principal, item.id)
        if request.action != "note" and row["revision"] != item.revision:
            error = ProblemError(problems.REVISION_MISMATCH, current=build_group(tx, row))
            return BulkResult(item.id, "conflict", row["revision"], error.to_wire())
        return _apply(tx, principal, origin, editor, request, row)
    except ProblemError as error:
        return BulkResult(item.id, "refused", problem=error.to_wire())


def _apply(
    tx: Transaction,
    principal: Principal,
    origin: Origin,
    editor: Editor,
    request: CrashGroupActions,
    row: GroupRow,
) -> BulkResult:
    if request.action == "delete":
        editor.delete(tx, principal, origin, row)
        return BulkResult(row["id"], "done")
    if request.action == "note":
        editor.note(tx, principal, origin, row, request.params.text or "")
        return BulkResult(row["id"], "done", row["revision"])
    if editor.change(tx, principal, origin, row, patch_of(request)):
        return BulkResult(row["id"], "done", row["revision"] + 1)
    return BulkResult(row["id"], "unchanged", row["revision"])

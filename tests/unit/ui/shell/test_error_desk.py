"""Every error has its surface."""

from __future__ import annotations

import inspect

import pytest

from crashdesk.core import errors
from crashdesk.core.errors import (
    ChangedMeanwhile,
    CrashDeskError,
    FieldProblem,
    InputRejected,
    OtherServer,
    ServerFault,
    ServerUnreachable,
    SessionEnded,
    TooManyRequests,
    VaultLocked,
)
from crashdesk.core.text import Text
from crashdesk.ui.shell.error_desk import ErrorDesk, Surface, details_of, sentence_of, surface_for


class RecordingSurfaces:
    def __init__(self) -> None:
        self.seen: list[tuple[str, CrashDeskError]] = []

    def show_status(self, error: CrashDeskError) -> None:
        self.seen.append(("status", error))

    def show_error_toast(self, text: Text, error: CrashDeskError) -> None:
        self.seen.append(("toast", error))

    def show_error_banner(self, error: CrashDeskError, *, sign_in: bool) -> None:
        self.seen.append(("sign in" if sign_in else "banner", error))


@pytest.mark.parametrize(
    ("error", "asked", "quiet"),
    [
        (ServerUnreachable(), Surface.TOAST, Surface.CONNECTION),
        (ServerFault(), Surface.TOAST, Surface.STATUS),
        (TooManyRequests(5), Surface.TOAST, Surface.STATUS),
        (ChangedMeanwhile(b"{}"), Surface.TOAST, Surface.STATUS),
        (SessionEnded(), Surface.SIGN_IN, Surface.SIGN_IN),
        (OtherServer(), Surface.BANNER, Surface.BANNER),
        (VaultLocked(), Surface.TOAST, Surface.BANNER),
    ],
)
def test_surfaces(error: CrashDeskError, asked: Surface, quiet: Surface) -> None:
    assert surface_for(error, quiet=False) is asked
    assert surface_for(error, quiet=True) is quiet


def test_what_was_asked_for_never_fails_in_silence() -> None:
    kinds = [
        kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, CrashDeskError)
    ]
    assert len(kinds) > 30
    assert all(
        surface_for(kind.__new__(kind), quiet=False) in set(Surface) - {Surface.CONNECTION, Surface.STATUS}
        for kind in kinds
    )


def test_expected_errors_and_bugs_part_ways() -> None:
    surfaces, bugs = RecordingSurfaces(), []
    desk = ErrorDesk(surfaces, bugs.append)
    fault, bug = ServerFault(), KeyError("x")
    desk.report(fault)
    desk.background(fault)
    desk.report(SessionEnded())
    desk.background(ServerUnreachable())
    desk.report(bug)
    assert [place for place, _ in surfaces.seen] == ["toast", "status", "sign in"]
    assert bugs == [bug]


def test_problems_of_fields_are_named_where_there_is_no_form() -> None:
    error = InputRejected(fields=(FieldProblem("/version", "bad", "Not a version."),))
    assert str(sentence_of(error)).endswith("Not a version.")


def test_details_name_kind_detail_and_request() -> None:
    assert details_of(ServerFault(detail="boom", request_id="req_1")) == "ServerFault\nboom\nrequest req_1"

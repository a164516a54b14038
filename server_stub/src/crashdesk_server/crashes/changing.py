"""What people decide about a group: from a request to a lifecycle, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crashdesk_server.clock import from_rfc3339
from crashdesk_server.crashes import lifecycle
from crashdesk_server.crashes.lifecycle import Lifecycle, Outcome
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.wire.crash_groups import (
    ActionParams,
    ActorRef,
    CrashGroupActions,
    CrashGroupPatch,
    IgnoreInput,
    ResolutionInput,
)
from crashdesk_server.wire.page import FieldProblem


def check_patch(patch: CrashGroupPatch, now: int, place: str = "#") -> None:
    """Refuse what could never be applied, whatever the group.

    Args:
        patch: the request.
        now: the time of day.
        place: where it stands in the body.

    Raises:
        ProblemError: 422 that names every place.
    """
    found = [
        *(_faults_of_resolution(patch.resolution, place) if patch.resolution else ()),
        *(_faults_of_ignore(patch.ignore, now, place) if patch.ignore else ()),
    ]
    if patch.resolution and patch.status not in ("resolved", msgspec.UNSET):
        found.append(FieldProblem(f"{place}/resolution", "not-resolved", "It goes with the status resolved."))
    if patch.ignore and patch.status not in ("ignored", msgspec.UNSET):
        found.append(FieldProblem(f"{place}/ignore", "not-ignored", "It goes with the status ignored."))
    if found:
        raise ProblemError(problems.INVALID_INPUT, found[0].message, errors=tuple(found))


def apply_patch(state: Lifecycle, patch: CrashGroupPatch, actor: ActorRef, now: int) -> Outcome:
    """Return what a checked request makes of a group, but for its assignee.

    Raises:
        ProblemError: 422 if it says how a group is resolved or ignored that isn't.
    """
    outcome = _apply_status(state, patch, actor, now)
    if isinstance(patch.severity, str):
        second = lifecycle.set_severity(outcome.state, patch.severity)
        outcome = Outcome(second.state, outcome.events + second.events)
    return outcome


def patch_of(request: CrashGroupActions) -> CrashGroupPatch:
    """Return the change that a bulk action stands for; notes and deletions are none.

    Raises:
        ProblemError: 422 if a parameter that the action needs is missing.
    """
    params: ActionParams = request.params
    match request.action:
        case "resolve":
            return CrashGroupPatch(status="resolved", resolution=params.resolution or ResolutionInput("now"))
        case "ignore":
            return CrashGroupPatch(status="ignored", ignore=params.ignore or IgnoreInput("forever"))
        case "reopen":
            return CrashGroupPatch(status="open")
        case "assign":
            return CrashGroupPatch(assignee_id=params.assignee_id)
        case "severity":
            if params.severity is None:
                raise invalid("#/params/severity", "required", "Say which severity.")
            return CrashGroupPatch(severity=params.severity)
        case "note":
            require_text(params.text, "#/params/text")
            return CrashGroupPatch()
        case "delete":
            return CrashGroupPatch()


def require_text(text: str | None, place: str) -> str:
    """Return the text of a note.

    Raises:
        ProblemError: 422 if it says nothing.
    """
    if text is None or not text.strip():
        raise invalid(place, "required", "A note needs a text.")
    return text


def _apply_status(state: Lifecycle, patch: CrashGroupPatch, actor: ActorRef, now: int) -> Outcome:
    status = state.status if patch.status is msgspec.UNSET else patch.status
    if patch.resolution and status != "resolved":
        raise invalid("#/resolution", "not-resolved", "The group isn't resolved.")
    if patch.ignore and status != "ignored":
        raise invalid("#/ignore", "not-ignored", "The group isn't ignored.")
    if status == "resolved" and (patch.resolution or state.status != "resolved"):
        return lifecycle.resolve(state, patch.resolution or ResolutionInput("now"), actor, now)
    if status == "ignored" and (patch.ignore or state.status != "ignored"):
        return lifecycle.ignore(state, patch.ignore or IgnoreInput("forever"), actor, now)
    return lifecycle.reopen(state) if status == "open" else Outcome(state)


def _faults_of_resolution(wanted: ResolutionInput, place: str) -> Sequence[FieldProblem]:
    pointer = f"{place}/resolution/version"
    if wanted.kind == "version" and wanted.version is None:
        return [FieldProblem(pointer, "required", "Name the version that has the fix.")]
    if wanted.kind != "version" and wanted.version is not None:
        return [FieldProblem(pointer, "not-used", "A version belongs to the kind version alone.")]
    return ()


def _faults_of_ignore(wanted: IgnoreInput, now: int, place: str) -> Sequence[FieldProblem]:
    given = {"time": wanted.until, "count": wanted.count, "version": wanted.version}
    names = {"time": "until", "count": "count", "version": "version"}
    found: list[FieldProblem] = []
    for kind, value in given.items():
        pointer = f"{place}/ignore/{names[kind]}"
        if kind == wanted.kind and value is None:
            found.append(FieldProblem(pointer, "required", f"The kind {kind} needs it."))
        if kind != wanted.kind and value is not None:
            found.append(FieldProblem(pointer, "not-used", f"It belongs to the kind {kind} alone."))
    if wanted.until and not found and not _is_later(wanted.until, now):
        found.append(FieldProblem(f"{place}/ignore/until", "not-later", "It has to be a time to come."))
    return found


def _is_later(text: str, now: int) -> bool:
    try:
        return from_rfc3339(text) > now
    except ValueError:
        return False

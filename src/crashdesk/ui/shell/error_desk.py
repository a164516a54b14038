"""Chooses where an error is shown. Free of Qt."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Protocol

from crashdesk.core.errors import (
    AwaitingApproval,
    ConnectionTrouble,
    CrashDeskError,
    InputRejected,
    OtherServer,
    SessionEnded,
    SetupRequired,
    StoreTrouble,
    VaultTrouble,
)
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text


class Surface(enum.StrEnum):
    """A place where an error can be shown."""

    CONNECTION = "connection"
    """The connection's own words in the status bar, which it sets itself."""
    STATUS = "status"
    TOAST = "toast"
    BANNER = "banner"
    SIGN_IN = "sign_in"
    """A banner that offers to sign in."""


class Surfaces(Protocol):
    """What the window offers to show errors on."""

    def show_status(self, error: CrashDeskError) -> None:
        """Mention it in the status bar."""
        ...

    def show_error_toast(self, text: Text, error: CrashDeskError) -> None:
        """Say it in passing, with its details at hand."""
        ...

    def show_error_banner(self, error: CrashDeskError, *, sign_in: bool) -> None:
        """Say it above the tabs until it is dealt with or dismissed."""
        ...


ShowBug = Callable[[BaseException], None]

_LASTING = (OtherServer, StoreTrouble, AwaitingApproval)
_TO_SIGN_IN = (SessionEnded, SetupRequired)


def surface_for(error: CrashDeskError, *, quiet: bool) -> Surface:
    """Return where `error` belongs; `quiet` means that nobody asked for what failed."""
    if isinstance(error, _TO_SIGN_IN):
        return Surface.SIGN_IN
    if isinstance(error, _LASTING):
        return Surface.BANNER
    if not quiet:
        return Surface.TOAST
    if isinstance(error, ConnectionTrouble):
        return Surface.CONNECTION
    return Surface.BANNER if isinstance(error, VaultTrouble) else Surface.STATUS


class ErrorDesk:
    """Takes every failure: expected ones to their surface, bugs to the crash dialog."""

    def __init__(self, surfaces: Surfaces, show_bug: ShowBug) -> None:
        self._surfaces = surfaces
        self._show_bug = show_bug

    def report(self, error: BaseException) -> None:
        """Take a failure of something the user asked for."""
        self._show(error, quiet=False)

    def background(self, error: BaseException) -> None:
        """Take a failure of something that nobody waits for."""
        self._show(error, quiet=True)

    def _show(self, error: BaseException, *, quiet: bool) -> None:
        if not isinstance(error, CrashDeskError):
            self._show_bug(error)
            return
        surface = surface_for(error, quiet=quiet)
        if surface is Surface.STATUS:
            self._surfaces.show_status(error)
        elif surface is Surface.TOAST:
            self._surfaces.show_error_toast(sentence_of(error), error)
        elif surface in {Surface.BANNER, Surface.SIGN_IN}:
            self._surfaces.show_error_banner(error, sign_in=surface is Surface.SIGN_IN)


def sentence_of(error: CrashDeskError) -> Text:
    """Return what to say of an error where there is one line for it."""
    if isinstance(error, InputRejected) and error.fields:
        rejected = QT_TRANSLATE_NOOP("Errors", "The server did not accept the input: {problems}")
        return rejected(problems="; ".join(problem.message for problem in error.fields[:3]))
    return error.text


def details_of(error: CrashDeskError) -> str:
    """Return what a person in trouble can pass on: the kind, the technical detail, the request."""
    lines = [type(error).__name__, error.detail, f"request {error.request_id}" if error.request_id else ""]
    return "\n".join(line for line in lines if line)

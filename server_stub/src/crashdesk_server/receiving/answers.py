"""What the receiver answers on each path: what a person asked for, in turn."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterable
from threading import Lock

import msgspec

OK = 204
_DELAY_MOST_S = 120.0


class Answer(msgspec.Struct, frozen=True):
    """One answer: its status, and after how many seconds it comes."""

    status: int = OK
    delay_s: float = 0.0


class Answers:
    """Gives the answers of a path one after the other, and begins again after the last."""

    def __init__(self, scripts: Iterable[tuple[str, tuple[Answer, ...]]]) -> None:
        self._scripts = dict(scripts)
        self._given: dict[str, int] = {}
        self._lock = Lock()

    def next_for(self, path: str) -> Answer:
        """Return what to answer now; a path without a script is always answered well."""
        script = self._scripts.get(path, (Answer(),))
        with self._lock:
            given = self._given.get(path, 0)
            self._given[path] = given + 1
        return script[given % len(script)]


def read_script(text: str) -> tuple[str, tuple[Answer, ...]]:
    """Read `/path=503,503,204@2.5`: statuses in turn, each with the seconds it takes where `@` says so.

    Raises:
        ArgumentTypeError: it is none; the message says what is expected.
    """
    path, sign, answers = text.partition("=")
    if not path.startswith("/") or not sign:
        raise ArgumentTypeError(f"{text!r}: it looks like /path=503,204@2")
    return path, tuple(map(_read_answer, answers.split(",")))


def _read_answer(text: str) -> Answer:
    status, _, delay = text.partition("@")
    try:
        answer = Answer(int(status), float(delay or 0))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r}: a status, then perhaps @ and seconds") from error
    if answer.status not in range(200, 600) or not 0 <= answer.delay_s <= _DELAY_MOST_S:
        raise ArgumentTypeError(f"{text!r}: statuses are 200 to 599, seconds 0 to {_DELAY_MOST_S:.0f}")
    return answer

"""Versions of programs as text that sorts."""

from __future__ import annotations

import re

_VERSION = re.compile(
    r"""
    [vV]?
    (?P<numbers>[0-9]{1,30}(?:\.[0-9]{1,30}){0,15})
    (?:[-_.]?(?P<pre>[A-Za-z][0-9A-Za-z.\-_]{0,199}) | -(?P<numeric_pre>[0-9][0-9A-Za-z.\-_]{0,199}))?
    (?:\+.{0,200})?
    """,
    re.VERBOSE | re.DOTALL,
)
_RUNS = re.compile(r"[0-9]+|[A-Za-z]+")

_VALID, _GARBAGE = "1", "2"
_PRE_RELEASE, _RELEASE = "-", "/"
"""Both below any digit, so that 1.2-rc < 1.2 < 1.2.0.1."""
_LEAST_PARTS = 4
"""Versions are filled up to this many numbers, so that 1.2 equals 1.2.0.0; later zeros do not count."""


def version_key(version: str) -> str:
    """Return a text of which plain comparison by character orders versions.

    Numbers compare as numbers, a pre-release (`1.2-rc.1`, `1.2rc1`) comes before its release, a leading
    `v` and build metadata after `+` do not count, and `1.2` equals `1.2.0`. What is no version comes
    after every version, by its casefolded text.
    """
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        return _GARBAGE + version.strip().casefold()
    numbers = [number.lstrip("0") or "0" for number in match["numbers"].split(".")]
    while len(numbers) > _LEAST_PARTS and numbers[-1] == "0":
        numbers.pop()
    numbers += ["0"] * (_LEAST_PARTS - len(numbers))
    key = _VALID + "".join(_number_key(number) for number in numbers)
    pre_release = match["pre"] or match["numeric_pre"]
    return key + (_PRE_RELEASE + _pre_release_key(pre_release) if pre_release else _RELEASE)


def _number_key(digits: str) -> str:
    """Put the length first: texts of digits then compare as their numbers do."""
    return f"{len(digits):03d}{digits}"


def _pre_release_key(pre_release: str) -> str:
    """Runs of digits compare as numbers and come before letters; fewer runs come before more."""
    runs: list[str] = _RUNS.findall(pre_release.casefold())
    return "!".join(_number_key(run.lstrip("0") or "0") if run.isdigit() else run for run in runs)

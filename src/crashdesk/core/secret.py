"""A value that must not appear in a log, a picture or a report."""

from __future__ import annotations


class Secret:
    """Holds a password, token or cookie; its text comes out by `reveal()` alone."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself, for the one call that sends or stores it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('••••••')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

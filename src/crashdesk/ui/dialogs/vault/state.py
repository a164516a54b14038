"""What the dialog about protecting local data shows, and what comes of it."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

LEAST = 12
"""Characters of a passphrase: with Argon2id in front, four random words or twelve letters hold."""

TOO_SHORT = QT_TRANSLATE_NOOP("Vault", "Take at least {least} characters.")
DIFFER = QT_TRANSLATE_NOOP("Vault", "The two passphrases differ.")
MISSING = QT_TRANSLATE_NOOP("Vault", "Give the passphrase.")
WRONG = QT_TRANSLATE_NOOP("Vault", "This is not the passphrase of the local data.")


class Way(enum.StrEnum):
    """How local data is protected where there is no keyring."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a choice, no secret
    MEMORY = "memory"
    """Nothing is written; it is gone when the program ends."""


class Protection(msgspec.Struct, frozen=True):
    """What the user decided. `passphrase` is None when nothing is to be written."""

    way: Way
    passphrase: Secret | None = None


class VaultState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        exists: there is data under a passphrase already; it is asked for, not made.
        reason: why there is no keyring, when that is known.
        errors: what is wrong, by field: `passphrase`, `again`.
    """

    exists: bool
    reason: Text | None = None
    way: Way = Way.PASSPHRASE
    errors: Mapping[str, Text] = {}

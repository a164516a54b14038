"""What a migration is."""

from __future__ import annotations

import msgspec


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema. Its statements are never edited once released.

    Attributes:
        number: the `user_version` of the file after it; the steps are numbered from 1 without gaps.
        statements: run in order, in one transaction.
    """

    number: int
    statements: tuple[str, ...]

"""All migrations, in order."""

from __future__ import annotations

from crashdesk.store.migrations.m0001_initial import INITIAL

MIGRATIONS = (INITIAL,)

"""All migrations, in order."""

from __future__ import annotations

from crashdesk.store.migrations.m0001_initial import INITIAL
from crashdesk.store.migrations.m0002_journal_as_objects import JOURNAL_AS_OBJECTS

MIGRATIONS = (INITIAL, JOURNAL_AS_OBJECTS)

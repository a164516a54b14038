"""All migrations, in order."""

from __future__ import annotations

from crashdesk.store.migrations.m0001_initial import INITIAL
from crashdesk.store.migrations.m0002_journal_as_objects import JOURNAL_AS_OBJECTS
from crashdesk.store.migrations.m0003_audit_memory import AUDIT_MEMORY

MIGRATIONS = (INITIAL, JOURNAL_AS_OBJECTS, AUDIT_MEMORY)

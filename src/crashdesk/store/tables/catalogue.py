"""All mirrored types. A new one is a module beside this one and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from crashdesk.core.outbox import ObjectType
from crashdesk.store.tables.audit_entry import AUDIT_ENTRY_TABLE
from crashdesk.store.tables.crash_activity import CRASH_ACTIVITY_TABLE
from crashdesk.store.tables.crash_group import CRASH_GROUP_TABLE
from crashdesk.store.tables.crash_report import CRASH_REPORT_TABLE
from crashdesk.store.tables.delivery import DELIVERY_TABLE, REPLAY_PLAN_TABLE
from crashdesk.store.tables.journal_entry import JOURNAL_ENTRY_TABLE
from crashdesk.store.tables.person import PERSON_TABLE
from crashdesk.store.tables.spec import TableSpec
from crashdesk.store.tables.task import JOB_TABLE, QUEUE_TABLE, TASK_TABLE
from crashdesk.store.tables.user import USER_TABLE
from crashdesk.store.tables.webhook import WEBHOOK_TABLE

TABLES: Mapping[ObjectType, TableSpec] = {
    spec.type: spec
    for spec in (
        CRASH_GROUP_TABLE,
        CRASH_REPORT_TABLE,
        CRASH_ACTIVITY_TABLE,
        PERSON_TABLE,
        USER_TABLE,
        AUDIT_ENTRY_TABLE,
        JOURNAL_ENTRY_TABLE,
        WEBHOOK_TABLE,
        DELIVERY_TABLE,
        REPLAY_PLAN_TABLE,
        TASK_TABLE,
        QUEUE_TABLE,
        JOB_TABLE,
    )
}
"""By type, parents before their children."""

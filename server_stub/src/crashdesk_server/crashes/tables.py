"""Tables of crash groups. Hours and days count from 1970-01-01 UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Table, Text, UniqueConstraint

from crashdesk_server.storage.schema import metadata

crash_group = Table(
    "crash_group",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("error_type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("top_frame", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("development", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("resolution", Text),
    Column("ignored", Text),
    Column("ignored_until", BigInteger),
    Column("severity", BigInteger, nullable=False),
    Column("severity_is_manual", Boolean, nullable=False),
    Column("assignee_id", Text),
    Column("regressed_at", BigInteger),
    Column("regressed_in", Text),
    Column("regressions", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("first_version", Text, nullable=False),
    Column("last_version", Text, nullable=False),
    Column("newest_version", Text, nullable=False),
    Column("platforms", Text, nullable=False),
    Column("versions", BigInteger, nullable=False),
    Column("first_report_id", Text, nullable=False),
    Column("latest_report_id", Text, nullable=False),
    Column("reports_kept", BigInteger, nullable=False),
    Column("notes", BigInteger, nullable=False),
    UniqueConstraint("fingerprint", "project_id"),
)
"""`search` is casefolded NFKC text; `severity` a rank from 0 (low); `resolution` and `ignored` are the wire
objects as JSON, `platforms` is a JSON array. The project comes last in its index: in front it would look
selective to SQLite, which would then read all groups where a few ids are asked for.
"""
Index("crash_group_by_last_seen", crash_group.c.last_seen, crash_group.c.id)
Index("crash_group_by_first_seen", crash_group.c.first_seen, crash_group.c.id)
Index("crash_group_by_count", crash_group.c["count"], crash_group.c.id)
Index("crash_group_by_severity", crash_group.c.severity, crash_group.c.id)
Index("crash_group_by_title", crash_group.c.title, crash_group.c.id)
Index("crash_group_by_end_of_ignoring", crash_group.c.ignored_until)

crash_report = Table(
    "crash_report",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("os", Text, nullable=False),
    Column("arch", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("build_commit", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Kept samples; `content` is the redacted body as JSON (`crashes/content.py`)."""
Index("crash_report_by_group", crash_report.c.group_id, crash_report.c.id)

crash_activity = Table(
    "crash_activity",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_label", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("note", Text),
)
"""The timeline. Rows are appended and never rewritten; they go with their group alone."""
Index("crash_activity_by_group", crash_activity.c.group_id, crash_activity.c.id)

group_hour = Table(
    "group_hour",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("hour", BigInteger, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
)
"""Reports per group and hour."""
Index("group_hour_by_hour", group_hour.c.hour)

group_facet = Table(
    "group_facet",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("is_rest", Boolean, primary_key=True),
    Column("project_id", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
)
"""Reports per group and value of a field; the row with `is_rest` counts the values beyond the cap."""
Index("group_facet_by_value", group_facet.c.field, group_facet.c.value, group_facet.c.group_id)

"""What the public endpoints have used up of their budgets."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from crashdesk_server.storage.schema import metadata

ingest_budget = Table(
    "ingest_budget",
    metadata,
    Column("project_id", Text, primary_key=True),
    Column("day", BigInteger, nullable=False),
    Column("new_groups", BigInteger, nullable=False),
    Column("new_installs", BigInteger, nullable=False),
    Column("new_metrics", BigInteger, nullable=False),
    Column("sample_bytes", BigInteger, nullable=False),
)
"""`new_…` count within `day` (days since 1970, UTC); `sample_bytes` is what the kept samples take now."""

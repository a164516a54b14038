"""Tables of usage. Days count from 1970-01-01 UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from crashdesk_server.storage.schema import metadata

usage_day = Table(
    "usage_day",
    metadata,
    Column("project_id", Text, primary_key=True),
    Column("day", BigInteger, primary_key=True),
    Column("install_id", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("os", Text, nullable=False),
    Column("arch", Text, nullable=False),
    Column("os_version", Text, nullable=False),
    Column("surface", Text, nullable=False),
    Column("opens", BigInteger, nullable=False),
)
"""One row per install and day, as its latest ping of that day described it."""

metric_day = Table(
    "metric_day",
    metadata,
    Column("project_id", Text, primary_key=True),
    Column("day", BigInteger, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("os", Text, primary_key=True),
    Column("signal", Text, primary_key=True),
    Column("bucket", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
"""Sums of counters."""

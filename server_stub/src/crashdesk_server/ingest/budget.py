"""How much the public endpoints may fill, and what of that is used."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from crashdesk_server.clock import DAY
from crashdesk_server.ingest.tables import ingest_budget
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Transaction


class FloodLimits(msgspec.Struct, frozen=True):
    """What one project may be sent.

    Attributes:
        new_groups: per UTC day; further reports of unknown faults share one group.
        new_installs, new_metrics: rows of usage per UTC day; further ones are dropped.
        sample_bytes: of all samples kept; beyond, reports are counted and not kept.
    """

    new_groups: int = 1_000
    new_installs: int = 100_000
    new_metrics: int = 100_000
    sample_bytes: int = 4 * 1024**3


UNLIMITED = FloodLimits(2**62, 2**62, 2**62, 2**62)


class Budget:
    """The budget of a project within one transaction: loaded, used, saved."""

    def __init__(
        self, tx: Transaction, limits: FloodLimits, now: int, project_id: str = DEFAULT_PROJECT
    ) -> None:
        row = tx.execute(select(ingest_budget).where(ingest_budget.c.project_id == project_id)).first()
        day = now // DAY
        today = row is not None and row.day == day
        self._tx = tx
        self._limits = limits
        self._project_id = project_id
        self._used: dict[str, int] = {
            "day": day,
            "new_groups": row.new_groups if row and today else 0,
            "new_installs": row.new_installs if row and today else 0,
            "new_metrics": row.new_metrics if row and today else 0,
            "sample_bytes": row.sample_bytes if row else 0,
        }

    def take_group(self) -> bool:
        """Use one new group; False when there is none left today."""
        return self._take("new_groups", 1, self._limits.new_groups)

    def take_install(self) -> bool:
        """Use one row of installs; False when there is none left today."""
        return self._take("new_installs", 1, self._limits.new_installs)

    def take_metric(self) -> bool:
        """Use one row of metrics; False when there is none left today."""
        return self._take("new_metrics", 1, self._limits.new_metrics)

    def take_bytes(self, count: int) -> bool:
        """Use bytes for a sample; False when it doesn't fit."""
        return self._take("sample_bytes", count, self._limits.sample_bytes)

    def return_bytes(self, count: int) -> None:
        """Give back the bytes of samples that aren't kept any more."""
        self._used["sample_bytes"] = max(0, self._used["sample_bytes"] - count)

    def save(self) -> None:
        """Write what is used now."""
        statement = insert(ingest_budget)
        used = {column.name: statement.excluded[column.name] for column in ingest_budget.c}
        upsert = statement.on_conflict_do_update(index_elements=[ingest_budget.c.project_id], set_=used)
        self._tx.execute(upsert, {"project_id": self._project_id, **self._used})

    def _take(self, name: str, count: int, limit: int) -> bool:
        fits = self._used[name] + count <= limit
        if fits:
            self._used[name] += count
        return fits

"""Writes a batch of reports: each group in it is read, changed and written once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from crashdesk_server.audit.record import SYSTEM as BY_SYSTEM
from crashdesk_server.crashes import auditing, content
from crashdesk_server.crashes.draft import Draft
from crashdesk_server.crashes.lifecycle import SYSTEM
from crashdesk_server.crashes.samples import Sample, kept
from crashdesk_server.crashes.tables import crash_group, crash_report, group_facet, group_hour
from crashdesk_server.crashes.telling import tell_of_event
from crashdesk_server.crashes.timeline import Timeline
from crashdesk_server.ids import Ids
from crashdesk_server.ingest.arrival import Arrival, Heading
from crashdesk_server.ingest.budget import Budget, FloodLimits
from crashdesk_server.ingest.fingerprint import DEVELOPMENT_PREFIX
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Transaction

OVERFLOW = "overflow"
"""The fingerprint of the group that takes what is beyond the daily limit of new groups."""
_OVERFLOWS = (OVERFLOW, DEVELOPMENT_PREFIX + OVERFLOW)

_CHUNK = 500
"""Names in one IN list."""


class Recorder:
    """Folds reports into groups. Used within transactions, by one thread at a time."""

    def __init__(self, ids: Ids, limits: FloodLimits) -> None:
        self._ids = ids
        self._limits = limits
        self._timeline = Timeline(ids)

    def record(self, tx: Transaction, arrivals: Sequence[Arrival], now: int) -> None:
        """Count every report in its group and keep the samples; all of it or nothing."""
        budget = Budget(tx, self._limits, now)
        names = dict.fromkeys([*(arrival.fingerprint for arrival in arrivals), *_OVERFLOWS])
        drafts = _load(tx, list(names))
        touched: dict[str, Draft] = {}
        for arrival in arrivals:
            draft = self._draft_of(arrival, drafts, budget)
            touched[draft.id] = draft
            draft.count(arrival)
            if budget.take_bytes(arrival.bytes):
                draft.keep(self._ids.new("rep"), arrival)
        self._write(tx, list(touched.values()), budget)
        budget.save()

    def _draft_of(self, arrival: Arrival, drafts: dict[str, Draft], budget: Budget) -> Draft:
        draft = drafts.get(arrival.fingerprint)
        if draft is None and not budget.take_group():
            arrival = _overflowing(arrival)
            draft = drafts.get(arrival.fingerprint)
        if draft is None:
            draft = drafts[arrival.fingerprint] = Draft.begun(self._ids.new("grp"), arrival)
        return draft

    def _write(self, tx: Transaction, drafts: list[Draft], budget: Budget) -> None:
        for draft in drafts:
            before = {sample.id for sample in draft.samples} - draft.fresh.keys()
            latest = draft.row.get("latest_report_id")
            _prune(tx, draft, before, budget)
            if latest in {sample.id for sample in draft.samples[:-1]}:
                tx.touch("crash_report", latest)
            tx.touch("crash_group", draft.id)
        _upsert(tx, crash_group, [draft.columns() for draft in drafts], replaced=_GROUP_COLUMNS)
        _insert(tx, crash_report, [row for draft in drafts for row in _report_rows(tx, draft)])
        self._timeline.append(tx, [line for draft in drafts for line in self._lines(draft)])
        for draft in drafts:
            decided = [event for _, event in draft.events if event.kind in auditing.BY_RULE]
            auditing.record_events(tx, BY_SYSTEM, draft.row, decided)
            for _, event in draft.events:
                if event.kind == "created":
                    tell_of_event(tx, draft.columns(), event)
        _upsert(tx, group_hour, [row for draft in drafts for row in _hour_rows(draft)], added=("count",))
        facets = [row for draft in drafts for row in draft.facets.rows(draft.id, draft.row["project_id"])]
        _upsert(tx, group_facet, facets, added=("count",))

    def _lines(self, draft: Draft) -> Iterator[dict[str, Any]]:
        return (self._timeline.line(draft.row, at, SYSTEM, event) for at, event in draft.events)


def _overflowing(arrival: Arrival) -> Arrival:
    development = arrival.heading.development
    heading = Heading(
        kind="crash",
        title="Reports beyond the daily limit of new groups",
        source="crashdesk",
        development=development,
    )
    fingerprint = _OVERFLOWS[development]
    return msgspec.structs.replace(arrival, fingerprint=fingerprint, heading=heading, severity="medium")


def _load(tx: Transaction, names: list[str]) -> dict[str, Draft]:
    """Return the groups that exist, by fingerprint."""
    rows: dict[str, Any] = {}
    for chunk in _chunks(names):
        here = crash_group.c.project_id == DEFAULT_PROJECT
        found = tx.execute(select(crash_group).where(here, crash_group.c.fingerprint.in_(chunk)))
        rows |= {row["id"]: row for row in found.mappings()}
    samples = _load_samples(tx, list(rows))
    known = _load_facets(tx, list(rows))
    return {
        row["fingerprint"]: Draft.stored(row, samples[identifier], known[identifier])
        for identifier, row in rows.items()
    }


def _load_samples(tx: Transaction, ids: list[str]) -> dict[str, list[Sample]]:
    table = crash_report.c
    columns = (table.id, table.group_id, table.version, table.os, table.arch, table.bytes)
    samples: dict[str, list[Sample]] = defaultdict(list)
    for chunk in _chunks(ids):
        query = select(*columns).where(table.group_id.in_(chunk)).order_by(table.group_id, table.id)
        for row in tx.execute(query):
            samples[row.group_id].append(Sample(row.id, row.version, f"{row.os}/{row.arch}", row.bytes))
    return samples


def _load_facets(tx: Transaction, ids: list[str]) -> dict[str, list[tuple[str, str]]]:
    table = group_facet.c
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for chunk in _chunks(ids):
        named = table.group_id.in_(chunk) & table.is_rest.is_(False)
        for row in tx.execute(select(table.group_id, table.field, table.value).where(named)):
            known[row.group_id].append((row.field, row.value))
    return known


def _prune(tx: Transaction, draft: Draft, stored: set[str], budget: Budget) -> None:
    keep = kept(draft.samples)
    gone = [sample for sample in draft.samples if sample.id not in keep]
    draft.samples = [sample for sample in draft.samples if sample.id in keep]
    budget.return_bytes(sum(sample.bytes for sample in gone))
    for sample in gone:
        if sample.id in stored:
            tx.execute(delete(crash_report).where(crash_report.c.id == sample.id))
            tx.bury("crash_report", sample.id)
        else:
            del draft.fresh[sample.id]


def _report_rows(tx: Transaction, draft: Draft) -> Iterator[dict[str, Any]]:
    for identifier, arrival in draft.fresh.items():
        report = arrival.report
        tx.touch("crash_report", identifier)
        yield {
            "id": identifier,
            "project_id": draft.row["project_id"],
            "group_id": draft.id,
            "received_at": arrival.received_at,
            "kind": report.kind,
            "version": report.version,
            "os": report.os,
            "arch": report.arch,
            "channel": report.channel,
            "build_commit": report.build_commit,
            "bytes": arrival.bytes,
            "content": content.encode(report),
        }


def _hour_rows(draft: Draft) -> Iterator[dict[str, Any]]:
    for hour, count in draft.hours.items():
        yield {
            "group_id": draft.id,
            "hour": hour,
            "project_id": draft.row["project_id"],
            "count": count,
        }


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), _CHUNK):
        yield names[start : start + _CHUNK]


def _insert(tx: Transaction, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        tx.execute(insert(table), rows)


def _upsert(
    tx: Transaction,
    table: Table,
    rows: list[dict[str, Any]],
    replaced: Sequence[str] = (),
    added: Sequence[str] = (),
) -> None:
    """Insert rows; where the key is there already, replace some columns and add to others."""
    if not rows:
        return
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in replaced}
    changed |= {name: table.c[name] + statement.excluded[name] for name in added}
    keys = list(table.primary_key.columns)
    tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


_GROUP_COLUMNS = tuple(column.name for column in crash_group.c if column.name not in ("id", "project_id"))

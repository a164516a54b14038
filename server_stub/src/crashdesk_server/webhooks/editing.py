"""Writes what people decide about webhooks, each decision with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update

from crashdesk_server.audit.record import Origin, Target, record
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web.problems import invalid, invalid_fields
from crashdesk_server.webhooks import validating
from crashdesk_server.webhooks.delivery_rows import forget
from crashdesk_server.webhooks.naming import name_of
from crashdesk_server.webhooks.sealing import Seal
from crashdesk_server.webhooks.sending.signing import key_of, new_secret
from crashdesk_server.webhooks.tables import delivery, webhook, webhook_hour
from crashdesk_server.webhooks.webhook_rows import WebhookReader, WebhookRow
from crashdesk_server.wire.crash_groups import ActorRef
from crashdesk_server.wire.page import FieldProblem
from crashdesk_server.wire.webhooks import HeaderInput, NewWebhook, WebhookPatch

MOST = 50
"""Webhooks of a server: each one gets every event, and has places of its own."""
_PLAIN = ("description", "url", "max_retries", "timeout_ms", "retry_backoff_ms")
_LISTS = ("events", "task_filter")


class WebhookEditor:
    """Carries out decisions within a transaction, on rows that were read in it."""

    def __init__(self, seal: Seal, ids: Ids, reader: WebhookReader, tasks: Collection[str]) -> None:
        self._seal = seal
        self._ids = ids
        self._reader = reader
        self._tasks = tasks

    def create(self, tx: Transaction, origin: Origin, wanted: NewWebhook) -> tuple[str, str]:
        """Make a webhook and return its id and its secret.

        Raises:
            ProblemError: 422, with a problem for each field that cannot be used.
        """
        self._refuse(wanted.url, wanted.events, wanted.task_filter, wanted.headers, ())
        secret = _given_secret(wanted.secret) or new_secret()
        if tx.execute(select(func.count()).select_from(webhook)).scalar_one() >= MOST:
            raise invalid("#", "too-many", f"There are {MOST} webhooks: delete one first.")
        identifier = self._ids.new("whk")
        tx.execute(
            insert(webhook).values(
                id=identifier,
                project_id=DEFAULT_PROJECT,
                revision=1,
                **{name: getattr(wanted, name) for name in _PLAIN},
                **{name: _listed(getattr(wanted, name)) for name in _LISTS},
                headers=self._seal_headers(identifier, wanted.headers),
                enabled=wanted.enabled,
                disabled_at=None if wanted.enabled else tx.now,
                disabled_by=None if wanted.enabled else _ref(origin),
                disabled_reason="",
                created_at=tx.now,
                created_by=_ref(origin),
                secret=self._seal.close(secret, f"{identifier} secret"),
                secret_made_at=tx.now,
                delivered=0,
                failed=0,
                skipped=0,
                streak=0,
                last_failure="",
            )
        )
        tx.touch("webhook", identifier)
        after = {name: getattr(wanted, name) for name in (*_PLAIN, *_LISTS)} | {
            "headers": [header.name for header in wanted.headers],
            "enabled": wanted.enabled,
        }
        _tell(tx, origin, "webhook.created", identifier, name_of(wanted.description, wanted.url), after=after)
        return identifier, secret

    def change(self, tx: Transaction, origin: Origin, row: WebhookRow, wanted: WebhookPatch) -> None:
        """Change what is different in a request; nothing is written if nothing is. Raises as `create`."""
        had = self._reader.headers(row)
        headers = had if isinstance(wanted.headers, msgspec.UnsetType) else wanted.headers
        events = () if isinstance(wanted.events, msgspec.UnsetType) else wanted.events
        tasks = () if isinstance(wanted.task_filter, msgspec.UnsetType) else wanted.task_filter
        url = row.url if isinstance(wanted.url, msgspec.UnsetType) else wanted.url
        self._refuse(url, events, tasks, headers, had)
        headers = _with_kept(headers, had)
        columns, before, after = _differences(row, wanted)
        if headers != had:
            columns["headers"] = self._seal_headers(row.id, headers)
            before["headers"], after["headers"] = _shown(had, headers), _shown(headers, had)
        name = name_of(columns.get("description", row.description), columns.get("url", row.url))
        if columns:
            self._write(tx, row, columns)
            _tell(tx, origin, "webhook.changed", row.id, name, before=before, after=after)
        if not isinstance(wanted.enabled, msgspec.UnsetType) and wanted.enabled != row.enabled:
            self._switch(tx, origin, row, name, enabled=wanted.enabled)

    def rotate(self, tx: Transaction, origin: Origin, row: WebhookRow, overlap_seconds: int) -> str:
        """Make another secret and return it; the former one signs beside it for a time."""
        secret = new_secret()
        columns: dict[str, Any] = {
            "secret": self._seal.close(secret, f"{row.id} secret"),
            "secret_made_at": tx.now,
            "previous_secret": row.secret if overlap_seconds else None,
            "previous_until": tx.now + overlap_seconds * 1000 if overlap_seconds else None,
        }
        self._write(tx, row, columns)
        name = name_of(row.description, row.url)
        after = {"secret": "changed", "overlap_seconds": overlap_seconds}
        _tell(tx, origin, "webhook.secret_rotated", row.id, name, before={"secret": "changed"}, after=after)
        return secret

    def delete(self, tx: Transaction, origin: Origin, row: WebhookRow) -> None:
        """Remove a webhook and the record of its deliveries, of which desks keep theirs."""
        theirs = tx.execute(select(delivery.c.id).where(delivery.c.webhook_id == row.id)).scalars().all()
        forget(tx, theirs)
        tx.execute(delete(webhook_hour).where(webhook_hour.c.webhook_id == row.id))
        tx.execute(delete(webhook).where(webhook.c.id == row.id))
        tx.bury("webhook", row.id, row.project_id)
        name = name_of(row.description, row.url)
        _tell(tx, origin, "webhook.deleted", row.id, name, before={"deliveries": len(theirs)})

    def _switch(self, tx: Transaction, origin: Origin, row: WebhookRow, name: str, *, enabled: bool) -> None:
        columns: dict[str, Any] = {
            "enabled": enabled,
            "disabled_at": None if enabled else tx.now,
            "disabled_by": None if enabled else _ref(origin),
            "disabled_reason": "",
            "skipped": 0,
            "streak": 0,
        }
        self._write(tx, row, columns)
        action = "webhook.enabled" if enabled else "webhook.disabled"
        _tell(tx, origin, action, row.id, name, before={"enabled": row.enabled}, after={"enabled": enabled})

    @staticmethod
    def _write(tx: Transaction, row: WebhookRow, columns: dict[str, Any]) -> None:
        grown = webhook.c.revision + 1
        tx.execute(update(webhook).where(webhook.c.id == row.id).values(**columns, revision=grown))
        tx.touch("webhook", row.id, row.project_id)

    def _refuse(
        self,
        url: str,
        events: Sequence[str],
        tasks: Sequence[str],
        headers: Sequence[HeaderInput],
        had: Sequence[HeaderInput],
    ) -> None:
        kept = {header.name.lower() for header in had if header.secret}
        found: list[FieldProblem | None] = [validating.url_problem(url)]
        found += validating.event_problems(events)
        found += validating.task_problems(tasks, self._tasks)
        found += validating.header_problems(headers, kept)
        problems = tuple(problem for problem in found if problem)
        if problems:
            raise invalid_fields(problems)

    def _seal_headers(self, identifier: str, headers: Sequence[HeaderInput]) -> bytes:
        return self._seal.close(msgspec.json.encode(headers).decode(), f"{identifier} headers")


def _given_secret(secret: str | None) -> str | None:
    if secret is not None:
        try:
            key_of(secret)
        except ValueError as error:
            raise invalid("#/secret", "invalid-secret", str(error)) from error
    return secret


def _with_kept(headers: Sequence[HeaderInput], had: Sequence[HeaderInput]) -> tuple[HeaderInput, ...]:
    """Return headers in which secret ones without a value have the one that they had."""
    values = {header.name.lower(): header.value for header in had if header.secret}
    return tuple(
        header
        if header.value is not None
        else msgspec.structs.replace(header, value=values[header.name.lower()])
        for header in headers
    )


def _differences(
    row: WebhookRow, wanted: WebhookPatch
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the columns that change, and what is told of before and after."""
    columns: dict[str, Any] = {}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in (*_PLAIN, *_LISTS):
        value = getattr(wanted, name)
        if isinstance(value, msgspec.UnsetType):
            continue
        kept = _listed(value) if name in _LISTS else value
        if kept != getattr(row, name):
            columns[name] = kept
            was = getattr(row, name)
            before[name] = msgspec.json.decode(was) if name in _LISTS else was
            after[name] = value
    return columns, before, after


def _shown(headers: Sequence[HeaderInput], others: Sequence[HeaderInput]) -> dict[str, str]:
    """Return headers as the log may hold them: of secret values that differ, that they do."""
    values = {header.name: header.value for header in others}
    return {
        header.name: (header.value or "")
        if not header.secret
        else ("kept" if values.get(header.name) == header.value else "changed")
        for header in headers
    }


def _listed(values: Sequence[str]) -> str:
    return msgspec.json.encode(tuple(dict.fromkeys(values))).decode()


def _ref(origin: Origin) -> str:
    kind: Any = origin.actor_kind
    return msgspec.json.encode(ActorRef(origin.actor_id, kind, origin.actor_label)).decode()


def _tell(
    tx: Transaction,
    origin: Origin,
    action: str,
    identifier: str,
    name: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    target = Target("webhook", identifier, name)
    record(tx, origin, action, target, before=before, after=after, project_id=DEFAULT_PROJECT)

"""The task `webhooks.deliver`: one attempt of one delivery, and what follows from it."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.dialects.sqlite import insert

from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.clock import HOUR, to_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import Work
from crashdesk_server.version import SERVER_AGENT
from crashdesk_server.webhooks.emitting import attempt_at, emit
from crashdesk_server.webhooks.events import WEBHOOK_DISABLED
from crashdesk_server.webhooks.naming import name_of
from crashdesk_server.webhooks.plans import tell_progress
from crashdesk_server.webhooks.sealing import Seal
from crashdesk_server.webhooks.sending.http import Headers, Result, Sender
from crashdesk_server.webhooks.sending.schedule import read_retry_after, wait_ms
from crashdesk_server.webhooks.sending.signing import key_of, signature
from crashdesk_server.webhooks.tables import delivery, webhook, webhook_hour
from crashdesk_server.wire.crash_groups import ActorRef
from crashdesk_server.wire.deliveries import Attempt, Sent
from crashdesk_server.wire.webhooks import HeaderInput

STREAK_TO_DISABLE = 20
"""So many deliveries in a row that failed for good disable a webhook."""
MASK = "•••"
_OFF = "The webhook was disabled."
_GONE = "The webhook was deleted."
_BY_SYSTEM = msgspec.json.encode(ActorRef("", "system", "system")).decode()


class _Prepared(msgspec.Struct, frozen=True):
    """A request that is to be sent now; `shown` are its headers without what is secret."""

    url: str
    headers: Headers
    shown: tuple[Sent, ...]
    body: bytes
    timeout_ms: int
    number: int
    at: int


class Delivering:
    """Attempts deliveries; holds what that takes."""

    def __init__(self, sender: Sender, seal: Seal, ids: Ids) -> None:
        self._sender = sender
        self._seal = seal
        self._ids = ids

    async def run(self, work: Work) -> str:
        """Attempt a delivery once, if it is due; a repetition after it was recorded does nothing."""
        identifier = str(work.args["delivery"])
        prepared = await work.database.read(lambda snapshot: self._prepare(snapshot, identifier))
        if isinstance(prepared, str):
            await work.database.write(lambda tx: _skip(tx, identifier, prepared))
            return prepared
        if prepared is None:
            return "nothing to do"
        result = await self._sender.post(prepared.url, prepared.headers, prepared.body, prepared.timeout_ms)
        attempt = _attempt(prepared, result)
        return await work.database.write(lambda tx: self._record(tx, identifier, attempt, result))

    def _prepare(self, snapshot: Snapshot, identifier: str) -> _Prepared | str | None:
        """Return the request, a reason not to send it ever, or None when it is not the time."""
        row = snapshot.execute(select(delivery).where(delivery.c.id == identifier)).first()
        if row is None or row.status != "pending" or (row.next_attempt_at or 0) > snapshot.now:
            return None
        hook = snapshot.execute(select(webhook).where(webhook.c.id == row.webhook_id)).first()
        if hook is None:
            return _GONE
        if not hook.enabled and row.caused_by != "test":
            return _OFF
        attempts = msgspec.json.decode(row.attempts, type=list[Attempt])
        return self._request(snapshot.now, row, hook, len(attempts) + 1)

    def _request(
        self, now: int, row: Row[*tuple[Any, ...]], hook: Row[*tuple[Any, ...]], number: int
    ) -> _Prepared:
        body = row.body.encode()
        own: list[tuple[str, str]] = [
            ("Host", _host(hook.url)),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("User-Agent", SERVER_AGENT),
            ("webhook-id", row.event_id),
            ("webhook-timestamp", str(now // 1000)),
            ("webhook-signature", signature(self._keys(now, hook), row.event_id, now // 1000, body)),
            ("CrashDesk-Event", row.event),
            ("CrashDesk-Delivery", row.id),
            ("CrashDesk-Attempt", str(number)),
        ]
        kept = self._seal.open(hook.headers, f"{hook.id} headers")
        chosen = msgspec.json.decode(kept, type=tuple[HeaderInput, ...])
        return _Prepared(
            url=hook.url,
            headers=[*own, *((header.name, header.value or "") for header in chosen)],
            shown=(
                *(Sent(name, value) for name, value in own),
                *(Sent(header.name, MASK if header.secret else header.value or "") for header in chosen),
            ),
            body=body,
            timeout_ms=hook.timeout_ms,
            number=number,
            at=now,
        )

    def _keys(self, now: int, hook: Row[*tuple[Any, ...]]) -> list[bytes]:
        keys = [key_of(self._seal.open(hook.secret, f"{hook.id} secret"))]
        if hook.previous_secret is not None and (hook.previous_until or 0) > now:
            keys.append(key_of(self._seal.open(hook.previous_secret, f"{hook.id} secret")))
        return keys

    def _record(self, tx: Transaction, identifier: str, attempt: Attempt, result: Result) -> str:
        """Keep an attempt and what follows; the delivery may have gone meanwhile."""
        row = tx.execute(select(delivery).where(delivery.c.id == identifier)).first()
        if row is None or row.status != "pending":
            return "the delivery has gone"
        hook = tx.execute(select(webhook).where(webhook.c.id == row.webhook_id)).first()
        attempts = [*msgspec.json.decode(row.attempts, type=list[Attempt]), attempt]
        fields: dict[str, Any] = {"attempts": msgspec.json.encode(attempts).decode()}
        next_at = _next_at(tx.now, row, hook, len(attempts), result)
        if next_at is not None:
            fields["next_attempt_at"] = next_at
            attempt_at(tx, self._ids, identifier, row.webhook_id, next_at)
        else:
            good = result.outcome == "delivered"
            status = "delivered" if good else "failed"
            fields |= {"status": status, "ended_at": tx.now, "next_attempt_at": None}
        tx.execute(update(delivery).where(delivery.c.id == identifier).values(**fields))
        tx.touch("delivery", identifier, row.project_id)
        if next_at is None and row.plan_id is not None:
            tell_progress(tx, row.plan_id)
        if hook is not None:
            if next_at is None and row.caused_by != "test":
                _note_health(tx, hook, result)
            if result.outcome == "gone" and hook.enabled:
                disable(tx, hook, "The receiver answered 410: it wants no more.")
            tx.touch("webhook", hook.id, hook.project_id)
        return result.message


def _next_at(
    now: int, row: Row[*tuple[Any, ...]], hook: Row[*tuple[Any, ...]] | None, done: int, result: Result
) -> int | None:
    """Return when to try again, None for never."""
    if result.outcome in {"delivered", "gone"} or row.caused_by == "test" or hook is None:
        return None
    if done > hook.max_retries:
        return None
    asked = read_retry_after(result.retry_after, now) if result.retry_after else None
    return now + wait_ms(hook.retry_backoff_ms, done, asked)


def _note_health(tx: Transaction, hook: Row[*tuple[Any, ...]], result: Result) -> None:
    """Count an ended delivery; too many failures in a row disable the webhook."""
    good = result.outcome == "delivered"
    streak = 0 if good else hook.streak + 1
    fields: dict[str, Any] = {"streak": streak, "last_delivery_at": tx.now}
    if good:
        fields["delivered"] = webhook.c.delivered + 1
    else:
        fields |= {
            "failed": webhook.c.failed + 1,
            "last_failure_at": tx.now,
            "last_failure": result.message,
        }
    tx.execute(update(webhook).where(webhook.c.id == hook.id).values(**fields))
    counted = insert(webhook_hour).values(
        webhook_id=hook.id,
        hour=tx.now // HOUR,
        project_id=hook.project_id,
        delivered=int(good),
        failed=int(not good),
    )
    grown = {name: webhook_hour.c[name] + counted.excluded[name] for name in ("delivered", "failed")}
    tx.execute(counted.on_conflict_do_update(index_elements=["webhook_id", "hour"], set_=grown))
    if streak >= STREAK_TO_DISABLE and hook.enabled and result.outcome != "gone":
        disable(tx, hook, f"{streak} deliveries in a row failed. The last one: {result.message}")


def disable(tx: Transaction, hook: Row[*tuple[Any, ...]], reason: str) -> None:
    """Disable a webhook because of how its deliveries went, and say so to whoever wants to know."""
    tx.execute(
        update(webhook)
        .where(webhook.c.id == hook.id)
        .values(
            enabled=False,
            disabled_at=tx.now,
            disabled_by=_BY_SYSTEM,
            disabled_reason=reason,
            skipped=0,
            revision=webhook.c.revision + 1,
        )
    )
    tx.touch("webhook", hook.id, hook.project_id)
    name = name_of(hook.description, hook.url)
    record(
        tx,
        SYSTEM,
        "webhook.disabled",
        Target("webhook", hook.id, name),
        before={"enabled": True},
        after={"enabled": False},
        reason=reason,
        project_id=hook.project_id,
    )
    data = {"webhook": {"id": hook.id, "name": name}, "reason": reason}
    emit(tx, WEBHOOK_DISABLED, data, project_id=hook.project_id, besides=hook.id)


def _skip(tx: Transaction, identifier: str, reason: str) -> None:
    row = tx.execute(select(delivery).where(delivery.c.id == identifier)).first()
    if row is None or row.status != "pending":
        return
    ended = {"status": "skipped", "ended_at": tx.now, "next_attempt_at": None, "reason": reason}
    tx.execute(update(delivery).where(delivery.c.id == identifier).values(**ended))
    tx.execute(update(webhook).where(webhook.c.id == row.webhook_id).values(skipped=webhook.c.skipped + 1))
    tx.touch("delivery", identifier, row.project_id)
    tx.touch("webhook", row.webhook_id, row.project_id)


def _attempt(prepared: _Prepared, result: Result) -> Attempt:
    return Attempt(
        number=prepared.number,
        at=to_rfc3339(prepared.at),
        duration_ms=result.duration_ms,
        outcome=result.outcome,
        message=result.message,
        status=result.status,
        url=prepared.url,
        address=result.address,
        request_headers=prepared.shown,
        response_headers=result.headers,
        response_body=result.body,
        response_bytes=result.read,
        response_truncated=result.truncated,
    )


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition("?")[0]

"""Varied entries of an audit log, some of them hostile, the same ones every time."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

from tests.support.audit_samples import Log, a_body
from tests.support.manual_clock import NOVEMBER

from crashdesk.core.audit import AuditEntry, AuditRecord, Missing, Target, entry_id
from crashdesk.core.ids import MINUTE, SECOND, Instant
from crashdesk.core.people import Actor

MIRA = {"id": "usr_1", "kind": "user", "label": "Mira Okafor"}
TOM = {"id": "usr_2", "kind": "user", "label": "Tom"}
KEY = {"id": "key_1", "kind": "api_key", "label": "Mira Okafor (cdk_4Zq1…)"}
SERVER = {"id": "", "kind": "system", "label": "system"}
NOBODY = {"id": "", "kind": "anonymous", "label": ""}
_PEOPLE = (MIRA, TOM, {"id": "usr_3", "kind": "user", "label": "李娜"}, KEY)
_GROUP = {"id": "grp_7", "type": "crash_group", "label": "KeyError: 'workspace'"}
_HOSTILE = "<b>Mallory</b> \u202egnp.exe {target} \x1b[31mred"

_KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("session.started", {"target": {"id": "ses_1", "type": "session", "label": "Mira Okafor"}}),
    ("user.listed", {}),
    ("user.opened", {"target": {"id": "usr_2", "type": "user", "label": "Tom"}}),
    (
        "user.approved",
        {
            "target": {"id": "usr_2", "type": "user", "label": "Tom"},
            "before": {"role": "pending", "state": "pending"},
            "after": {"role": "operator", "state": "active"},
            "reason": "New in support, asked for by Ada.",
        },
    ),
    (
        "user.permissions_changed",
        {
            "target": {"id": "usr_2", "type": "user", "label": "Tom"},
            "before": {"permissions": []},
            "after": {"permissions": ["audit.read"]},
        },
    ),
    (
        "session.refused",
        {
            "actor": NOBODY,
            "target": {"id": "", "type": "user", "label": "root@example.org"},
            "after": {"attempts": 12, "since": "2026-11-18T10:51:00.000Z"},
            "outcome": "refused",
            "reason": "wrong address or password",
        },
    ),
    (
        "crash_group.status_changed",
        {"target": _GROUP, "before": {"status": "open"}, "after": {"status": "resolved version 2.1.0"}},
    ),
    (
        "crash_group.note_added",
        {"target": _GROUP, "after": {"note": "Happens when the profile has no workspace."}},
    ),
    ("crash_group.regressed", {"actor": SERVER, "target": _GROUP, "after": {"version": "2.2.0"}}),
    (
        "user.renamed",
        {
            "target": {"id": "usr_5", "type": "user", "label": _HOSTILE},
            "before": {"name": "Mallory"},
            "after": {"name": _HOSTILE},
        },
    ),
    ("api_key.created", {"target": {"id": "key_1", "type": "api_key", "label": "nightly export"}}),
    ("session.ended", {"target": {"id": "ses_1", "type": "session", "label": "Mira Okafor"}}),
)


def sample_log(count: int) -> Log:
    """Return a log of `count` entries and two that name which ones of them were erased or purged."""
    chance = random.Random(11)
    log = Log()
    for seq in range(1, count + 1):
        action, more = _KINDS[chance.randrange(len(_KINDS))]
        at = Instant(NOVEMBER - (count - seq) * 47 * MINUTE - chance.randrange(40) * SECOND)
        ordinary = {"actor": chance.choice(_PEOPLE), "target": None, "before": None, "after": None}
        log.add(action=action, at=time_of(at), request_id=f"req_{seq // 2:06}", **{**ordinary, **more})
        if seq % 37 == 0:
            log.remove_body(seq, ("hidden", "erased", "purged")[seq // 37 % 3])
    for action, missing in (("audit.erased", "erased"), ("audit.purged", "purged")):
        seqs = [[link.seq, link.seq] for link in log.links if link.missing == missing]
        log.add(
            action=action, at=time_of(NOVEMBER), actor=SERVER, target=None, before=None, after={"seqs": seqs}
        )
    return log


def time_of(at: Instant) -> str:
    """Return an instant as the server writes it."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%S}.{at % 1000:03}Z"


def make_entry(action: str = "user.approved", seq: int = 7, **values: Any) -> AuditEntry:
    """Return an entry that says so; `record` values that are not named are ordinary."""
    ordinary: dict[str, Any] = {
        "at": NOVEMBER,
        "actor": Actor("user", "Mira Okafor", "usr_1"),
        "target": Target("user", "usr_2", "Tom"),
        "ip": "198.51.100.23",
        "user_agent": "CrashDesk/0.1 (Linux)",
        "request_id": "req_000003",
    }
    record = AuditRecord(action=action, **{**ordinary, **values})
    body = a_body(seq, action=action, at=time_of(record.at)).decode()
    return AuditEntry(entry_id(seq), seq, "ab" * 32, "cd" * 32, body, Missing.NONE, record)


def make_missing(missing: Missing, seq: int = 7) -> AuditEntry:
    """Return an entry without its body."""
    return AuditEntry(entry_id(seq), seq, "ab" * 32, "cd" * 32, "", missing, None)

"""What is decided about crash groups is in the audit log, once, and only if it happened."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.audit_log import deeds_of, entries_of
from tests.support.crash_server import GROUPS, CrashServer, crash_server
from tests.support.reference_server import EMAIL, client_of, sign_in

from crashdesk_server.clock import DAY, to_rfc3339
from crashdesk_server.crashes.auditing import NOTE_LENGTH
from crashdesk_server.crashes.editing import Editor

pytestmark = pytest.mark.asyncio
OF_GROUPS = "crash_group."


async def test_each_decision_is_an_entry_that_says_by_whom_from_where_and_what(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report("disk full")
        person = await server.add_person("mira@example.org", "operator")
        group = await server.group("disk")
        group = await server.patch(
            group, status="resolved", resolution={"kind": "next"}, severity="critical", assignee_id=person
        )
        await server.patch(group, resolution={"kind": "version", "version": "2.0.0"}, assignee_id=None)

        mira = {"id": person, "label": "mira@example.org"}
        assert await deeds_of(server.client, OF_GROUPS) == [
            ("crash_group.assigned", {"assignee": None}, {"assignee": mira}),
            ("crash_group.status_changed", {"status": "open"}, {"status": "resolved next"}),
            ("crash_group.severity_changed", {"severity": "high"}, {"severity": "critical"}),
            ("crash_group.assigned", {"assignee": mira}, {"assignee": None}),
            (
                "crash_group.resolution_changed",
                {"status": "resolved next"},
                {"status": "resolved version 2.0.0"},
            ),
        ]
        entry = (await entries_of(server.client, OF_GROUPS))[0]
        assert entry["actor"]["label"] == EMAIL
        assert entry["actor"]["kind"] == "user"
        assert entry["target"] == {"type": "crash_group", "id": group["id"], "label": "disk full"}
        assert entry["ip"] == "127.0.0.1"
        assert entry["user_agent"].startswith("python-httpx/")
        assert entry["request_id"].startswith("req_")
        assert entry["at"] == to_rfc3339(server.clock.time)


async def test_rules_are_named_as_the_system(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report(version="1.0.0")
        await server.patch(await server.group(), status="resolved", resolution={"kind": "now"})
        server.clock.time += 1
        await server.report(version="1.1.0")
        until = to_rfc3339(server.clock.time + DAY)
        await server.patch(await server.group(), status="ignored", ignore={"kind": "time", "until": until})
        server.clock.time += DAY
        await server.application.context.database.write(Editor(server.application.context.ids).open_due)
        await sign_in(server.client)

        system = [
            (entry["action"], entry["before"], entry["after"])
            for entry in await entries_of(server.client, OF_GROUPS)
            if entry["actor"]["kind"] == "system"
        ]
        assert system == [
            (
                "crash_group.regressed",
                {"status": "resolved now"},
                {"status": "open", "version": "1.1.0"},
            ),
            ("crash_group.ignore_ended", {"status": f"ignored time {until}"}, {"status": "open"}),
        ]


async def test_strangers_who_post_reports_do_not_fill_the_log(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        before = len(await entries_of(server.client))
        for number in range(20):
            await server.report(f"number {number % 5}", version=f"1.{number}.0")
        assert len(await entries_of(server.client)) == before


async def test_a_note_is_recorded_with_its_beginning(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        long = "ü" * 5_000
        for text in ("short", long):
            answer = await server.client.post(f"{GROUPS}/{group['id']}/notes", json={"text": text})
            assert answer.status_code == 201
        told = [after["note"] for _, _, after in await deeds_of(server.client, "crash_group.note_added")]
        assert told == ["short", "ü" * (NOTE_LENGTH - 1) + "…"]


async def test_a_bulk_action_records_what_was_done_and_nothing_else(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        for message in ("one", "two", "three"):
            await server.report(message)
        one, two, three = [await server.group(title) for title in ("one", "two", "three")]
        await server.patch(three, severity="low")
        results = await server.act("resolve", one, three, two)
        assert [result["outcome"] for result in results] == ["done", "conflict", "done"]
        assert [result["outcome"] for result in await server.act("assign", one, assignee_id="usr_no")] == [
            "conflict"
        ]
        one = await server.group("one")
        assert [result["outcome"] for result in await server.act("assign", one, assignee_id="usr_no")] == [
            "refused"
        ]
        await server.act("delete", one, await server.group("two"))

        told = [
            (entry["action"], entry["target"]["label"])
            for entry in await entries_of(server.client, OF_GROUPS)
        ]
        assert told == [
            ("crash_group.severity_changed", "three"),
            ("crash_group.status_changed", "one"),
            ("crash_group.status_changed", "two"),
            ("crash_group.deleted", "one"),
            ("crash_group.deleted", "two"),
        ]
        gone = (await deeds_of(server.client, "crash_group.deleted"))[0]
        assert gone[1:] == ({"reports": 1, "samples": 1, "status": "resolved now"}, None)


async def test_what_changes_nothing_or_is_refused_leaves_no_entry(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        await server.patch(group, status="open")
        refused = await server.try_patch(group, severity="low", assignee_id="usr_nobody")
        assert refused.status_code == 422
        assert (await server.try_patch({**group, "revision": 9}, severity="low")).status_code == 412
        assert await deeds_of(server.client, OF_GROUPS) == []


async def test_repeating_a_request_writes_no_second_entry(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        for _ in range(3):
            answer = await server.client.post(
                f"{GROUPS}/{group['id']}/notes", json={"text": "once"}, headers={"Idempotency-Key": "n1"}
            )
            assert answer.status_code == 201
        assert len(await deeds_of(server.client, OF_GROUPS)) == 1


async def _hint_token(server: CrashServer) -> str:
    return (await server.get("/api/v1/changes"))["next_token"]


async def test_a_decision_is_one_new_token_for_feed_and_log_together(tmp_path: Path):
    async with crash_server(tmp_path) as server, client_of(server.application) as other:
        await server.report()
        group = await server.group()
        before = await _hint_token(server)
        await server.patch(group, severity="low")
        after = await _hint_token(server)
        assert after != before
        await sign_in(other)
        assert (await entries_of(other, OF_GROUPS))[-1]["after"] == {"severity": "low"}

"""What people decide, over HTTP: conflicts, exits, notes, several at once, deletion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.crash_server import GROUPS, CrashServer, crash_server
from tests.support.reference_server import client_of, problem_of, sign_in

from crashdesk_server.access.principal import Principal
from crashdesk_server.clock import DAY, to_rfc3339
from crashdesk_server.crashes.editing import Editor
from crashdesk_server.crashes.reading import load_groups
from crashdesk_server.crashes.reports import load_reports
from crashdesk_server.crashes.timeline import load_activity


@pytest.mark.asyncio
async def test_a_change_needs_the_revision_that_was_seen(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        resolved = await server.patch(group, status="resolved", severity="critical")
        assert (resolved["revision"], resolved["status"], resolved["severity"]) == (2, "resolved", "critical")
        late = await server.try_patch(group, status="ignored")
        assert problem_of(late) == (412, "revision-mismatch")
        assert late.json()["current"]["status"] == "resolved"
        assert late.headers["etag"] == '"2"'
        without = await server.client.patch(f"{GROUPS}/{group['id']}", json={"status": "open"})
        assert problem_of(without) == (428, "revision-required")


@pytest.mark.asyncio
async def test_reports_and_notes_leave_the_revision_alone(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        await server.report(version="2.0.0", os="windows")
        note = await server.client.post(f"{GROUPS}/{group['id']}/notes", json={"text": "seen <b>twice</b>"})
        assert note.status_code == 201
        assert note.json()["note"] == "seen <b>twice</b>"
        assert note.json()["actor"]["kind"] == "user"
        after = await server.patch(group, severity="low")
        assert (after["revision"], after["count"], after["notes"]) == (2, 2, 1)
        blank = await server.client.post(f"{GROUPS}/{group['id']}/notes", json={"text": " \n"})
        assert problem_of(blank) == (422, "invalid-input")


@pytest.mark.asyncio
async def test_asking_for_what_is_so_writes_nothing(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        before = await server.get("/api/v1/changes")
        assert (await server.patch(group, status="open", assignee_id=None))["revision"] == 1
        assert (await server.get("/api/v1/changes"))["next_token"] == before["next_token"]


@pytest.mark.asyncio
async def test_a_regression_reopens_and_an_older_version_does_not(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report(version="2.0.0")
        group = await server.patch(await server.group(), status="resolved", resolution={"kind": "next"})
        assert group["resolution"]["version"] == "2.0.0"
        server.clock.time += 1
        for version in ("1.0.0", "2.0.0"):
            await server.report(version=version)
        await server.report(version="3.0.0", channel="dev")
        [resolved] = (await server.get(f"{GROUPS}?development=false"))["items"]
        assert (resolved["status"], resolved["count"], resolved["revision"]) == ("resolved", 3, 2)
        await server.report(version="2.1.0")
        [reopened] = (await server.get(f"{GROUPS}?regressed=true"))["items"]
        assert (reopened["status"], reopened["regressed_in"], reopened["regressions"]) == ("open", "2.1.0", 1)
        assert reopened["regressed_at"] == to_rfc3339(server.clock.time)
        assert reopened["revision"] == 3
        assert await server.timeline(group) == [
            ("created", None, None),
            ("status_changed", "open", "resolved next"),
            ("regressed", "resolved next", "2.1.0"),
        ]


@pytest.mark.asyncio
async def test_ignoring_ends_with_its_count_or_its_time(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report("counted")
        await server.report("timed")
        counted = await server.patch(
            await server.group("counted"), status="ignored", ignore={"kind": "count", "count": 2}
        )
        until = to_rfc3339(server.clock.time + DAY)
        timed = await server.patch(
            await server.group("timed"), status="ignored", ignore={"kind": "time", "until": until}
        )
        await server.report("counted")
        now = await server.group("counted")
        assert (now["status"], now["ignore"]["remaining"], now["revision"]) == (
            "ignored",
            1,
            counted["revision"],
        )
        await server.report("counted")
        assert (await server.group("counted"))["status"] == "open"

        context = server.application.context
        editor = Editor(context.ids)
        await context.database.write(editor.open_due)
        assert (await server.group("timed"))["status"] == "ignored"
        server.clock.time += DAY
        await context.database.write(editor.open_due)
        await sign_in(server.client)
        opened = await server.group("timed")
        assert (opened["status"], opened["ignore"], opened["revision"]) == (
            "open",
            None,
            timed["revision"] + 1,
        )
        assert (await server.timeline(opened))[-1] == ("ignore_ended", f"ignored time {until}", "open")


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"status": "open", "resolution": {"kind": "now"}}, "#/resolution"),
    ({"resolution": {"kind": "now"}}, "#/resolution"),
    ({"ignore": {"kind": "forever"}}, "#/ignore"),
    ({"status": "resolved", "ignore": {"kind": "forever"}}, "#/ignore"),
    ({"status": "resolved", "resolution": {"kind": "version"}}, "#/resolution/version"),
    ({"status": "resolved", "resolution": {"kind": "now", "version": "1"}}, "#/resolution/version"),
    ({"status": "ignored", "ignore": {"kind": "time"}}, "#/ignore/until"),
    ({"status": "ignored", "ignore": {"kind": "count", "count": 1, "version": "1"}}, "#/ignore/version"),
    (
        {"status": "ignored", "ignore": {"kind": "time", "until": "2020-01-01T00:00:00.000Z"}},
        "#/ignore/until",
    ),
    (
        {"status": "ignored", "ignore": {"kind": "time", "until": "2030-99-01T00:00:00.000Z"}},
        "#/ignore/until",
    ),
    ({"assignee_id": "usr_nobody"}, "#/assignee_id"),
]


@pytest.mark.asyncio
async def test_what_makes_no_sense_is_named(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        for changes, pointer in NONSENSE:
            answer = await server.try_patch(await server.group(), **changes)
            assert problem_of(answer) == (422, "invalid-input")
            assert answer.json()["errors"][0]["pointer"] == pointer
            assert (await server.group())["revision"] == 1


@pytest.mark.asyncio
async def test_assigning(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        mira = await server.add_person("mira@example.org", "operator")
        pending = await server.add_person("new@example.org", "pending")
        group = await server.patch(await server.group(), assignee_id=mira)
        assert group["assignee"] == {"id": mira, "label": "mira@example.org"}
        assert [g["id"] for g in (await server.get(f"{GROUPS}?assignee={mira}"))["items"]] == [group["id"]]
        assert problem_of(await server.try_patch(group, assignee_id=pending)) == (422, "invalid-input")
        group = await server.patch(group, assignee_id=None)
        assert group["assignee"] is None
        assert (await server.timeline(group))[-2:] == [
            ("assigned", None, "mira@example.org"),
            ("assigned", "mira@example.org", None),
        ]


@pytest.mark.asyncio
async def test_several_at_once_with_a_result_for_each(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        for message in ("one", "two", "three"):
            await server.report(message)
        one, two, three = [await server.group(name) for name in ("one", "two", "three")]
        await server.patch(two, severity="low")
        three = await server.patch(three, status="ignored")
        gone = {"id": "grp_gone", "revision": 1}
        results = await server.act("ignore", one, two, three, gone)
        assert [(r["id"], r["outcome"], r.get("revision")) for r in results] == [
            (one["id"], "done", 2),
            (two["id"], "conflict", 2),
            (three["id"], "unchanged", 2),
            ("grp_gone", "refused", None),
        ]
        assert results[1]["problem"]["current"]["severity"] == "low"
        assert results[3]["problem"]["type"].endswith(":not-found")
        assert (await server.group("two"))["status"] == "open"


@pytest.mark.asyncio
async def test_every_action(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        mira = await server.add_person("mira@example.org", "operator")
        for action, params in (
            ("resolve", {"resolution": {"kind": "version", "version": "2.0"}}),
            ("reopen", {}),
            ("ignore", {"ignore": {"kind": "version", "version": "2.0"}}),
            ("severity", {"severity": "critical"}),
            ("assign", {"assignee_id": mira}),
            ("note", {"text": "hello"}),
        ):
            [result] = await server.act(action, await server.group(), **params)
            assert result["outcome"] == "done", action
        group = await server.group()
        assert result["revision"] == group["revision"] == 6
        assert [line[0] for line in await server.timeline(group)] == [
            "created",
            "status_changed",
            "status_changed",
            "status_changed",
            "severity_changed",
            "assigned",
            "note",
        ]
        stale = {**group, "revision": 1}
        assert [r["outcome"] for r in await server.act("note", stale, text="late")] == ["done"]
        assert [r["outcome"] for r in await server.act("delete", stale)] == ["conflict"]
        assert [r["outcome"] for r in await server.act("delete", group)] == ["done"]
        assert (await server.get(GROUPS))["items"] == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("action", "params", "pointer"),
    [
        ("severity", {}, "#/params/severity"),
        ("note", {"text": "  "}, "#/params/text"),
        ("resolve", {"resolution": {"kind": "version"}}, "#/params/resolution/version"),
    ],
)
async def test_an_action_without_its_parameter_does_nothing(
    tmp_path: Path, action: str, params: dict[str, Any], pointer: str
):
    async with crash_server(tmp_path) as server:
        body = {"action": action, "items": [{"id": "grp_x", "revision": 1}], "params": params}
        answer = await server.client.post(f"{GROUPS}/actions", json=body)
        assert problem_of(answer) == (422, "invalid-input")
        assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.asyncio
async def test_deleting_says_how_much_went_and_leaves_tombstones(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        for version in ("1.0.0", "1.1.0", "1.1.0", "1.1.0"):
            await server.report(version=version)
        group = await server.group()
        since = (await server.get("/api/v1/changes"))["next_token"]
        answer = await server.client.delete(f"{GROUPS}/{group['id']}", headers={"If-Match": '"1"'})
        assert answer.json() == {"id": group["id"], "reports": 4, "samples": 3}
        feed = (await server.get(f"/api/v1/changes?since={since}"))["items"]
        assert sorted(change["type"] for change in feed) == [
            "crash_activity",
            "crash_group",
            "crash_report",
            "crash_report",
            "crash_report",
        ]
        assert {change["object"] for change in feed} == {None}
        await server.report()
        assert (await server.group())["count"] == 1


@pytest.mark.asyncio
async def test_the_feed_carries_what_a_report_changed(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        await server.report()
        kept = (await server.get(f"{GROUPS}/{(await server.group())['id']}/reports?sort=received_at"))[
            "items"
        ]
        since = (await server.get("/api/v1/changes"))["next_token"]
        await server.report()
        feed = (await server.get(f"/api/v1/changes?since={since}"))["items"]
        found = {(change["type"], change["id"]): change["object"] for change in feed}
        group = await server.group()
        assert found.pop(("crash_group", group["id"])) == group
        assert found.pop(("crash_report", kept[1]["id"])) is None
        [report] = found.values()
        assert (report["latest"], report["first"], report["group_id"]) == (True, False, group["id"])


@pytest.mark.asyncio
async def test_a_viewer_reads_and_does_nothing_else(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        await server.add_person("vera@example.org", "viewer")
        async with client_of(server.application) as client:
            await sign_in(client, "vera@example.org")
            viewer = CrashServer(server.application, client, server.clock)
            assert (await viewer.group())["id"] == group["id"]
            await viewer.get("/api/v1/usage")
            headers = {"If-Match": '"1"'}
            for answer in (
                await viewer.try_patch(group, status="resolved"),
                await client.delete(f"{GROUPS}/{group['id']}", headers=headers),
                await client.post(f"{GROUPS}/{group['id']}/notes", json={"text": "x"}),
                await client.post(
                    f"{GROUPS}/actions", json={"action": "reopen", "items": [{"id": "x", "revision": 1}]}
                ),
            ):
                assert problem_of(answer) == (403, "forbidden")
        async with client_of(server.application) as stranger:
            assert problem_of(await stranger.get(GROUPS)) == (401, "sign-in-required")


@pytest.mark.asyncio
async def test_rows_of_other_projects_do_not_exist(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        group = await server.group()
        own = {change["id"] for change in (await server.get("/api/v1/changes"))["items"]}
        stranger = Principal(
            "usr_x", "user", "x", permissions=frozenset({"crashes.read"}), projects=("prj_x",)
        )
        database = server.application.context.database
        for load in (load_groups, load_reports, load_activity):
            assert (
                await database.read(lambda snapshot, load=load: dict(load(snapshot, stranger, [*own]))) == {}
            )
        assert group["id"] in own


@pytest.mark.asyncio
async def test_the_feed_tells_when_a_kept_sample_is_no_longer_the_latest(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await server.report()
        since = (await server.get("/api/v1/changes"))["next_token"]
        await server.report()
        feed = (await server.get(f"/api/v1/changes?since={since}"))["items"]
        reports = [change["object"] for change in feed if change["type"] == "crash_report"]
        assert [(report["first"], report["latest"]) for report in reports] == [(True, False), (False, True)]

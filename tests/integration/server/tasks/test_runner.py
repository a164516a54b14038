"""The task runner over a real database: what begins, when, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.reference_server import SetClock
from tests.support.task_server import VALUES, Bench, task_server
from tests.support.until import until

from crashdesk_server.clock import MINUTE, to_rfc3339

pytestmark = pytest.mark.asyncio


async def test_no_more_run_at_once_than_may_and_all_are_done_in_the_end(tmp_path: Path) -> None:
    bench = Bench()
    async with task_server(tmp_path, bench) as server:
        await server.add("a", "b", "c")
        await server.wait_for_states(a="running", b="running", c="waiting")
        bench.let_end()
        await server.wait_for_states(a="done", b="done", c="done")
        assert bench.most_at_once == 2
        assert [job["result"] for job in await server.jobs()] == ["did c", "did b", "did a"]


async def test_a_lane_that_is_slow_leaves_room_for_the_others(tmp_path: Path) -> None:
    bench = Bench()
    values = replace(VALUES, max_concurrent=4)
    async with task_server(tmp_path, bench, values=values, lane_places=2) as server:
        await server.add(*(f"slow{number}" for number in range(20)), lane="slow")
        await server.add("quick", lane="quick")
        await until(server.states, lambda found: found["quick"] == "running")
        assert list((await server.states()).values()).count("running") == 3


async def test_higher_priorities_begin_first(tmp_path: Path) -> None:
    bench = Bench()
    async with task_server(tmp_path, bench, values=replace(VALUES, max_concurrent=1)) as server:
        await server.put("queues/crashes/override", {"max_concurrent": 1})
        await server.add("first")
        await server.wait_for_states(first="running")
        await server.add("low")
        await server.add("high", task="bench.other")
        assert (await server.put("tasks/bench.other/override", {"priority": 5})).status_code == 200
        bench.let_end()
        await until(server.states, lambda found: found["low"] == "done")
        assert bench.begun == ["first", "high", "low"]


async def test_what_fails_is_tried_again_after_a_while_and_then_given_up(tmp_path: Path) -> None:
    bench = Bench()
    bench.failures = {"once": 1, "always": 9}
    bench.let_end()
    clock = SetClock()
    async with task_server(tmp_path, bench, clock) as server:
        await server.add("once", "always")
        await until(lambda: _async(bench.begun), lambda begun: len(begun) == 2)
        await server.wait_for_states(once="waiting", always="waiting")
        clock.time += MINUTE
        await server.stir()
        await server.wait_for_states(once="done", always="failed")
        job = next(job for job in await server.jobs() if job["subject"] == "always")
        assert [error["message"] for error in job["errors"]] == ["LookupError: no always"] * 2
        assert "task_server.py" in job["errors"][0]["trace"]
        task = await server.task()
        assert task["workload"] == {"waiting": 0, "running": 0, "failed": 1}


async def test_who_takes_too_long_is_ended(tmp_path: Path) -> None:
    bench = Bench()
    values = replace(VALUES, timeout_ms=50, max_retries=0)
    async with task_server(tmp_path, bench, values=values) as server:
        await server.add("a")
        await server.wait_for_states(a="failed")
        assert (await server.jobs())[0]["errors"][0]["message"] == "It ran out of time."
        assert (await server.task())["last_error"] == "It ran out of time."


async def test_a_rate_lets_through_what_it_says_and_the_rest_waits(tmp_path: Path) -> None:
    bench = Bench()
    bench.let_end()
    values = replace(VALUES, rate_limit="3/h", max_concurrent=9)
    async with task_server(tmp_path, bench, values=values) as server:
        await server.add("a", "b", "c")
        await server.wait_for_states(a="done")
        await server.stir()
        assert (await server.states()) == {"a": "done", "b": "waiting", "c": "waiting"}
        await server.put("tasks/bench.work/override", {"rate_limit": "unlimited"})
        await server.wait_for_states(b="done", c="done")


async def test_a_paused_task_starts_nothing_also_after_a_restart(tmp_path: Path) -> None:
    clock = SetClock()
    bench = Bench()
    async with task_server(tmp_path, bench, clock) as server:
        await server.put("tasks/bench.work/override", {"paused": True, "reason": "night"})
        await server.add("a")
        await server.add("b", task="bench.other")
        await until(lambda: _async(bench.begun), lambda begun: begun == ["b"])
    bench = Bench()
    bench.let_end()
    async with task_server(tmp_path, bench, clock) as server:
        await until(server.task, lambda task: task["running"] is not None)
        assert (await server.task())["running"]["paused"] is True
        await server.stir()
        assert "a" not in bench.begun
        assert (await server.delete("tasks/bench.work/override")).status_code == 200
        await server.wait_for_states(a="done")


async def test_a_lease_ends_by_itself_and_the_log_says_so(tmp_path: Path) -> None:
    clock = SetClock()
    bench = Bench()
    bench.let_end()
    async with task_server(tmp_path, bench, clock) as server:
        end = to_rfc3339(clock.time + 60 * MINUTE)
        await server.add("a", due_at=clock.time + MINUTE)
        answer = await server.put("tasks/bench.work/override", {"paused": True, "expires_at": end})
        assert answer.status_code == 200, answer.text
        assert answer.json()["override"]["expires_at"] == end
        clock.time += 59 * MINUTE
        await server.stir()
        assert (await server.states()) == {"a": "waiting"}
        clock.time += MINUTE
        await server.stir()
        await server.wait_for_states(a="done")
        task = await server.task()
        assert (task["override"], task["effective"]["paused"]) == (None, False)
        audit = (await server.client.get("/api/v1/audit")).json()["items"]
        assert any("task.override_ended" in str(entry) for entry in audit)


async def test_what_a_killed_process_had_begun_is_begun_again(tmp_path: Path) -> None:
    clock = SetClock()
    bench = Bench()
    async with task_server(tmp_path, bench, clock) as server:
        await server.add("a")
        await server.wait_for_states(a="running")
        # As if another process had taken it and died: nobody can say so, but its lease ends.
        sql = "UPDATE job SET owner = 'elsewhere:1:x' WHERE task = 'bench.work'"
        await server.application.context.database.write(
            lambda tx: tx.connection.exec_driver_sql(sql).rowcount
        )
    again = Bench()
    again.let_end()
    async with task_server(tmp_path, again, clock) as server:
        await until(server.task, lambda task: task["running"] is not None)
        assert await server.states() == {"a": "running"}
    clock.time += 2 * MINUTE
    async with task_server(tmp_path, again, clock) as server:
        await server.wait_for_states(a="done")
        assert again.begun == ["a"]


async def _async(value: list[str]) -> list[str]:
    return value

"""Our connector's requests about background work, and the committed description of our server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from tests.contract.connectors.test_openapi import (
    DOCUMENT,
    answer_schema,
    is_valid,
    operation,
    reader,
)
from tests.support.json_schema import values_of

from crashdesk.connectors.crashdesk import task_mapping, task_routes, wire_tasks
from crashdesk.connectors.crashdesk.tasks import override_of
from crashdesk.core.ids import Instant, JobId, QueueName, TaskName
from crashdesk.core.tasks import QueueSettings, TaskSettings
from crashdesk.http.request import Request

TASK, QUEUE, JOB = TaskName("webhooks.deliver"), QueueName("webhooks"), JobId("job_1")
SET = TaskSettings("10/s", 3, 2, 500, 9_000, -4, paused=True)
REQUESTS = (
    task_routes.tasks(),
    task_routes.queues(),
    task_routes.override_task(TASK, override_of(SET, "night", Instant(5)), revision=3, idempotency_key="key"),
    task_routes.override_task(
        TASK, override_of(TaskSettings(priority=1), "", None), revision=3, idempotency_key="key"
    ),
    task_routes.clear_task(TASK, revision=3, idempotency_key="key"),
    task_routes.override_queue(
        QUEUE, override_of(QueueSettings("1/m", 3, paused=False), "", None), revision=3, idempotency_key="key"
    ),
    task_routes.clear_queue(QUEUE, revision=3, idempotency_key="key"),
    task_routes.pause_queue(QUEUE, "night", idempotency_key="key"),
    task_routes.resume_queue(QUEUE, idempotency_key="key"),
    task_routes.switch_middleware(TASK, "log", enabled=False, revision=3, idempotency_key="key"),
    task_routes.clear_middleware(TASK, revision=3, idempotency_key="key"),
    task_routes.jobs(TASK, None, "failed", 100),
    task_routes.jobs(None, QUEUE, None, 100),
    task_routes.retry_job(JOB, idempotency_key="key"),
    task_routes.cancel_job(JOB, idempotency_key="key"),
)


def _all(of: type[Any], each: Callable[[Any], Any], name: str) -> Callable[[bytes], Any]:
    return reader(of, lambda said: list(map(each, getattr(said, name))))


BY_END: dict[str, Callable[[bytes], Any]] = {
    "GET /tasks": _all(wire_tasks.Tasks, task_mapping.task, "tasks"),
    "GET /queues": _all(wire_tasks.Queues, task_mapping.queue, "queues"),
    "GET /jobs": _all(wire_tasks.Jobs, task_mapping.job, "items"),
}


def _reader(request: Request) -> Callable[[bytes], Any]:
    if request.name in BY_END:
        return BY_END[request.name]
    if request.route.startswith("/jobs"):
        return reader(wire_tasks.Job, task_mapping.job)
    if request.route.startswith("/queues"):
        return reader(wire_tasks.Queue, task_mapping.queue)
    return reader(wire_tasks.Task, task_mapping.task)


def test_the_list_of_requests_is_complete() -> None:
    made = {
        name
        for name, value in vars(task_routes).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == task_routes.__name__
    }
    assert len({request.name for request in REQUESTS}) == len(made)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
def test_every_request_is_described(request_: Request) -> None:
    described = operation(request_)
    parameters = {(found["in"], found["name"].lower()): found for found in described.get("parameters", ())}
    for name, value in request_.query:
        kind = parameters["query", name]["schema"]
        assert is_valid(json.loads(value) if value.isdecimal() else value, kind), (name, value)
    assert {name for place, name in parameters if place == "path"} == set(request_.places)
    assert (request_.revision is not None) == (("header", "if-match") in parameters)
    assert bool(request_.idempotency_key) == (("header", "idempotency-key") in parameters)
    if request_.body is None:
        assert "requestBody" not in described
    else:
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        assert is_valid(json.loads(request_.body), schema), request_.body


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
def test_every_answer_that_is_described_can_be_read(request_: Request) -> None:
    read = _reader(request_)

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values_of(answer_schema(request_), DOCUMENT))
    def check(answer: object) -> None:
        assert read(msgspec.json.encode(answer)) is not None

    check()

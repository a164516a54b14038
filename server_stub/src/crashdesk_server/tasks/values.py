"""Rates, what is in force of what is declared and overridden, and which overrides would do harm."""

from __future__ import annotations

import math
import re
from typing import TypeVar

from msgspec import structs

from crashdesk_server.tasks.declaring import UNLIMITED, QueueSpec, TaskSpec
from crashdesk_server.wire.page import FieldProblem
from crashdesk_server.wire.tasks import (
    QueueLimits,
    QueueOverride,
    QueueOverrideInput,
    QueueValues,
    Range,
    TaskLimits,
    TaskOverride,
    TaskOverrideInput,
    TaskValues,
)

V = TypeVar("V", TaskValues, QueueValues)

_RATE = re.compile(r"([1-9][0-9]{0,6})/([smh])")
_PER_HOUR = {"s": 3600, "m": 60, "h": 1}
MOST_CONCURRENT = 500
MOST_PER_HOUR = 3_600_000
"""A thousand a second: more than one process can start."""
_HOUR_MS = 3_600_000


def per_hour(rate: str) -> int | None:
    """Return how many jobs an hour a rate lets through, None for any number. Raises `ValueError`."""
    if rate == UNLIMITED:
        return None
    found = _RATE.fullmatch(rate)
    if found is None:
        raise ValueError("A rate looks like 10/s, 30/m or 100/h, or it is `unlimited`.")
    return int(found[1]) * _PER_HOUR[found[2]]


def effective(declared: V, override: TaskOverride | QueueOverride | None) -> V:
    """Return the values in force."""
    if override is None:
        return declared
    set_there = {
        name: value for name in declared.__struct_fields__ if (value := getattr(override, name)) is not None
    }
    return structs.replace(declared, **set_there)


def task_limits(spec: TaskSpec) -> TaskLimits:
    """Return what overrides of a task are accepted."""
    least_rate = 1 if spec.every_s is None else math.ceil(3600 / spec.every_s)
    return TaskLimits(
        max_concurrent=Range(1, MOST_CONCURRENT),
        max_retries=Range(0, 20),
        retry_backoff_ms=Range(100, _HOUR_MS),
        timeout_ms=Range(spec.least_timeout_ms, _HOUR_MS),
        priority=Range(-100, 100),
        jobs_per_hour=Range(least_rate, MOST_PER_HOUR),
    )


def queue_limits(_spec: QueueSpec) -> QueueLimits:
    """Return what overrides of a queue are accepted."""
    return QueueLimits(max_concurrent=Range(1, MOST_CONCURRENT), jobs_per_hour=Range(1, MOST_PER_HOUR))


def harm_of(
    wanted: TaskOverrideInput | QueueOverrideInput, limits: TaskLimits | QueueLimits
) -> tuple[FieldProblem, ...]:
    """Return what of an override would stall the work or break the runner, field by field."""
    found = [_rate_problem(wanted.rate_limit, limits.jobs_per_hour)]
    for name in limits.__struct_fields__:
        value = getattr(wanted, name, None)
        if value is not None:
            found.append(_range_problem(name, value, getattr(limits, name)))
    return tuple(problem for problem in found if problem)


def _rate_problem(rate: str | None, allowed: Range) -> FieldProblem | None:
    if rate is None:
        return None
    try:
        hourly = per_hour(rate)
    except ValueError as error:
        return FieldProblem("#/rate_limit", "invalid-rate", str(error))
    if hourly is None or allowed.least <= hourly <= allowed.most:
        return None
    if hourly < allowed.least:
        text = f"The task comes {allowed.least} times an hour by itself: it would fall behind for ever."
    else:
        text = f"More than {allowed.most} an hour cannot be started: say `unlimited`."
    return FieldProblem("#/rate_limit", "out-of-range", text)


def _range_problem(name: str, value: int, allowed: Range) -> FieldProblem | None:
    if allowed.least <= value <= allowed.most:
        return None
    if name == "max_concurrent" and value < 1:
        return FieldProblem("#/max_concurrent", "out-of-range", "With 0 nothing runs: pause it instead.")
    if name == "timeout_ms" and value < allowed.least:
        text = f"It could never finish: at least {allowed.least} ms."
        return FieldProblem("#/timeout_ms", "out-of-range", text)
    return FieldProblem(f"#/{name}", "out-of-range", f"From {allowed.least} to {allowed.most}.")

"""Bodies of `/v1/report`, `/v1/ping` and `/v1/metrics`: what is accepted and what it becomes.

Unknown keys are ignored. Every rule is in docs/reference/ingest.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Literal, NoReturn, TypeVar, cast

import msgspec

from crashdesk_server.ingest.ecmascript import spelled_in_units, well_formed
from crashdesk_server.ingest.signals import SIGNALS

MAX_BODY_BYTES = 98_304
"""96 KiB, the limit for `Content-Length` of every ingest body."""

MAX_NESTING = 64

T = TypeVar("T")


def _text(longest: int, shortest: int = 0) -> msgspec.Meta:
    """A length in UTF-16 units: msgspec counts code points, and `_decode` sees to the rest."""
    return msgspec.Meta(min_length=shortest, max_length=longest)


_Kind = Literal["crash", "feedback", "exception", "performance", "bot"]
_Short = Annotated[str, _text(32, 1)]
_Version = Annotated[str, _text(64, 1)]
_Stack = Annotated[str, _text(16_384)]
_Frame = Annotated[str, _text(300)]
_InstallId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]+\Z", max_length=96)]


class DeviceBody(msgspec.Struct, frozen=True, rename="camel"):
    """The machine of the sender."""

    os_version: Annotated[str, _text(128)] | msgspec.UnsetType = msgspec.UNSET
    cpu: Annotated[str, _text(128)] | msgspec.UnsetType = msgspec.UNSET
    cores: Annotated[int, msgspec.Meta(ge=0, le=4096)] | msgspec.UnsetType = msgspec.UNSET
    ram_gb: Annotated[float, msgspec.Meta(ge=0, le=65_536)] | msgspec.UnsetType = msgspec.UNSET


class BreadcrumbBody(msgspec.Struct, frozen=True):
    """Something that happened before the crash; `t` is in the sender's own clock."""

    t: Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | msgspec.UnsetType = msgspec.UNSET
    cat: Annotated[str, _text(64)] | msgspec.UnsetType = msgspec.UNSET
    msg: Annotated[str, _text(240)] | msgspec.UnsetType = msgspec.UNSET


class ReportBody(msgspec.Struct, frozen=True, rename="camel"):
    """Body of `POST /v1/report`. The plain form ends with `device`; the rest makes it structured."""

    kind: _Kind
    version: _Version
    os: _Short
    arch: _Short
    message: Annotated[str, _text(16_384, 1)]
    device: DeviceBody | None = None
    schema_version: Annotated[int, msgspec.Meta(ge=1, le=10)] = 0
    source: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_.\-]+\Z", max_length=32)] = ""
    label: Annotated[str, _text(64)] = ""
    error_type: Annotated[str, _text(128)] = ""
    error_message: Annotated[str, _text(4_096)] = ""
    stack: _Stack = ""
    component_stack: _Stack = ""
    top_frame: _Frame = ""
    fingerprint_hint: _Frame = ""
    build_commit: Annotated[str, _text(64)] = ""
    channel: Annotated[str, _text(32)] = ""
    language: Annotated[str, _text(64)] = ""
    view: Annotated[str, _text(200)] = ""
    occurred_at: Annotated[str, _text(64)] = ""
    breadcrumbs: Annotated[tuple[BreadcrumbBody, ...], msgspec.Meta(max_length=30)] = ()


class PingBody(msgspec.Struct, frozen=True, rename="camel"):
    """Body of `POST /v1/ping`: one start of the program."""

    install_id: _InstallId
    version: _Version
    os: _Short
    arch: _Short
    os_version: Annotated[str, _text(128)] = ""
    surface: Literal["desktop", "cli"] = "desktop"


class CounterBody(msgspec.Struct, frozen=True):
    """One counter of a metrics body."""

    signal: _Word
    bucket: _Word
    count: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class MetricsBody(msgspec.Struct, frozen=True, rename="camel"):
    """Body of `POST /v1/metrics`: sums since the last one."""

    version: _Version
    os: _Short
    counters: Annotated[tuple[CounterBody, ...], msgspec.Meta(min_length=1, max_length=128)]
    install_id: _InstallId | msgspec.UnsetType = msgspec.UNSET


class BadBodyError(ValueError):
    """The body isn't JSON or breaks the schema; the answer is 400 without detail."""


def decode_report(body: bytes) -> ReportBody:
    """Decode the body of a report. Raises BadBodyError."""
    return _decode(body, ReportBody)


def decode_ping(body: bytes) -> PingBody:
    """Decode the body of a ping. Raises BadBodyError."""
    return _decode(body, PingBody)


def decode_metrics(body: bytes) -> MetricsBody:
    """Decode the body of a metrics post and drop counters with unknown signals. Raises BadBodyError."""
    metrics = _decode(body, MetricsBody)
    known = tuple(counter for counter in metrics.counters if counter.signal in SIGNALS)
    return msgspec.structs.replace(metrics, counters=known)


def _decode(body: bytes, into: type[T]) -> T:
    """Decode with the standard library: msgspec refuses the lone surrogates that JavaScript can send."""
    try:
        # Like `TextDecoder`: a byte order mark goes and malformed UTF-8 becomes U+FFFD.
        text = body.decode("utf-8-sig", "replace")
        plain = json.loads(text, parse_constant=_refuse_constant, parse_float=_number)
        clean = _mapped(plain, well_formed, MAX_NESTING)
        # Once with each character beyond the BMP as the two units that it is, for the limits alone.
        msgspec.convert(_mapped(clean, spelled_in_units, MAX_NESTING), into)
        return msgspec.convert(clean, into)
    except (ValueError, RecursionError) as error:  # msgspec.ValidationError is a ValueError
        raise BadBodyError(str(error)) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _number(digits: str) -> float | int:
    """JavaScript has one kind of number: `4.0` is an integer."""
    number = float(digits)
    return int(number) if number.is_integer() else number


def _mapped(value: object, change: Callable[[str], str], levels: int) -> object:
    """Return `value` with `change` applied to each string. Raises ValueError beyond `levels` of nesting."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict | list) and not levels:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {change(key): _mapped(item, change, levels - 1) for key, item in items}
    if isinstance(value, list):
        return [_mapped(item, change, levels - 1) for item in cast("list[object]", value)]
    return value

"""The body of a report as it is stored and as it is sent."""

from __future__ import annotations

import msgspec

from crashdesk_server.ingest.wire import ReportBody
from crashdesk_server.wire.crash_groups import Breadcrumb, Device


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a report isn't in a column of its own."""

    message: str
    source: str = ""
    label: str = ""
    error_type: str = ""
    error_message: str = ""
    stack: str = ""
    component_stack: str = ""
    top_frame: str = ""
    fingerprint_hint: str = ""
    language: str = ""
    view: str = ""
    occurred_at: str = ""
    device: Device | None = None
    breadcrumbs: tuple[Breadcrumb, ...] = ()


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Content)


def encode(report: ReportBody) -> bytes:
    """Return the stored form of a redacted report."""
    return _ENCODER.encode(
        Content(
            message=report.message,
            source=report.source,
            label=report.label,
            error_type=report.error_type,
            error_message=report.error_message,
            stack=report.stack,
            component_stack=report.component_stack,
            top_frame=report.top_frame,
            fingerprint_hint=report.fingerprint_hint,
            language=report.language,
            view=report.view,
            occurred_at=report.occurred_at,
            device=_device(report),
            breadcrumbs=tuple(
                Breadcrumb(
                    t=None if crumb.t is msgspec.UNSET else crumb.t,
                    cat=crumb.cat or None,
                    msg=crumb.msg or None,
                )
                for crumb in report.breadcrumbs
            ),
        )
    )


def decode(content: bytes) -> Content:
    """Read the stored form."""
    return _DECODER.decode(content)


def _device(report: ReportBody) -> Device | None:
    device = report.device
    if device is None:
        return None
    return Device(
        os_version=device.os_version or None,
        cpu=device.cpu or None,
        cores=None if device.cores is msgspec.UNSET else device.cores,
        ram_gb=None if device.ram_gb is msgspec.UNSET else device.ram_gb,
    )

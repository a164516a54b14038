"""A sample's facts and the fields of the distribution in words. Free of Qt."""

from __future__ import annotations

from crashdesk.core.crash_reports import CrashReport, ReportContent
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

FACETS = {
    "version": QT_TRANSLATE_NOOP("CrashDetail", "Version"),
    "platform": QT_TRANSLATE_NOOP("CrashDetail", "Platform"),
    "os_version": QT_TRANSLATE_NOOP("CrashDetail", "System version"),
    "channel": QT_TRANSLATE_NOOP("CrashDetail", "Channel"),
    "source": QT_TRANSLATE_NOOP("CrashDetail", "Source"),
    "language": QT_TRANSLATE_NOOP("CrashDetail", "Language"),
}
OTHER_FACET = QT_TRANSLATE_NOOP("CrashDetail", "{field}")
OTHER_VALUES = QT_TRANSLATE_NOOP("CrashDetail", "all others")
NO_VALUE = QT_TRANSLATE_NOOP("CrashDetail", "not given")

_SYSTEM = QT_TRANSLATE_NOOP("CrashDetail", "System")
_CPU = QT_TRANSLATE_NOOP("CrashDetail", "Processor")
_CORES = QT_TRANSLATE_NOOP("CrashDetail", "Cores")
_MEMORY = QT_TRANSLATE_NOOP("CrashDetail", "Memory")
_PLATFORM = QT_TRANSLATE_NOOP("CrashDetail", "Platform")
_CHANNEL = QT_TRANSLATE_NOOP("CrashDetail", "Channel")
_COMMIT = QT_TRANSLATE_NOOP("CrashDetail", "Build")
_LANGUAGE = QT_TRANSLATE_NOOP("CrashDetail", "Language")
_VIEW = QT_TRANSLATE_NOOP("CrashDetail", "Where in the program")
_OCCURRED = QT_TRANSLATE_NOOP("CrashDetail", "When, says the sender")
_KIND = QT_TRANSLATE_NOOP("CrashDetail", "Kind")
_SOURCE = QT_TRANSLATE_NOOP("CrashDetail", "Source")
_LABEL = QT_TRANSLATE_NOOP("CrashDetail", "Label")
_TYPE = QT_TRANSLATE_NOOP("CrashDetail", "Error type")
_TOP_FRAME = QT_TRANSLATE_NOOP("CrashDetail", "Top frame")
_SIZE = QT_TRANSLATE_NOOP("CrashDetail", "Size")


def facts_of(report: CrashReport) -> list[tuple[Text, str]]:
    """Return the named facts of a sample, leaving out those that it does not give."""
    content = report.content or ReportContent("")
    device = content.device
    facts = [
        (_PLATFORM, f"{report.os}/{report.arch}"),
        (_SYSTEM, device.os_version),
        (_CPU, device.cpu),
        (_CORES, str(device.cores or "")),
        (_MEMORY, f"{device.ram_gb:g} GB" if device.ram_gb else ""),
        (_CHANNEL, report.channel),
        (_COMMIT, report.build_commit),
        (_LANGUAGE, content.language),
        (_VIEW, content.view),
        (_OCCURRED, content.occurred_at),
        (_KIND, report.kind),
        (_SOURCE, content.source),
        (_LABEL, content.label),
        (_TYPE, content.error_type),
        (_TOP_FRAME, content.top_frame),
        (_SIZE, f"{report.bytes:,} B" if report.bytes else ""),
    ]
    return [(name, value) for name, value in facts if value]


def breadcrumbs_of(content: ReportContent) -> str:
    """Return the breadcrumbs as lines, oldest first, with seconds before the last one."""
    crumbs = content.breadcrumbs
    last = max((crumb.at for crumb in crumbs if crumb.at is not None), default=None)
    return "\n".join(
        f"{_before(crumb.at, last):>10}  {crumb.category or '-':<12}  {crumb.message}" for crumb in crumbs
    )


def _before(at: int | None, last: int | None) -> str:
    return "" if at is None or last is None else f"{(at - last) / 1000:+.1f} s".replace("-", "\u2212")

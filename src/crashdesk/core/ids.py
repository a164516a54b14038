"""Identifiers, instants and other scalars with a meaning of their own."""

from __future__ import annotations

from typing import NewType

ServerId = NewType("ServerId", str)
"""Names one database of one server; a restored or new database has another."""
UserId = NewType("UserId", str)
ProfileId = NewType("ProfileId", str)
"""Names one saved connection of this desk."""
GroupId = NewType("GroupId", str)
ReportId = NewType("ReportId", str)
WebhookId = NewType("WebhookId", str)
DeliveryId = NewType("DeliveryId", str)
PlanId = NewType("PlanId", str)
"""Names a plan to replay deliveries."""
TaskName = NewType("TaskName", str)
QueueName = NewType("QueueName", str)
JobId = NewType("JobId", str)
ChangeId = NewType("ChangeId", int)
"""Number of an outbox entry; grows in the order of queueing."""
ActionId = NewType("ActionId", str)
ObjectId = str
"""An id of any kind of object, where the kind stands beside it."""

Instant = NewType("Instant", int)
"""Milliseconds since 1970-01-01T00:00:00Z: sorts, subtracts and stores without a time zone."""

LATEST = Instant(253_402_000_000_000)
"""A day before the end of the year 9999: any time zone can write it as a date."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

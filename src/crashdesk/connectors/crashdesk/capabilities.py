"""What our server can do, and which right a person needs for it."""

from __future__ import annotations

import msgspec


class Need(msgspec.Struct, frozen=True):
    """What has to be true for a capability of this desk.

    Attributes:
        feature: one of the `capabilities` of the server's `GET /meta`.
        permission: what the credential must hold, empty for nothing but being signed in.
    """

    feature: str
    permission: str = ""


NEEDS = {
    "crash_groups.read": Need("crash_groups.read", "crashes.read"),
    "crash_groups.triage": Need("crash_groups.triage", "crashes.triage"),
    "crash_groups.delete": Need("crash_groups.delete", "crashes.delete"),
    "usage.read": Need("usage.read", "usage.read"),
    "users.read": Need("users.read", "users.read"),
    "users.manage": Need("users.manage", "users.manage"),
    "webhooks.read": Need("webhooks", "webhooks.read"),
    "webhooks.manage": Need("webhooks", "webhooks.manage"),
    "webhooks.replay": Need("webhooks", "webhooks.replay"),
    "tasks.read": Need("tasks", "tasks.read"),
    "tasks.override": Need("tasks", "tasks.override"),
    "audit": Need("audit.read"),
    "audit.read": Need("audit.read", "audit.read"),
    "audit.checkpoint": Need("audit.checkpoint", "audit.read"),
    "registration": Need("registration"),
    "sessions": Need("sessions"),
    "api_keys": Need("api_keys"),
    "changes": Need("changes"),
    "events": Need("events"),
}
"""By the capability's name in this desk."""


def offered(features: frozenset[str]) -> frozenset[str]:
    """Return the capabilities of a server with these features."""
    return frozenset(name for name, need in NEEDS.items() if need.feature in features)


def allowed(capabilities: frozenset[str], permissions: frozenset[str]) -> frozenset[str]:
    """Return those of `capabilities` that a credential with these permissions can use."""
    return frozenset(
        name
        for name in capabilities
        if name in NEEDS and (not NEEDS[name].permission or NEEDS[name].permission in permissions)
    )

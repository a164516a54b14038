"""Every permission there is, with its meaning: desks have no table of their own."""

from __future__ import annotations

from typing import cast

from crashdesk_server.access import permissions as names
from crashdesk_server.access.permissions import ROLES
from crashdesk_server.access.rights import GRANTABLE
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.wire.users import AssignableRole, Permission, PermissionList

_MEANINGS = {
    names.CRASHES_READ: "See crash groups, reports and timelines.",
    names.CRASHES_TRIAGE: "Resolve, ignore, reopen and assign crash groups, set their severity, write notes.",
    names.CRASHES_DELETE: "Delete crash groups with their reports.",
    names.USAGE_READ: "See installs, opens and counters.",
    names.WEBHOOKS_READ: "See webhooks and what was delivered.",
    names.WEBHOOKS_REPLAY: "Send deliveries again.",
    names.WEBHOOKS_MANAGE: "Make, change, test and delete webhooks, and see their whole addresses.",
    names.TASKS_READ: "See background tasks, queues and jobs.",
    names.TASKS_OVERRIDE: "Override how tasks and queues run, pause them, retry and cancel jobs.",
    names.USERS_READ: "See accounts: addresses, roles, where from and when.",
    names.USERS_MANAGE: "Approve, reject, change, sign out and delete accounts, and revoke keys of others.",
    names.AUDIT_READ: "Read and export the audit log.",
}


def permission_list() -> PermissionList:
    """Return all permissions, in the order of their groups."""
    return PermissionList(tuple(_permission(name, meaning) for name, meaning in _MEANINGS.items()))


def show(_snapshot: Snapshot, _call: Call) -> Reply:
    """Answer `GET /permissions`."""
    return Reply(permission_list())


def _permission(name: str, meaning: str) -> Permission:
    roles = tuple[AssignableRole, ...](
        cast("AssignableRole", role) for role, held in ROLES.items() if name in held
    )
    return Permission(name, name.partition(".")[0], meaning, roles, name in GRANTABLE)
